"""A scan is judged by what is in it: what pretends, hides something or is not whole is refused, with a reason."""

import io
import time

import pypdf
import pytest
from PIL import Image

from core import scanned as module
from core.scanned import LARGEST, NotAScan, scanned
from tests.papers import PDF, bomb_jpeg, bomb_png, chunk, jpeg, photo, png

HTML = b"<html><script>alert(1)</script></html>"
ZIP = b"PK\x03\x04\x14\x00\x00\x00"
# The string that every virus scanner knows; there is none here (ADR 0028), but it is no paper either.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("pdf", PDF),
        ("pdf", PDF.rstrip()),
        ("pdf", PDF + b"\r\n\0\0"),
        ("jpeg", jpeg()),
        ("jpeg", jpeg(progressive=True)),
        ("jpeg", jpeg(subsampling=2, quality=20)),
        ("jpeg", photo()),
        ("png", png()),
        ("png", png(interlace=1)),
    ],
)
def test_what_scanners_and_phones_make_is_taken(media, content):
    found = scanned(content)
    assert found.media == media
    if media == "pdf":
        assert found.content == content
    else:
        kept, was = (Image.open(io.BytesIO(data)) for data in (found.content, content))
        assert (kept.tobytes(), kept.size, kept.mode) == (was.tobytes(), was.size, was.mode)


def test_a_pdf_of_another_program_is_taken():
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    assert scanned(out.getvalue()).media == "pdf"


def test_our_own_printed_form_is_taken():
    from core.pdf import render_pdf

    html = "<html lang='da'><head><title>Samtykke</title></head><body><p>Ja</p></body></html>"
    assert scanned(render_pdf(html)).media == "pdf"


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\0" * 100,
        b"RIFF\0\0\0\0WEBP",
        ZIP,
        b"MZ\x90\x00",
        EICAR,
        HTML + PDF,
        b"\n" + PDF,
        b"\0\0\0\x18ftypheic",
        b"x",
        b"\xff\xd8",
    ],
)
def test_anything_else_is_not(content):
    with pytest.raises(NotAScan) as refused:
        scanned(content)
    assert refused.value.message == module.UNKNOWN


@pytest.mark.parametrize("content", [PDF, jpeg(), photo(), png()])
def test_half_a_file_is_refused_wherever_it_ends(content):
    for length in [*range(8, min(len(content) - 8, 200)), len(content) // 2, len(content) - 8]:
        with pytest.raises(NotAScan):
            scanned(content[:length])


@pytest.mark.parametrize("content", [jpeg(), png()])
@pytest.mark.parametrize("behind", [HTML, ZIP, PDF, b"\0" * 1000])
def test_what_stands_behind_a_pictures_end_is_cut_off(content, behind):
    assert scanned(content + behind).content == scanned(content).content
    assert behind not in scanned(content + behind).content


@pytest.mark.parametrize("behind", [HTML, ZIP, b"x"])
def test_behind_the_end_of_a_pdf_there_is_nothing(behind):
    with pytest.raises(NotAScan):
        scanned(PDF + behind)


def test_a_photo_does_not_say_where_it_was_taken_but_which_way_up():
    for orientation in range(1, 9):
        taken = photo(orientation)
        assert b"Kanariefon" in taken and b"Papegojesen" in taken
        kept = scanned(taken).content
        assert b"Kanariefon" not in kept and b"Papegojesen" not in kept
        exif = Image.open(io.BytesIO(kept)).getexif()
        assert dict(exif) == ({0x0112: orientation} if orientation > 1 else {})


def test_text_in_a_png_is_left_out():
    content = png()
    end = content.index(b"IEND") - 4
    told = content[:end] + chunk(b"tEXt", b"Author\0Anna Papegojesen") + chunk(b"eXIf", b"MM") + content[end:]
    assert scanned(told).content == scanned(content).content == content


@pytest.mark.parametrize("bomb", [bomb_png(), bomb_jpeg()])
def test_a_bomb_is_refused_without_unfolding_it(bomb):
    assert len(bomb) < 100_000
    with pytest.raises(NotAScan) as refused:
        scanned(bomb)
    assert refused.value.message == module.TOO_MANY_PIXELS


def test_the_largest_photo_of_a_phone_is_no_bomb():
    module._judge_size(12_000, 9_000)
    with pytest.raises(NotAScan):
        module._judge_size(12_000, 10_001)
    with pytest.raises(NotAScan):
        module._judge_size(0, 10)


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>", module.ACTIVE),
        (b"/A<</S/Launch/F(cmd.exe)>>", module.ACTIVE),
        (b"/Type/EmbeddedFile", module.ACTIVE),
        (b"/XFA [4 0 R]", module.ACTIVE),
        (b"/Encrypt 5 0 R", module.LOCKED),
    ],
)
def test_a_pdf_with_something_in_it_is_refused_by_name(inside, why):
    with pytest.raises(NotAScan) as refused:
        scanned(PDF.replace(b"/Type/Catalog", b"/Type/Catalog" + inside))
    assert refused.value.message == why


@pytest.mark.parametrize(
    "content",
    [
        PDF.replace(b"/Root", b"/Toor"),
        PDF.replace(b"\n9\n", b"\n99999\n"),
        PDF.replace(b"%PDF-1.4", b"%PDF-9.9"),
        PDF.replace(b"startxref", b"startyref"),
        png().replace(b"IDAT", b"IDAX"),
        png()[:30] + b"\x00" + png()[31:],
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + jpeg()[2:].replace(b"\xff\xdb", b"\xff\x00", 1),
        jpeg()[:-2] + jpeg()[2:],
    ],
)
def test_what_only_looks_like_one_is_refused(content):
    with pytest.raises(NotAScan):
        scanned(content)


def test_sizes():
    with pytest.raises(NotAScan) as refused:
        scanned(b"")
    assert refused.value.message == module.EMPTY
    room = LARGEST - len(PDF)
    assert scanned(PDF[:9] + b"%" + b" " * (room - 1) + PDF[9:]).media == "pdf"
    with pytest.raises(NotAScan) as refused:
        scanned(PDF[:9] + b"%" + b" " * room + PDF[9:])
    assert refused.value.message == module.TOO_LARGE


def test_ten_megabytes_are_judged_in_no_time():
    content = jpeg(2600, 2600, quality=95)
    began = time.perf_counter()
    scanned(content + b"\0" * (LARGEST - len(content)))
    assert time.perf_counter() - began < 2
