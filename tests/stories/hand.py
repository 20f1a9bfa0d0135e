"""A person at the pages: opens one, fills in the form that stands there, and sends what a browser would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)  # what is sent as the form stands
    names: set[str] = field(default_factory=set)  # what can be filled in, ticked or pressed
    button: tuple[str, str] | None = None  # the first, which Enter presses


class _Forms(HTMLParser):
    """The forms by POST of a page's <main>."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._main, self._form, self._select, self._text = False, None, "", ""
        self._first = ""  # of a select: what is sent when no option is chosen

    def handle_starttag(self, tag: str, pairs: Any) -> None:
        told = {name: value or "" for name, value in pairs}
        if tag == "main":
            self._main = True
        if tag == "form" and self._main and told.get("method", "").lower() == "post":
            self._form = Form(told.get("action", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        name, value = told.get("name", ""), told.get("value", "")
        if tag in ("input", "select", "textarea", "button") and name:
            self._form.names.add(name)
        if self._form.button is None and (tag == "button" and told.get("type", "submit") == "submit"):
            self._form.button = (name, value)
        if tag == "select":
            self._select = name
            self._form.fields.append((name, ""))
            self._first = name
        if tag == "option" and ("selected" in told or self._first):
            self._form.fields[-1] = (self._select, value)
            self._first = ""
        if tag == "textarea":
            self._text = name
            self._form.fields.append((name, ""))
        if tag == "input" and name:
            kind = told.get("type", "text")
            if kind not in ("checkbox", "radio", "submit") or "checked" in told:
                self._form.fields.append((name, value or "on" if kind in ("checkbox", "radio") else value))

    def handle_data(self, data: str) -> None:
        if self._text and self._form:
            self._form.fields[-1] = (self._text, self._form.fields[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._form:
            self._form.fields[-1] = (self._text, self._form.fields[-1][1].removeprefix("\n"))
            self._text = ""
        if tag == "form":
            self._form = None
        if tag == "main":
            self._main = False


def forms_of(answer: Any) -> list[Form]:
    reader = _Forms()
    reader.feed(answer.content.decode())
    return reader.forms


class Hand:
    """``hand.fill(path, text="…")``: opens the page, finds the form that has these fields, sends it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def fill(self, path: str, **values: Any) -> Any:
        """The answer to the form, its redirect not followed. Fails when no form of the page has all of `values`."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return self.send(path, answer, **values)

    def save(self, path: str, **values: Any) -> Any:
        """As `fill`, and it is saved: the answer leads on."""
        answer = self.fill(path, **values)
        assert answer.status_code == 302, (path, answer.context["form"].errors)
        return answer

    def send(self, path: str, page: Any, **values: Any) -> Any:
        """Fill in a form of a page that is open already."""
        found = [form for form in forms_of(page) if set(values) <= form.names]
        assert found, (path, [sorted(form.names) for form in forms_of(page)])
        data: dict[str, Any] = {}
        for name, value in found[0].fields:
            if name not in values:
                data.setdefault(name, []).append(value)
        name, value = found[0].button or ("", "")
        if name and not (name in values or name in data):
            data[name] = [value]
        return self.client.post(found[0].action or path, {**data, **values})
