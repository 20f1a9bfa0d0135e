"""What will happen when a citizen leaves, or turns out to be a mistake, in sentences, before it is done."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizens.access import Case
from citizens.enums import ConsentKind, Place
from citizens.models import CareTeamMember, Citizen, Consent, Relative
from citizens.queries.network import places_of
from core.dates import today
from plans.enums import PlanState
from plans.models import Plan
from tracks.enums import ENDED
from tracks.models import Intervention


def what_leaving_ends(case: Case) -> list[str]:
    """The plan, the network and who is told by whom, the consents, and who still reads. Five queries."""
    citizen = case.citizen
    said = [_plan_sentence(citizen), *_network_sentences(citizen), _consent_sentence(citizen)]
    if case.participation == "valid":
        said.append(_("The consent to participate stands: you and the project lead can read, but change nothing."))
    else:
        said.append(_("The consent to participate is withdrawn, so from then on nobody opens the citizen’s pages."))
    return [sentence for sentence in said if sentence]


def what_voiding_ends(case: Case) -> list[str]:
    """Out of lists, the number free, who loses access. One query."""
    said = [
        _("The citizen is in no list, count or search any more."),
        _("You can still read it under “Entered by mistake”, and take it back."),
        _("The CPR number can be entered again."),
    ]
    return said + _network_sentences(case.citizen, with_relatives=False)


def what_taking_up_does() -> list[str]:
    """What a new referral of somebody nobody reads any more does. No query."""
    return [
        _("The coordinator you choose sees master data and network, and enrols from the screening on."),
        _("Earlier plans and the log stay closed until the citizen has consented to take part again."),
        _("You see the case when the citizen has consented."),
        _("A plan that was never closed is closed today."),
    ]


def _plan_sentence(citizen: Citizen) -> str:
    plan = Plan.objects.filter(citizen=citizen).exclude(state=PlanState.CLOSED).first()
    if plan is None:
        return _("There is no open plan to close.")
    open_ = Intervention.objects.filter(track__plan=plan).exclude(status__in=ENDED).count()
    count = ngettext(
        "%(n)d open intervention stops being counted.", "%(n)d open interventions stop being counted.", open_
    )
    return _("The plan is closed today with your summary; nobody can change it any more.") + " " + count % {"n": open_}


def _network_sentences(citizen: Citizen, *, with_relatives: bool = True) -> list[str]:
    places = [row for row in places_of(citizen)[0] if row.place != Place.COORDINATOR]
    with_access = [_named(row) for row in places if row.user_id]
    without = [_named(row) for row in places if not row.user_id]
    said = []
    if with_access:
        said.append(
            _(
                "These lose access from the very next request: %(people)s. On the front page they are told that the "
                "access to case %(number)d has ended and whom to call, without a name."
            )
            % {"people": get_text_list(with_access, _("and")), "number": citizen.case_number}
        )
    relatives = Relative.objects.filter(citizen=citizen, ended_on__isnull=True, may_be_contacted=True)
    if with_relatives:
        without += [str(row) for row in relatives.order_by("created_at", "id")]
    if without:
        said.append(_("Nobody but you tells: %(people)s.") % {"people": get_text_list(without, _("and"))})
    return said


def _named(row: CareTeamMember) -> str:
    return f"{row.name} ({row.organisation})"


def _consent_sentence(citizen: Citizen) -> str:
    number = Consent.objects.filter(
        citizen=citizen, kind=ConsentKind.EXCHANGE, withdrawn_on__isnull=True, expires_on__gt=today()
    ).count()
    said = ngettext(
        "%(n)d consent to exchange information ends.", "%(n)d consents to exchange information end.", number
    )
    return said % {"n": number} if number else ""
