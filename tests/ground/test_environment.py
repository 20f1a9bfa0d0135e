"""A secret comes from the environment or from a file, never from both, and is never in a message."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.environment import said
from core.postgres import database_settings
from somv.environment import env, env_list


@pytest.fixture
def secret(tmp_path, monkeypatch):
    """Write the file a NAME_FILE names."""

    def put(name: str, text: str | bytes) -> None:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(f"{name}_FILE", str(path))

    return put


@pytest.mark.parametrize(
    ("stands", "read"),
    [("geheim", "geheim"), ("geheim\n", "geheim"), ("geheim\r\n", "geheim"), (" ge heim \n", " ge heim "), ("", "")],
)
def test_a_file_is_read_without_the_newline_at_its_end(secret, stands, read):
    secret("SOMV_TRIED", stands)
    assert env("SOMV_TRIED") == said("SOMV_TRIED") == read


def test_lists_too(secret):
    secret("SOMV_TRIED", "a,b\n")
    assert env_list("SOMV_TRIED") == ["a", "b"]


def test_both_set_is_refused(secret, monkeypatch):
    secret("SOMV_TRIED", "geheim")
    monkeypatch.setenv("SOMV_TRIED", "geheim")
    with pytest.raises(ImproperlyConfigured, match="both SOMV_TRIED and SOMV_TRIED_FILE are set") as refused:
        env("SOMV_TRIED")
    assert "geheim" not in str(refused.value)
    monkeypatch.setenv("SOMV_TRIED", "")  # as compose leaves a variable that .env does not name
    assert env("SOMV_TRIED") == "geheim"


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_named_by_its_variable(secret, monkeypatch, content):
    secret("SOMV_TRIED", content or b"")
    if content is None:
        monkeypatch.setenv("SOMV_TRIED_FILE", "/nowhere/at/all")
    with pytest.raises(ImproperlyConfigured, match="SOMV_TRIED_FILE names a file that cannot be read"):
        env("SOMV_TRIED", "a default must not hide it")


def test_missing_is_said(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="set SOMV_TRIED"):
        env("SOMV_TRIED")


def test_the_databases_address_is_a_secret_like_the_others(secret, monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "DATABASE_BACKUP_URL"):
        monkeypatch.delenv(name, raising=False)
    secret("DATABASE_URL", "postgresql://somv_app:ord@h:5433/n\n")
    found = database_settings("app")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["NAME"]) == ("somv_app", "ord", "h", "n")
