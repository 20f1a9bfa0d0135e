"""Is it a scan? Judged by what is in the file, never by its name or what the browser calls it.

PDF, JPEG or PNG, whole, and nothing else besides. Pictures are not decoded: a bomb costs us nothing. Of a picture only
what draws it is kept – a photo from a phone says where it was taken, and what stands behind its end may be anything.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LARGEST = 10 * 1024 * 1024  # bytes of a scan
MOST_PIXELS = 120_000_000  # a phone's largest photo today has 108 million; whoever opens it needs 4 bytes for each

UNKNOWN = _("This is not a PDF, JPEG or PNG file. What counts is what is in the file, not its name.")
BROKEN = _("The file is damaged, or not all of it arrived. Scan or photograph the paper again.")
TOO_LARGE = _("The file is larger than 10 MB. Scan it with a lower resolution, or take a photo of it.")
TOO_MANY_PIXELS = _("The picture has too many pixels. Scan it with a lower resolution, or take a photo of it.")
ACTIVE = _("The PDF holds scripts or other files. Print it to a new PDF, or take a photo of the paper.")
LOCKED = _("The PDF is locked with a password. Save it without one, or take a photo of the paper.")
EMPTY = _("The file is empty.")


class NotAScan(ValueError):
    """Why not, in words for whoever sent it."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Scanned:
    """A scan as it is kept."""

    media: str  # pdf, jpeg or png
    content: bytes


def scanned(content: bytes) -> Scanned:
    """What is in the file. Raises NotAScan."""
    if not content:
        raise NotAScan(EMPTY)
    if len(content) > LARGEST:
        raise NotAScan(TOO_LARGE)
    for media, (start, judge) in _KINDS.items():
        if content.startswith(start):
            try:
                return Scanned(media, judge(content))
            except IndexError:  # it ends where something had to follow
                raise NotAScan(BROKEN) from None
    raise NotAScan(UNKNOWN)


# ---- PNG: chunks, each with its checksum, up to IEND.

_DRAWING = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"})


def _png(content: bytes) -> bytes:
    at, kept, name = 8, [content[:8]], b""
    seen: set[bytes] = set()
    while name != b"IEND":
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content) or (not seen) != (name == b"IHDR"):
            raise NotAScan(BROKEN)
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            raise NotAScan(BROKEN)
        if name == b"IHDR":
            _judge_size(int.from_bytes(content[at + 8 : at + 12]), int.from_bytes(content[at + 12 : at + 16]))
        if name in _DRAWING:
            kept.append(content[at:end])
        elif name[:1].isupper():  # a chunk that has to be understood, and is not
            raise NotAScan(BROKEN)
        seen.add(name)
        at = end
    if b"IDAT" not in seen:
        raise NotAScan(BROKEN)
    return b"".join(kept)


# ---- JPEG: segments, each with its length, and after SOS the picture itself up to the next marker.

_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APP = range(0xE0, 0xF0)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x00, 0x01, _SOI, *range(0xD0, 0xD8)})  # markers without a length: none has a place among segments
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_NEEDED = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}  # how the colours are meant


def _jpeg(content: bytes) -> bytes:
    at, kept, turned, frames, scans = 2, [], 1, 0, 0
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if content[at] != 0xFF or marker in _BARE:
            raise NotAScan(BROKEN)
        if marker == _EOI:
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        body = content[at + 4 : end]
        if end < at + 4 or end > len(content):
            raise NotAScan(BROKEN)
        if marker in _FRAMES:
            frames += 1
            _judge_size(int.from_bytes(body[3:5]), int.from_bytes(body[1:3]))
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:])
        if marker == _SOS:
            scans += 1
            end = _end_of_picture(content, end)
        if (marker not in _APP and marker != _COMMENT) or (marker in _NEEDED and body.startswith(_NEEDED[marker])):
            kept.append(content[at:end])
        at = end
    if frames != 1 or not scans:
        raise NotAScan(BROKEN)
    return b"".join([b"\xff\xd8", _exif(turned), *kept, b"\xff\xd9"])


def _end_of_picture(content: bytes, start: int) -> int:
    found = _MARKER.search(content, start)
    if found is None:
        raise NotAScan(BROKEN)
    return found.start()


def _orientation(tiff: bytes) -> int:
    """Which way up the camera was held (1-8); 1 where it is not said, or not understood."""
    order = "little" if tiff[:2] == b"II" else "big"

    def number(at: int, length: int) -> int:
        return int.from_bytes(tiff[at : at + length], order)  # type: ignore[arg-type]

    first = number(4, 4)
    for at in range(first + 2, min(first + 2 + 12 * number(first, 2), len(tiff)), 12):
        if number(at, 2) == 0x0112 and number(at + 8, 2) in range(1, 9):
            return number(at + 8, 2)
    return 1


def _exif(turned: int) -> bytes:
    """A segment that says the orientation and nothing else; none where it is upright."""
    if turned == 1:
        return b""
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + bytes([turned]) + b"\x00\x00"
    body = b"Exif\0\0MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body


def _judge_size(width: int, height: int) -> None:
    if not width or not height:
        raise NotAScan(BROKEN)
    if width * height > MOST_PIXELS:
        raise NotAScan(TOO_MANY_PIXELS)


# ---- PDF: begins as one, ends as one, and nothing stands behind its end. It is not rewritten.

_HEADER = re.compile(rb"%PDF-[12]\.\d")
_TAIL = re.compile(rb"startxref\s+(\d{1,8})\s+%%EOF[\s\0]*\Z")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b|/XFA\s*[\[\d]")


def _pdf(content: bytes) -> bytes:
    tail = _TAIL.search(content, max(0, len(content) - 1024))
    if not _HEADER.match(content) or tail is None or int(tail[1]) >= len(content) or b"/Root" not in content:
        raise NotAScan(BROKEN)
    if b"/Encrypt" in content:
        raise NotAScan(LOCKED)
    if _ACTIVE.search(content):
        raise NotAScan(ACTIVE)
    return content


_KINDS = {"pdf": (b"%PDF-", _pdf), "jpeg": (b"\xff\xd8\xff", _jpeg), "png": (b"\x89PNG\r\n\x1a\n", _png)}
