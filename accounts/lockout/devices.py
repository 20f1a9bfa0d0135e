"""Known devices: a browser in which somebody has logged in before is counted by itself.

Whoever guesses elsewhere can then shut a colleague's log-in for strange browsers, and not for the colleague's own. The
cookie is signed and holds, for each of the last people, a keyed hash of the name, a random number, and a proof that
ends with the password. It opens nothing: the password and the second step are asked for as ever.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from core.fields import keyed_hash

MOST = 6  # people of one browser: a computer on a ward is shared; the one who came first gives way
_SALT = "somv.known-devices"
_DAY = 24 * 60 * 60


class _Entry(NamedTuple):
    who: str
    number: str
    proof: str
    since: int  # seconds since 1970


def name_key(username: str) -> str:
    """What a typed user name is counted under: however it is written, with capitals, spaces or full-width letters.

    Wider than the log-in itself, which takes the name only as it stands: another spelling is no new set of guesses.
    """
    return keyed_hash(f"user name {_folded(username)}")


def _folded(username: str) -> str:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())
    return "".join(plain.split())


def spellings(username: str) -> set[str]:
    """What was typed, and how the administrator would have written it: in small letters."""
    return {username, _folded(username)}


def device_of(request: HttpRequest, username: str) -> str:
    """What the tries of this name from this browser are counted under; "" where it is not known for the name.

    The person is asked for only where the browser has logged in with the name before, so it tells nothing new.
    """
    entry = next((entry for entry in _entries(request) if entry.who == _short(username)), None)
    person = User.objects.filter(username=username).first() if entry else None
    if entry is None or person is None or not constant_time_compare(entry.proof, _proof(person)):
        return ""
    return keyed_hash(f"device {entry.number}")


def remember(request: HttpRequest, response: HttpResponse, person: Any) -> None:
    """From now on this browser is known for this person, and still for the others it was known for."""
    who = _short(person.username)
    others = [entry for entry in _entries(request) if entry.who != who]
    entries = [_Entry(who, secrets.token_urlsafe(16), _proof(person), int(time.time())), *others][:MOST]
    response.set_cookie(
        settings.KNOWN_DEVICES_COOKIE,
        signing.dumps(entries, salt=_SALT, compress=True),
        max_age=settings.KNOWN_DEVICE_DAYS * _DAY,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _short(username: str) -> str:
    return name_key(username)[:32]


def _entries(request: HttpRequest) -> list[_Entry]:
    """What the cookie holds and has not run out; nothing of one that was not signed by us."""
    oldest = settings.KNOWN_DEVICE_DAYS * _DAY
    try:
        told = signing.loads(request.COOKIES.get(settings.KNOWN_DEVICES_COOKIE, ""), salt=_SALT, max_age=oldest)
    except signing.BadSignature:
        return []
    entries = [_Entry(*row) for row in told]
    return [entry for entry in entries if entry.since > time.time() - oldest]


def _proof(person: User) -> str:
    """Ends with the password: changed, chosen by link or taken away, no browser is known any more."""
    return salted_hmac(_SALT, f"{person.pk} {person.password}", algorithm="sha256").hexdigest()[:32]
