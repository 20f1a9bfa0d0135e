"""What no caller may send, and what every answer carries: pages, redirects, refusals, files, a foreign host."""

import pytest
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from audit.middleware import source_address
from tests.factories.accounts import PASSWORD
from tests.guards import matrix
from tests.guards.routes import address, all_routes

pytestmark = pytest.mark.django_db

EVERY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
HEADERS_OF_CSP = (
    "default-src 'none'", "object-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'",
    "frame-ancestors 'none'", "form-action 'self'",
)  # fmt: skip


def lacks(response, *, stored=False):
    """The names of what this answer should carry and does not."""
    found = [name for name, value in EVERY.items() if response.headers.get(name) != value]
    policy = response.headers.get("Content-Security-Policy", "")
    found += [part for part in HEADERS_OF_CSP if part not in policy]
    found += [word for word in ("unsafe", "report-uri", "report-to", "*") if word in policy]
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if not stored and "no-store" not in response.headers.get("Cache-Control", ""):
        found.append("no-store")
    return found + [name for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in response]


@pytest.mark.parametrize("who", ["anonymous", "koordinator", "admin"])
def test_every_route_carries_every_header_whatever_it_answers(cast, client_of, who):
    client = client_of(cast.everybody[who])
    client.raise_request_exception = False
    asked = {route.name: client.get(address(route, cast)) for route in all_routes()}
    assert len(asked) == len(matrix.read())
    assert {name: missing for name, response in asked.items() if (missing := lacks(response))} == {}
    # 204: nothing to show; 503: the monitor, as nothing has swept
    assert {response.status_code for response in asked.values()} <= {200, 204, 302, 403, 404, 405, 503}


