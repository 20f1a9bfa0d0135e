from citizens.models.citizen import Citizen, CitizenUserObjectPermission, Referral, Signpost
from citizens.models.consent import Consent, ConsentScope
from citizens.models.emergency import EmergencyAccess
from citizens.models.merging import Merging
from citizens.models.network import CareTeamMember, Relative, Stay
from citizens.models.programme import Criterion, Programme, ProgrammeLead
from citizens.models.review import AccessDecision, AccessReview
from citizens.models.scan import ConsentScan, ScanContent
from citizens.models.screening import Screening, ScreeningAnswer
from citizens.models.todo import ToDo

__all__ = [
    "AccessDecision",
    "AccessReview",
    "CareTeamMember",
    "Citizen",
    "CitizenUserObjectPermission",
    "Consent",
    "ConsentScan",
    "ConsentScope",
    "Criterion",
    "EmergencyAccess",
    "Merging",
    "Programme",
    "ProgrammeLead",
    "Referral",
    "Relative",
    "ScanContent",
    "Screening",
    "ScreeningAnswer",
    "Signpost",
    "Stay",
    "ToDo",
]
