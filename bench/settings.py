"""The product's own settings, with one address more: the empty page that every other is measured against."""

from somv.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

# A round asks as a handful of people for thousands of pages: nobody would (ADR 0037).
REQUESTS_A_MINUTE = CITIZENS_AN_HOUR = 10**9
