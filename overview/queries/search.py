"""Search among the citizens one may see: what was typed never leaves the request.

First whatever begins with the words typed, then what is spelt nearly so. A whole CPR number is looked up by its
keyed hash, a shorter number is a case number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.enums import Criterion
from citizens.models import Citizen
from core.danish import fold
from core.fields import keyed_hash
from overview.queries.citizens import detailed, dressed, listed

MOST = 50  # rows shown; more means that the search was too wide to be read
SIMILAR_AMONG = 5_000  # names compared letter by letter: about a tenth of a second
ALIKE = 0.7  # of 1: two letters wrong in a name of six
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]")


@dataclass(frozen=True)
class Hits:
    """What was found. `similar`: nothing begins so, these are spelt nearly so. `more`: there are more than shown."""

    rows: list[Any] = field(default_factory=list)
    similar: bool = False
    more: bool = False
    criterion: str = ""  # what it went by (audit.enums.Criterion): all the log learns of what was typed


def search(user: Any, text: str) -> Hits:
    """Look for `text` among the citizens `user` may see. At most three queries, however many there are."""
    digits = _SEPARATORS.sub("", text)
    if re.fullmatch(r"[0-9]+", digits):
        return replace(_by_number(user, digits), criterion=Criterion.CPR if len(digits) == 10 else Criterion.CASE)
    words = fold(text).split()
    if not words:
        return Hits()
    hits = _shown(user, listed(user).filter(_begins(words)))
    return replace(hits if hits.rows else _similar(user, words), criterion=Criterion.NAME)


def _shown(user: Any, rows: QuerySet[Any], *, similar: bool = False) -> Hits:
    found = dressed(detailed(user, rows)[: MOST + 1])
    return Hits(found[:MOST], similar, len(found) > MOST)


def _by_number(user: Any, digits: str) -> Hits:
    if len(digits) == 10:
        return _numbered(user, cpr_lookup=keyed_hash(digits))
    if len(digits) < 10:  # a longer one is no number of ours, and no integer of the database's
        return _numbered(user, case_number=int(digits)) if int(digits) < 2**31 else Hits()
    return Hits()


def _numbered(user: Any, **number: Any) -> Hits:
    """Coordinator and lead find the citizen by the numbers of a merged record, too; nobody else learns of those."""
    merged = Citizen.objects.filter(merged_into=OuterRef("pk"), **number)
    return _shown(user, listed(user).filter(Q(**number) | Q(Exists(merged), in_team=True)))


def _begins(words: list[str]) -> Q:
    """Each word begins some part of the name; a hyphen begins a new part, too."""
    rule = Q()
    for word in words:
        one = Q(search_name__startswith=word)
        for sign in (" ", "-"):
            one |= Q(search_name__contains=f"{sign}{word}")
        rule &= one
    return rule


def _similar(user: Any, words: list[str]) -> Hits:
    names = list(listed(user).order_by("pk").values_list("pk", "search_name")[: SIMILAR_AMONG + 1])
    if len(names) > SIMILAR_AMONG:
        return Hits(more=True)
    scored = ((_likeness(words, name), pk) for pk, name in names)
    best = sorted(((score, pk) for score, pk in scored if score >= ALIKE), reverse=True)[:MOST]
    if not best:
        return Hits()
    order = {pk: place for place, (_score, pk) in enumerate(best)}
    hits = _shown(user, listed(user).filter(pk__in=order), similar=True)
    return Hits(sorted(hits.rows, key=lambda row: order[row.pk]), similar=True)


def _likeness(words: list[str], name: str) -> float:
    """How alike the least alike of the words is to the part of the name it fits best; 1 is the same."""
    parts = re.split(r"[ -]", name)
    return min(max(_ratio(word, part) for part in parts) for word in words)


def _ratio(word: str, part: str) -> float:
    match = SequenceMatcher(None, word, part, autojunk=False)
    if match.real_quick_ratio() < ALIKE or match.quick_ratio() < ALIKE:
        return 0.0
    return match.ratio()
