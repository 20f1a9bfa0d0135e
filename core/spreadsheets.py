"""Tables as files for a spreadsheet: CSV as Danish Excel reads it, and XLSX. No cell can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_NO_TEXT = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # XML has no room for them: the whole file would fail


def plain(cell: Any) -> Any:
    """A cell that is text or a number and nothing else; empty for None. A text that could be run gets an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        text = str(cell)
        quoted = f"'{text}" if text.startswith(_FORMULA) else text
        return quoted.translate(_NO_TEXT)
    return cell


def as_csv(head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons and a byte order mark: what Excel in Danish opens as columns, with æ, ø and å whole."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([plain(cell) for cell in head])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a head that stays. `title` is cut to the 31 characters a sheet's name may have."""
    from openpyxl import Workbook  # slow to import, seldom needed
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append([plain(cell) for cell in head])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([plain(cell) for cell in row])
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
