"""Files as scanners, phones and attackers make them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)


def jpeg(width: int = 40, height: int = 30, **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def photo(orientation: int = 6) -> bytes:
    """With what a phone writes down: which way up, which phone, where."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = orientation, "Kanariefon 9"
    exif.get_ifd(0x8825)[1] = "N"
    return jpeg(exif=exif, comment=b"Taget hos Anna Papegojesen", progressive=True)


def png(width: int = 40, height: int = 30, **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).save(out, "PNG", **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb_png(side: int = 40_000) -> bytes:
    """Some hundred kilobytes that would unfold to more than a gigabyte."""
    row = zlib.compress(b"\0" * 1_000_000, 9)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def bomb_jpeg() -> bytes:
    """A small picture whose frame says that it is 40,000 × 40,000."""
    content = jpeg()
    at = content.index(b"\xff\xc0")
    return content[: at + 5] + struct.pack(">HH", 40_000, 40_000) + content[at + 9 :]
