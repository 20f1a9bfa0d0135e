"""Adding a professional: search, choose, say what for. One post each; nothing needs scripts."""

from __future__ import annotations

from typing import Any

from accounts.models import Organisation, User, valid_on
from citizens.access import Case
from citizens.forms.places import AddPersonForm
from citizens.forms.sheet import as_uuid
from citizens.queries.network import consents_of, covered, part_labels, places_of
from citizens.queries.pickers import active_person, find_people
from core.dates import today


class PersonSheet:
    """`form` is None while one searches; unbound once somebody is chosen; bound when the post saves."""

    def __init__(self, posted: Any, case: Case) -> None:
        self.posted, self.case = posted, case
        key = as_uuid(posted.get("pick") or posted.get("person") or "")
        self.person: User | None = active_person(key) if key else None
        self.without = posted.get("do") == "without" or posted.get("person") == "none"
        chosen = (self.person is not None or self.without) and posted.get("do") != "find"
        self.saving = chosen and not {"do", "pick"} & posted.keys()
        self.gone = bool(key) and self.person is None
        self.searched = posted.get("do") == "find"
        self.form = self._form() if chosen else None

    def _form(self) -> AddPersonForm:
        return AddPersonForm(
            self.posted if self.saving else None,
            person=self.person,
            labels=part_labels(self.case),
            organisations=Organisation.objects.filter(valid_on(today())),
        )

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.form.cleaned_data["name"]  # type: ignore[union-attr]

    def values(self) -> dict[str, Any]:
        """What `add_to_network` takes."""
        assert self.form is not None
        return {"place": self.form.place_values(), "consent": self.form.consent_values()}

    def context(self) -> dict[str, Any]:
        """What the template `citizens/add_place.html` is told."""
        find = self.posted.get("find", "")
        told = {"form": self.form, "person": self.person, "find": find, "searched": self.searched, "gone": self.gone}
        told["hits"] = find_people(self.case.citizen, find) if self.searched else []
        told["labels"] = part_labels(self.case)
        told["row"] = self._covered() if self.person else None
        return told

    def _covered(self) -> Any:
        places, _ended = places_of(self.case.citizen)
        rows = covered(consents_of(self.case.citizen), places)
        mine = self.person.organisation if self.person else None
        return next((row for row in rows if row.organisation == mine and row.spans), None)
