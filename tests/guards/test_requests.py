"""What holds for every answer: reading writes nothing, the headers are strict, and what is told is defined."""

import pytest
from django.db import connection, transaction

from tests.guards import matrix, undefined
from tests.guards.pages import addresses
from tests.guards.routes import address, all_routes

READERS = ["koordinator", "projektleder", "jobcenter"]

CSP = {
    "default-src 'none'",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}

STRICTER = {"citizens:fetch_scan": {"sandbox"}}  # somebody's file: not even our own scripts

HEADERS = {
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

# A variable a template names but is not told shows as nothing: a page that silently lacks something. Templates of
# Django's and allauth's own ask for what may be absent; ours say so with `default`, `firstof` or `if`.
NOT_OURS = ("django/", "allauth/", "account/", "mfa/")


class OnlySelect:
    """Refuses any statement that could write, but to the session (renewed by reading) and the access log."""

    allowed = ("select", "savepoint", "release savepoint", "rollback to savepoint")
    exempt = ("django_session", "audit_accessevent", "core_cache", "accounts_failedtry")

    def __init__(self) -> None:
        self.refused: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        statement = sql.strip(" (\n").lower()
        if not statement.startswith(self.allowed) and not any(table in statement for table in self.exempt):
            self.refused.append(sql[:120])
        if " for update" in statement:
            self.refused.append(sql[-120:])
        return execute(sql, params, many, context)


@pytest.mark.parametrize("name", READERS)
def test_every_page(cast, client_of, name):
    """One walk over all addresses, because each costs a page: reads only, CSP exact, no-store, nothing undefined."""
    client = client_of(cast.user(name))
    client.raise_request_exception = False
    with undefined.noted() as missing:
        for route, path in addresses(cast, name).items():
            only = OnlySelect()
            with transaction.atomic(), connection.execute_wrapper(only):
                answer = client.get(path)
                transaction.set_rollback(True)
            assert answer.status_code < 500, route
            assert only.refused == [], route
            policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
            assert policy == CSP | (STRICTER.get(route, set()) if answer.status_code == 200 else set()), route
            assert {header: answer.headers[header] for header in HEADERS} == HEADERS, route
    assert {(variable, template) for variable, template in missing if not template.startswith(NOT_OURS)} == set()


def test_htmx_gets_the_same_address_and_says_so(cast, client_of):
    """A page that has a partial varies by HX-Request; the partial is no whole page, and holds the same rights."""
    client = client_of(cast.koordinator)
    for route, path in addresses(cast, "koordinator").items():
        whole, part = client.get(path), client.get(path, headers={"HX-Request": "true"})
        if whole.status_code == 200:
            assert part.status_code == 200, route
        if whole.status_code == 200 and whole.content != part.content and b"<html" not in part.content:
            assert "HX-Request" in whole.headers.get("Vary", ""), route


@pytest.mark.parametrize("name", ["koordinator", "jobcenter"])
def test_every_form_survives_being_posted_odd_things(cast, client_of, name):
    """NUL, emoji, markup, a megabyte, a day that does not exist: a message by the field or a refusal, never a 500."""
    client = client_of(cast.user(name))
    client.raise_request_exception = False
    odd = {"nul": "a\x00b", "emoji": "🎸" * 50, "markup": "<script>alert(1)</script>", "long": "x" * 1_000_000}
    odd |= {"day": "31-02-2026", "number": "-1", "uuid": "not-a-uuid"}
    for route in all_routes():
        if route.rule is None or ("POST" not in route.rule.kinds and route.keys):
            continue
        path = address(route, cast)
        page = client.get(path)
        form = page.context.get("form") if page.status_code == 200 and page.context else None
        fields = list(form.fields) if hasattr(form, "fields") else ["text", "revision", "reply", "position", "ids"]
        for kind, text in odd.items():
            status, _ = matrix.ask(client, "POST", path, dict.fromkeys(fields, text))
            assert status < 500, (route.name, kind)
