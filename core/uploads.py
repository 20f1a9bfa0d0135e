"""Files that are sent: in memory only, never in a temporary file on a disk, and never by the name they had."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from core.scanned import LARGEST, TOO_LARGE, NotAScan, scanned
from core.viruses import Unchecked, is_harmful

HARMFUL = _("The file holds something harmful and was not kept. Tell your IT support.")
UNCHECKED = _("The file could not be checked for viruses just now. Try again in a few minutes.")


class InMemory(FileUploadHandler):
    """The only upload handler (FILE_UPLOAD_HANDLERS). Keeps at most LARGEST bytes of all files of a request.

    What is larger is read to its end and thrown away, so that the form can say so beside its field, with everything
    else that was typed. The whole request is limited elsewhere.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.total = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        self.total += len(raw_data)
        if self.total > LARGEST:
            self.parts.clear()
        else:
            self.parts.append(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        whole = self.total <= LARGEST
        return InMemoryUploadedFile(
            file=BytesIO(b"".join(self.parts)),
            field_name=self.field_name,
            name="file",  # the one it had may hold a person's name
            content_type="application/octet-stream",
            size=self.size if whole else max(self.size, LARGEST + 1),
            charset=None,
        )


class ScanField(forms.FileField):
    """A scan or a photo of a paper. Its value is a `Scanned`, or None."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("PDF, JPEG or PNG, at most 10 MB. On a phone you can take a photo."))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}))
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        """`Scanned`, or None. Raises ValidationError."""
        if data in self.empty_values:
            return None
        try:
            if data.size > LARGEST:
                raise NotAScan(TOO_LARGE)
            found = scanned(data.read())
        except NotAScan as error:
            raise ValidationError(error.message) from error
        try:
            if is_harmful(found.content):
                raise ValidationError(HARMFUL, code="harmful")
        except Unchecked as error:
            raise ValidationError(UNCHECKED, code="unchecked") from error
        return found


class KeepsScan:
    """For a form with a ScanField `scan`: a browser fills in everything again but files, so the form says so."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)  # type: ignore[misc]
        if field != "scan" and "scan" in self.files and "scan" not in self.errors:  # type: ignore[attr-defined]
            super().add_error("scan", _("Choose the file again: a browser does not keep files."))  # type: ignore[misc]
