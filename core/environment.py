"""A variable of the environment, in itself or in the file that NAME_FILE names (Docker's and systemd's secrets)."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def said(name: str) -> str | None:
    """The value, without the newline an editor puts at a file's end; None when neither is set. Empty is not set.

    Raises ImproperlyConfigured when both are set, for nobody could say which one counts, or when the file cannot be
    read. The message never holds a value.
    """
    path, value = os.environ.get(f"{name}_FILE"), os.environ.get(name)
    if not path:
        return value
    if value:
        raise ImproperlyConfigured(f"both {name} and {name}_FILE are set; unset one of them")
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read ({type(error).__name__})") from None
