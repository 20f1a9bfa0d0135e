"""What the browser is told and what a request may be."""

from __future__ import annotations

from csp.constants import NONE, SELF

from core.oidc.providers import origins
from somv.environment import env, env_flag, env_list
from somv.settings.ground import PLAYGROUND
from somv.settings.identity import OIDC_PROVIDERS

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver" if PLAYGROUND else "")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAYGROUND
SESSION_COOKIE_NAME = "somv_session" if PLAYGROUND else "__Host-somv_session"
CSRF_COOKIE_NAME = "somv_csrf" if PLAYGROUND else "__Host-somv_csrf"
LANGUAGE_COOKIE_NAME = "somv_language" if PLAYGROUND else "__Host-somv_language"
LANGUAGE_COOKIE_SECURE = not PLAYGROUND
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_COOKIE_NAME = "somv_messages" if PLAYGROUND else "__Host-somv_messages"
MESSAGE_STORAGE = "core.messages.Storage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Seconds. Without use, and in all (ADR 0026); the cookie's own age only tidies up after them.
SESSION_IDLE = int(env("SESSION_IDLE_MINUTES", "30")) * 60
SESSION_LONGEST = int(env("SESSION_HOURS", "10")) * 60 * 60
SESSION_WARNING = 120  # before either
SESSION_COOKIE_AGE = SESSION_LONGEST
SECURE_SSL_REDIRECT = env_flag("SECURE_SSL_REDIRECT", default=not PLAYGROUND)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# Asked by programs, which nobody watches: over http they are refused, not sent on to https. Else an address that is a
# key would go on crossing the network in the open, unnoticed (ASVS 4.1.2).
FOR_PROGRAMS = ("/kalender/", "/sundhed/")
SECURE_HSTS_SECONDS = 0 if PLAYGROUND else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAYGROUND
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing of the device is asked for by any page (passkeys need no permission on one's own pages).
_UNUSED: tuple[str, ...] = ("accelerometer", "autoplay", "camera", "display-capture", "fullscreen", "geolocation")
_UNUSED += ("gyroscope", "magnetometer", "microphone", "midi", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _UNUSED)
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A browser holds where a form is redirected to as well: the way to a provider starts with a form.
        "form-action": [SELF, *origins(OIDC_PROVIDERS.values())],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# What a request may be at most; more is refused with a page that says so (core.middleware).
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # bytes without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
LARGEST_BODY = 12 * 1024 * 1024  # bytes with files: a scan of 10 MB and what stands around it
LONGEST_ADDRESS = 2000  # characters
MOST_HEADERS = 60
LARGEST_HEADERS = 24 * 1024  # bytes of all of them: cookies included
# Files: in memory only, at most 10 MB of them in a request (core.uploads).
FILE_UPLOAD_HANDLERS = ["core.uploads.InMemory"]
# Where a virus scanner (clamd) listens: `127.0.0.1:3310` or the path of a socket. Not set: nothing is scanned.
VIRUS_SCANNER = env("VIRUS_SCANNER", "")
VIRUS_SCANNER_SECONDS = 20  # for each answer
