"""What the environment says, each variable in itself or in the file that NAME_FILE names (`core.environment`)."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from core.environment import said


def env(name: str, default: str | None = None) -> str:
    """A setting from the environment, or from the file named by NAME_FILE. Raises ImproperlyConfigured if missing."""
    value = said(name)
    if value is None:
        value = default
    if value is None:
        raise ImproperlyConfigured(f"set {name} (or {name}_FILE) in the environment; see docs/deploying.md")
    return value


def env_flag(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in ("1", "true", "yes", "on")


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]
