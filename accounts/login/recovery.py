"""Recovery codes: readable once, when they are made. What is kept lets nobody read them back (ADR 0036).

Each code is kept as a password hash. Those of one set share their salt, so that a guess costs one hash and not ten; and
they are sealed, because eight digits are tried in hours by whoever has a copy of the database and no key.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from accounts.models import User
from core.fields import seal, unseal

COUNT, DIGITS = 10, 8
FIELD = "mfa_authenticator.data"  # the column; what is moved elsewhere does not open
KEPT = "hashes"  # where in the row's data
_SHAPE = re.compile("[0-9]{8}")
_HASHER = PBKDF2PasswordHasher()


@transaction.atomic
def make(person: Any) -> list[str]:
    """Ten new codes in the place of all older ones. Whoever gets this answer is the last who can read them."""
    codes = [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _number in range(COUNT)]
    User.objects.select_for_update().get(pk=person.pk)  # there is one set; of two made at once the later one counts
    _rows(person).delete()
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data=kept_of(codes))
    return codes


def kept_of(codes: Iterable[str]) -> dict[str, str]:
    """What the row of a set holds: their hashes under one new salt, sealed."""
    salt = _HASHER.salt()
    return _sealed([_HASHER.encode(code, salt, settings.RECOVERY_CODE_ROUNDS) for code in codes])


def left(person: Any) -> int:
    """How many codes have not been used."""
    return len(_hashes(_rows(person).first()))


@transaction.atomic
def use(person: Any, typed: str) -> Authenticator | None:
    """The row of the set when `typed` is one of its codes, which is used up by that; else None.

    One hash for whatever has the shape of a code, none for anything else.
    """
    code = normalize_user_code(typed)
    if not _SHAPE.fullmatch(code):
        return None
    row = _rows(person).select_for_update().first()
    hashes = _hashes(row)
    if row is None or not hashes:
        return None
    _algorithm, rounds, salt, _digest = hashes[0].split("$", 3)
    tried = _HASHER.encode(code, salt, int(rounds))
    unused = [one for one in hashes if not constant_time_compare(one, tried)]
    if len(unused) == len(hashes):
        return None
    row.data = _sealed(unused)
    row.save(update_fields=["data"])
    return row


def proved_by(person: Any, typed: str) -> Authenticator | None:
    """What a code proves that one has: the app, or the paper with the recovery codes. None: neither."""
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if app is not None and app.wrap().validate_code(typed):
        return app
    return use(person, typed)


def _rows(person: Any) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).order_by("pk")


def _sealed(hashes: list[str]) -> dict[str, str]:
    return {KEPT: seal(json.dumps(hashes), FIELD)}


def _hashes(row: Authenticator | None) -> list[str]:
    return json.loads(unseal(row.data[KEPT], FIELD)) if row is not None else []