def test_refusals_and_errors_carry_them_too(cast, client_of, settings):
    client = client_of(cast.koordinator)
    client.raise_request_exception = False
    answers = {
        400: client.get("/", HTTP_HOST="evil.test"),
        404: client.get("/findes-ikke/"),
        405: client.put("/"),
        414: client.get("/?" + "a" * 2001),
        431: client.get("/", HTTP_X_LONG="a" * 30_000),
        413: client.post(reverse("accounts:account"), {"name": "a" * (3 * 1024 * 1024 + 1)}),
        403: Client(enforce_csrf_checks=True).post("/log-ind/"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {s: s for s in answers}
    assert {status: missing for status, answer in answers.items() if (missing := lacks(answer))} == {}
    for answer in answers.values():
        page = answer.content.decode()
        assert '<html lang="da">' in page and "Til forsiden" in page, answer.status_code


def test_a_broken_page_carries_them_too(cast, client_of, monkeypatch):
    client = client_of(cast.koordinator)
    client.raise_request_exception = False
    monkeypatch.setattr("overview.views.home.page", None)
    answer = client.get("/")
    assert (answer.status_code, lacks(answer)) == (500, [])


def test_static_files_are_not_for_other_origins(client):
    answer = client.get("/static/somv/somv.css")
    answer.close()
    assert answer.status_code == 200 and lacks(answer, stored=True) == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETS"])
def test_other_methods_reach_no_view(cast, client_of, method):
    for path in ("/", "/log-ind/", reverse("plans:voice", args=[cast.plan.pk]), "/static/somv/somv.css"):
        answer = client_of(cast.koordinator).generic(method, path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST"), path


def test_a_body_that_is_too_large_is_refused_before_it_is_read(cast, client_of):
    factory = client_of(cast.koordinator)
    assert factory.post("/log-ind/", CONTENT_LENGTH=str(settings.LARGEST_BODY + 1)).status_code == 413
    assert factory.post("/log-ind/", CONTENT_LENGTH="9" * 5000).status_code == 413
    assert factory.post("/log-ind/", CONTENT_LENGTH="-1").status_code == 400
    assert factory.post("/log-ind/", CONTENT_LENGTH="½").status_code == 400


def test_too_many_fields_or_files_are_refused(cast, client_of):
    client = client_of(cast.koordinator)
    path = reverse("accounts:account")
    assert client.post(path, {f"f{number}": "1" for number in range(1001)}).status_code == 413
    assert client.get("/borgere/?" + "&".join(f"f{number}" for number in range(600))).status_code == 414
    assert client.get("/", **{f"HTTP_X_{number}": "1" for number in range(80)}).status_code == 431
    files = {f"f{number}": SimpleUploadedFile("a.txt", b"a") for number in range(6)}
    assert client.post(path, files).status_code == 413
    cast.koordinator.refresh_from_db()
    assert cast.koordinator.name == "Kirsten Kjeldgaard"


ODD = [
    {"data": b"name=%00&email=%ff%fe", "content_type": "application/x-www-form-urlencoded"},
    {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
    {"data": b"x", "content_type": "multipart/form-data; boundary="},
    {"data": b"x", "content_type": "multipart/form-data; boundary=" + "x" * 300},
    {"data": b"{", "content_type": "application/json"},
    {"data": b"name=a", "content_type": "application/x-www-form-urlencoded; charset=utf-16"},
    {"data": b"<x/>", "content_type": "text/xml"},
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd["content_type"][:50])
def test_an_unreadable_form_is_no_server_error(cast, client_of, odd):
    client = client_of(cast.koordinator)
    client.raise_request_exception = False
    for path in (reverse("accounts:account"), reverse("plans:voice", args=[cast.plan.pk]), "/borgere/", "/log-ind/"):
        assert client.post(path, **odd).status_code < 500, path


@pytest.mark.parametrize("query", ["%00", "q=%00&page=%00", "page=½", "page=" + "9" * 400, "%ff%fe", "a[]=1&a[]=2"])
def test_an_odd_query_is_no_server_error(cast, client_of, query):
    for who in ("koordinator", "admin", "logkontrol"):
        client = client_of(cast.user(who))
        client.raise_request_exception = False
        for route in all_routes():
            if not route.keys:
                status = client.get(f"{reverse(route.name)}?{query}").status_code
                assert status < 500 or route.name == "overview:health", (who, route.name, query)


@pytest.mark.parametrize(
    "path", ["/borgere", "//", "//evil.test/", "/%2e%2e/", "/borgere/..;/", "/\\evil.test", "/%00/"]
)
def test_odd_paths_lead_nowhere_else(cast, client_of, path):
    answer = client_of(cast.koordinator).get("/", PATH_INFO=path)
    assert answer.status_code in (301, 404)
    assert answer.status_code == 404 or answer.url == path + "/"


@pytest.mark.parametrize(
    "forged", [{"HTTP_HOST": "evil.test"}, {"HTTP_HOST": "localhost:99999x"}, {"HTTP_HOST": "evil.test@localhost"}]
)
def test_a_foreign_host_is_not_served(client, forged):
    assert client.get("/log-ind/", **forged).status_code == 400


def test_a_forwarded_host_changes_no_link(cast, client_of):
    client = client_of(cast.admin)
    page = client.post(
        reverse("accounts:give_link", args=[cast.jobcenter.pk]), {"sure": "1"}, HTTP_X_FORWARDED_HOST="evil.test"
    )
    assert "velkommen" in page.content.decode() and "evil.test" not in page.content.decode()


FAR = "203.0.113.7"


@pytest.mark.parametrize(
    ("proxies", "nearest", "forwarded", "believed"),
    [
        ([], "198.51.100.1", FAR, "198.51.100.1"),
        (["10.0.0.1"], "198.51.100.1", FAR, "198.51.100.1"),
        (["10.0.0.1"], "10.0.0.1", FAR, FAR),
        (["10.0.0.1"], "10.0.0.1", f"1.1.1.1, {FAR}", FAR),
        (["10.0.0.1", "10.0.0.2"], "10.0.0.1", f"1.1.1.1, {FAR}, 10.0.0.2", FAR),
        (["10.0.0.1"], "10.0.0.1", "<script>", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", f"{FAR}, evil", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_only_a_proxy_of_ours_says_where_a_caller_came_from(settings, proxies, nearest, forwarded, believed):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=nearest, HTTP_X_FORWARDED_FOR=forwarded)
    assert source_address(request) == believed


@pytest.mark.parametrize("path", ["/kalender/noget.ics", "/sundhed/"])
def test_programs_are_refused_over_http_and_not_sent_on(client, settings, path):
    """A program would follow, and nobody would learn that its address crosses the network in the open."""
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code == 400
    assert client.get(path, secure=True).status_code in (200, 404, 503)
    assert client.get("/log-ind/").status_code == 301


@pytest.mark.parametrize(("nearest", "status"), [("10.0.0.1", 200), ("198.51.100.1", 301)])
def test_only_a_proxy_of_ours_says_that_a_caller_came_by_https(client, settings, nearest, status):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/log-ind/", REMOTE_ADDR=nearest, HTTP_X_FORWARDED_PROTO="https")
    assert answer.status_code == status
    assert ("Strict-Transport-Security" in answer) == (status == 200)


EVIL = [
    "https://evil.test/", "//evil.test", "///evil.test", "////evil.test", "http:evil.test", "https:///evil.test",
    "/\\evil.test", "\\\\evil.test", "\\/evil.test", "javascript:alert(1)", "data:text/html,x", " //evil.test",
    "\t//evil.test", "/\t/evil.test", "http://testserver@evil.test", "http://testserver.evil.test/", "ftp://testserver",
    "//evil%E3%80%82test", "https:\r\n//evil.test", "\x00//evil.test",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_next_leads_nowhere_else(cast, client_of, evil):
    given = {"login": "koordinator", "password": PASSWORD, "next": evil}
    answers = [
        Client().post("/log-ind/", given),
        Client().post(f"/log-ind/?next={evil}".replace("\r\n", "").replace("\x00", ""), given),
        client_of(cast.koordinator).get("/log-ind/", {"next": evil}),
        client_of(cast.koordinator).post("/log-ud/", {"next": evil}),
        client_of(cast.koordinator).post("/sprog/", {"language": "da", "next": evil}),
        client_of(cast.koordinator).post("/min-konto/bekraeft/", {"password": PASSWORD, "next": evil}),
    ]
    for answer in answers:
        assert answer.status_code in (200, 302)
        leads = answer.headers.get("Location", "/")
        assert leads.startswith("/") and not leads.startswith(("//", "/\\")) and "evil" not in leads, leads


def test_the_messages_cookie_is_not_to_be_read_or_forged(cast, client_of):
    client = client_of(cast.koordinator)
    client.cookies["somv_messages"] = signing.dumps([["__json_message", 0, 20, "<script>evil</script>"]])
    assert "evil" not in client.get("/").content.decode()
