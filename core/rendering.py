"""How forms become HTML: the government design system's markup from plain Django forms.

`FORM_RENDERER = "core.rendering.FdsRenderer"` and `django.forms` in INSTALLED_APPS. Feature templates write
`{{ form.name.as_field_group }}` (or `{{ form.as_div }}`) and nothing else; label, hint, error, ids and ARIA come from
`templates/django/forms/`, the classes of the controls from here.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import get_format

_WIDGETS = "django/forms/widgets/"

_CLASS_OF = {
    **{f"{_WIDGETS}{kind}.html": "form-input" for kind in ("text", "number", "email", "url", "tel", "search")},
    **{f"{_WIDGETS}{kind}.html": "form-input" for kind in ("password", "date", "datetime", "time", "textarea")},
    f"{_WIDGETS}file.html": "form-input",
    f"{_WIDGETS}clearable_file_input.html": "form-input",
    f"{_WIDGETS}select.html": "form-select",
    f"{_WIDGETS}checkbox.html": "form-checkbox",
}

# The browser's own pickers want ISO; the widgets' value is in the locale's format, or what somebody posted.
_PICKER_OF: dict[str, tuple[str, str, Callable[[datetime], str]]] = {
    f"{_WIDGETS}date.html": ("date", "DATE_INPUT_FORMATS", lambda at: at.date().isoformat()),
    f"{_WIDGETS}datetime.html": (
        "datetime-local",
        "DATETIME_INPUT_FORMATS",
        lambda at: at.isoformat(timespec="minutes"),
    ),
    f"{_WIDGETS}time.html": ("time", "TIME_INPUT_FORMATS", lambda at: at.time().isoformat(timespec="minutes")),
}


class FdsRenderer(TemplatesSetting):
    """Django's own renderer, with the design system's classes on the controls and native pickers for dates."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if "widget" in context:
            dress(context["widget"])
        return super().render(template_name, context, request=request)


def dress(widget: dict[str, Any]) -> None:
    """Give one widget's context its class and its native picker, and do the same to the parts of a compound one."""
    template_name = widget.get("template_name", "")
    if css := _CLASS_OF.get(template_name):
        widget["attrs"]["class"] = f"{css} {widget['attrs'].get('class', '')}".strip()
    if template_name in _PICKER_OF and widget.get("type") == "text":
        _use_picker(widget, *_PICKER_OF[template_name])
    if template_name == f"{_WIDGETS}radio.html":
        # ARIA knows no invalid radio button; the group's message says it.
        for _group, options, _index in widget.get("optgroups", []):
            for option in options:
                option["attrs"].pop("aria-invalid", None)
    for part in widget.get("subwidgets", []):
        dress(part)


def _use_picker(widget: dict[str, Any], kind: str, formats: str, iso: Callable[[datetime], str]) -> None:
    """Turn the text field into a native picker, unless it holds something a picker would drop without a word."""
    value = widget.get("value")
    if not value:
        widget["type"] = kind
    elif (moment := _parse(str(value), formats)) is not None:
        widget["type"], widget["value"] = kind, iso(moment)


def _parse(value: str, formats: str) -> datetime | None:
    """The moment meant by a localised or ISO text; None when it is neither."""
    for layout in get_format(formats):
        try:
            return datetime.strptime(value, layout)
        except ValueError:
            continue
    for read in (datetime.fromisoformat, _time_only):
        try:
            return read(value)
        except ValueError:
            continue
    return None


def _time_only(value: str) -> datetime:
    return datetime.combine(date.min, time.fromisoformat(value))
