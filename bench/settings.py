"""The product's own settings, with one address more: the empty page that every other is measured against."""

from somv.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
