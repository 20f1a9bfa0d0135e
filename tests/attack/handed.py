"""The forms of a page as they are handed out: what stands in them, what can be chosen, and how to fill them in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag

from django.urls import Resolver404, resolve

from core.dates import today

UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_TYPED = {
    "date": lambda: str(today()),
    "time": lambda: "10:00",
    "number": lambda: "1",
    "email": lambda: "a@example.org",
}
_TICKED = ("checkbox", "radio")


@dataclass
class Control:
    name: str
    kind: str  # of an input its type; or select, textarea, button
    value: str = ""
    required: bool = False
    on: bool = False  # ticked
    multiple: bool = False
    options: list[tuple[str, bool]] = field(default_factory=list)  # of a select: value, chosen

    @property
    def values(self) -> list[str]:
        """Everything this control can send."""
        return [value for value, _ in self.options] if self.kind == "select" else [self.value]


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {control.name for control in self.controls}

    @property
    def route(self) -> str:
        return route_of(self.action)

    @property
    def alike(self) -> tuple[str, str, tuple[str, ...]]:
        """What makes two forms the same one for another row."""
        return self.route, self.method, tuple(sorted({UUID.sub("ID", name) for name in self.names}))

    def holding_ids(self) -> list[str]:
        """Names of the fields that send an id, or have one in their own name."""
        return sorted({one.name for one in self.controls if UUID.search(one.name) or any(map(UUID.search, one.values))})

    def as_it_stands(self) -> dict[str, list[str]]:
        """What a browser would send, the first button pressed."""
        sent: dict[str, list[str]] = {}
        pressed = False
        for one in self.controls:
            if one.kind == "button":
                found, pressed = ([] if pressed else [one.value]), True
            elif one.kind in _TICKED:
                found = [one.value or "on"] if one.on else []
            elif one.kind == "select":
                found = [value for value, chosen in one.options if chosen]
                found = found or ([] if one.multiple else [value for value, _ in one.options[:1]])
            else:
                found = [one.value]
            if found:
                sent.setdefault(one.name, []).extend(found)
        return sent

    def filled_in(self) -> dict[str, list[str]]:
        """As it stands, and something in every field that must not be empty; of a choice the first."""
        sent = self.as_it_stands()
        for one in self.controls:
            if any(sent.get(one.name, [])) or not one.required or one.kind == "button":
                continue
            if one.kind == "select":
                sent[one.name] = [value for value, _ in one.options if value][:1]
            elif one.kind in _TICKED:
                sent[one.name] = [one.value or "on"]
            else:
                sent[one.name] = [_TYPED.get(one.kind, lambda: "Skrevet")()]
        return sent


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms, self.links = path, [], []  # type: str, list[Form], list[str]
        self._form: Form | None = None
        self._last: Control | None = None

    def handle_starttag(self, tag: str, pairs: Any) -> None:
        told = {name: value or "" for name, value in pairs}
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag == "form":
            self._form = Form(told.get("action") or self.path, told.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "option" and self._last:
            self._last.options.append((told.get("value", ""), "selected" in told))
        elif tag in ("input", "select", "textarea", "button") and told.get("name"):
            kind = told.get("type", "text") if tag == "input" else tag
            self._last = Control(
                told["name"], "button" if kind == "submit" else kind, told.get("value", ""), "required" in told,
                "checked" in told, "multiple" in told,
            )  # fmt: skip
            self._form.controls.append(self._last)

    def handle_data(self, data: str) -> None:
        if self._form and self._last and self._last.kind == "textarea":
            self._last.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._last:
            self._last.value = self._last.value.removeprefix("\n")
        if tag in ("textarea", "select", "button"):
            self._last = None
        if tag == "form":
            self._form = None


def route_of(path: str) -> str:
    try:
        return resolve(urldefrag(path).url.partition("?")[0]).view_name
    except Resolver404:
        return ""


def read(path: str, answer: Any) -> tuple[list[Form], list[str]]:
    """The forms and the links of an answer; none of what is no page."""
    if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
        return [], []
    reader = _Reader(path)
    reader.feed(answer.content.decode())
    return reader.forms, reader.links
