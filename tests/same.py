"""A page without what changes from one request to the next, so that two answers can be compared word for word."""

from __future__ import annotations

import re

_OF_THE_MOMENT = (
    re.compile(r"\b[A-Za-z0-9]{64}\b"),  # the tokens against forgery
    re.compile(r' data-left="[\d,]+"'),  # the seconds this session has left
)


def same(page: str) -> str:
    for changing in _OF_THE_MOMENT:
        page = changing.sub("", page)
    return page
