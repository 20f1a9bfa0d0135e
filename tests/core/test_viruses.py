"""A virus scanner that the tests start on loopback: what it finds is not kept, and without its yes nothing is."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from citizens.models import ConsentScan
from core.viruses import Unchecked, is_harmful
from tests.cast import Cast
from tests.papers import PDF

EVIL = b"EICAR"  # what this scanner takes for a virus


class Scanner:
    """Answers as clamd does, one connection after the other."""

    def __init__(self, listening: socket.socket, answer: bytes | None) -> None:
        self.listening, self.answer, self.got = listening, answer, [b""]
        self.got.clear()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.listening.accept()
            except OSError:
                return
            with link, link.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", file.read(4))[0]:
                    content += file.read(length)
                self.got.append(content)
                found = b"stream: Eicar-Signature FOUND\0" if EVIL in content else b"stream: OK\0"
                link.sendall(found if self.answer is None else self.answer)


@pytest.fixture
def scanner(settings: Any) -> Iterator[Callable[..., Scanner]]:
    opened: list[socket.socket] = []

    def start(path: Path | None = None, answer: bytes | None = None) -> Scanner:
        listening = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        listening.bind(str(path) if path else ("127.0.0.1", 0))
        listening.listen()
        opened.append(listening)
        settings.VIRUS_SCANNER = str(path) if path else f"127.0.0.1:{listening.getsockname()[1]}"
        settings.VIRUS_SCANNER_SECONDS = 2
        return Scanner(listening, answer)

    yield start
    for listening in opened:
        listening.close()


def test_everything_is_shown_to_the_scanner(scanner: Callable[..., Scanner]) -> None:
    whole = PDF + b"x" * 1_000_000
    asked = scanner()
    assert is_harmful(whole) is False
    assert asked.got == [whole]
    assert is_harmful(b"harmless" * 9000 + EVIL) is True


def test_a_socket_of_the_machine_will_do(scanner: Callable[..., Scanner], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    scanner(Path("/tmp") / f"somv-scan-{tmp_path.name[-20:]}.sock" if len(str(tmp_path)) > 80 else tmp_path / "s.sock")
    assert is_harmful(PDF) is False and is_harmful(EVIL) is True


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\0", b"stream: OK not\0", b"\xff" * 900]
)
def test_neither_yes_nor_no_is_no_yes(scanner: Callable[..., Scanner], answer: bytes) -> None:
    scanner(answer=answer)
    with pytest.raises(Unchecked):
        is_harmful(PDF)


def test_one_that_is_away_is_no_yes_either(settings: Any) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.VIRUS_SCANNER = f"127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(Unchecked):
            is_harmful(PDF)
    settings.VIRUS_SCANNER = "/nowhere/clamd.sock"
    with pytest.raises(Unchecked):
        is_harmful(PDF)


def test_without_one_nothing_is_asked(settings: Any) -> None:
    assert settings.VIRUS_SCANNER == ""
    assert is_harmful(EVIL) is False


@pytest.mark.parametrize(
    ("content", "answer", "code"),
    [
        (PDF.replace(b"endobj", b"endobj %" + EVIL + b"\n", 1), None, "harmful"),
        (PDF, b"ERROR\0", "unchecked"),
        (PDF, None, ""),
    ],
)
def test_only_what_the_scanner_lets_pass_is_kept(
    cast: Cast, client_of: Any, scanner: Callable[..., Scanner], caplog: Any, content: bytes, answer: Any, code: str
) -> None:
    scanner(answer=answer)
    before = ConsentScan.objects.count()
    path = reverse("citizens:add_scan", args=[cast.exchange.pk])
    said = client_of(cast.koordinator).post(path, {"scan": SimpleUploadedFile("a.pdf", content, "application/pdf")})
    assert ConsentScan.objects.count() == before + (code == "")
    assert said.status_code == (422 if code else 302)
    if code:
        assert [error.code for error in said.context["form"].errors.as_data()["scan"]] == [code]
        assert "virus scanner" in caplog.text and "a.pdf" not in caplog.text
