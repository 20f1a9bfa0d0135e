"""The settings of production, in a process of their own: cookies, https, and what the server says of itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "SECRET_KEY": "x" * 50,
    "SOMV_FIELD_KEYS": "dGVzdC1vbmx5LWtleS0wMTIzNDU2Nzg5MDEyMzQ1Njc=",
    "SOMV_LOOKUP_KEY": "y" * 50,
    "ALLOWED_HOSTS": "plan.example.dk",
    "TRUSTED_PROXIES": "10.0.0.1",
    "BASE_URL": "https://plan.example.dk",
    "EMAIL_URL": "smtp+plain://127.0.0.1:25",
    "MAIL_FROM": "SOMV <somv@example.dk>",
    "SOMV_PG": "off",
    "DJANGO_SETTINGS_MODULE": "somv.settings",
}
SCRIPT = """
import json, django
django.setup()
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from django.http import HttpResponse
from django.test import RequestFactory
from django.core.handlers.wsgi import WSGIHandler
from accounts.lockout import remember
from accounts.models import User
from accounts.views.own import _keep_language
from core.messages import HostCookie

told = {name: getattr(settings, name) for name in (
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_PATH", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG",
    "SECOND_FACTOR_REQUIRED")}
response = HttpResponse()
_keep_language(response, "da")
told["language"] = response.cookies.output()
remember(RequestFactory().get("/"), response, User(username="x", password="y"))
told["devices"] = response.cookies[settings.KNOWN_DEVICES_COOKIE].OutputString()
told["messages"] = HostCookie.cookie_name
application = WSGIHandler()
def ask(**more):
    answer = application.get_response(RequestFactory().get("/log-ind/", **more))
    return [answer.status_code, dict(answer.headers)]
told["plain"] = ask(HTTP_HOST="plan.example.dk")
told["foreign"] = ask(HTTP_HOST="evil.test")
told["forged"] = ask(HTTP_HOST="plan.example.dk", HTTP_X_FORWARDED_PROTO="https", REMOTE_ADDR="198.51.100.1")
told["foreign by https"] = ask(HTTP_HOST="evil.test", HTTP_X_FORWARDED_PROTO="https", REMOTE_ADDR="10.0.0.1")
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def production():
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SOMV_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment | ENVIRONMENT, cwd=PROJECT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_cookies_are_bound_to_this_host_and_to_https(production):
    """`__Host-` is taken by browsers only with Secure, Path=/ and no Domain."""
    for cookie in ("SESSION", "CSRF"):
        said = {key: production[f"{cookie}_COOKIE_{key}"] for key in ("SECURE", "SAMESITE", "DOMAIN", "PATH")}
        assert said == {"SECURE": True, "SAMESITE": "Lax", "DOMAIN": None, "PATH": "/"}
        assert production[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
    assert production["SESSION_COOKIE_HTTPONLY"] is True
    assert production["messages"].startswith("__Host-")
    devices = production["devices"]
    assert devices.startswith("__Host-somv_devices=") and "Domain" not in devices
    assert all(word in devices for word in ("HttpOnly", "Secure", "Path=/;", "SameSite=Strict"))
    language = production["language"]
    assert "__Host-somv_language=da" in language
    assert "Secure" in language and "HttpOnly" in language and "Path=/" in language and "Domain" not in language


def test_http_is_sent_on_to_https_and_nothing_else_is_served(production):
    status, headers = production["plain"]
    assert (status, headers["Location"]) == (301, "https://plan.example.dk/log-ind/")
    assert production["forged"][0] == 301
    assert (production["foreign"][0], production["foreign by https"][0]) == (400, 400)
    assert production["foreign by https"][1]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    for _status, headers in (production[name] for name in ("plain", "foreign", "forged")):
        assert headers["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_nothing_of_the_playground_is_left(production):
    assert production["DEBUG"] is False
    assert production["SECOND_FACTOR_REQUIRED"] is True
    assert production["SECURE_HSTS_SECONDS"] >= 31536000


def test_the_server_does_not_say_what_it_is():
    told = """
import runpy, types
runpy.run_path("gunicorn.conf.py")
from gunicorn.http import wsgi
answer = wsgi.Response.__new__(wsgi.Response)
answer.__dict__.update(version=wsgi.SERVER, status="200 OK", chunked=False, upgrade=False, must_close=True)
answer.req = types.SimpleNamespace(version=(1, 1))
print(answer.default_headers())
"""
    done = subprocess.run([sys.executable, "-c", told], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert "200 OK" in done.stdout and "Server" not in done.stdout
