"""The project: wires the apps together and decides nothing."""

from somv.celery import app as celery_app

__all__ = ["celery_app"]
