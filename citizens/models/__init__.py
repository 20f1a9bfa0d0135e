from citizens.models.citizen import Citizen, CitizenUserObjectPermission, Referral, Signpost
from citizens.models.consent import Consent, ConsentScope
from citizens.models.network import CareTeamMember, Relative, Stay
from citizens.models.programme import Criterion, Programme, ProgrammeLead
from citizens.models.screening import Screening, ScreeningAnswer
from citizens.models.todo import ToDo

__all__ = [
    "CareTeamMember",
    "Citizen",
    "CitizenUserObjectPermission",
    "Consent",
    "ConsentScope",
    "Criterion",
    "Programme",
    "ProgrammeLead",
    "Referral",
    "Relative",
    "Screening",
    "ScreeningAnswer",
    "Signpost",
    "Stay",
    "ToDo",
]
