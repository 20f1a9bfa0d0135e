from citizens.queries.enrolment import detail_url, enrolment_steps, step_url, steps_ahead
from citizens.queries.head import citizens_url, crumbs, head, scope_line, track_label
from citizens.queries.people import shown_person
from citizens.queries.programmes import criteria_of, programmes_of
from citizens.queries.screening import (
    AUTOMATIC,
    automatic_answer,
    reason_text,
    screen,
    screening_page,
    screenings_to_erase,
)

__all__ = [
    "AUTOMATIC",
    "automatic_answer",
    "citizens_url",
    "criteria_of",
    "crumbs",
    "detail_url",
    "enrolment_steps",
    "head",
    "programmes_of",
    "reason_text",
    "scope_line",
    "screen",
    "screening_page",
    "screenings_to_erase",
    "shown_person",
    "step_url",
    "steps_ahead",
    "track_label",
]
