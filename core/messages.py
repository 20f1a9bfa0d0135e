"""Messages between two pages, in a cookie of our own name; what is too long for it waits in the session."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    """Bound to this host in production (`__Host-`): no neighbour in the domain can set it."""

    cookie_name = settings.MESSAGE_COOKIE_NAME


class Storage(FallbackStorage):
    storage_classes = (HostCookie, SessionStorage)
