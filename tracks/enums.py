from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GoalKind(TextChoices):
    CHANGE = "change", _("Change")
    MAINTAIN = "maintain", _("Maintain")


class GoalStatus(TextChoices):
    """Where the goal is in the plan; how far the citizen has come is `Attainment` (two things, two fields)."""

    OPEN = "open", _("Open")
    REACHED = "reached", _("Reached")
    DROPPED = "dropped", _("Dropped")


class Attainment(TextChoices):
    """FHIR's goal-achievement value set, all nine."""

    IN_PROGRESS = "in-progress", _("In progress")
    IMPROVING = "improving", _("Improving")
    WORSENING = "worsening", _("Worsening")
    NO_CHANGE = "no-change", _("No change")
    ACHIEVED = "achieved", _("Achieved")
    SUSTAINING = "sustaining", _("Sustaining")
    NOT_ACHIEVED = "not-achieved", _("Not achieved")
    NO_PROGRESS = "no-progress", _("No progress")
    NOT_ATTAINABLE = "not-attainable", _("Not attainable")


class InterventionStatus(TextChoices):
    NOT_STARTED = "not-started", _("Not started")
    IN_PROGRESS = "in-progress", _("In progress")
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


ENDED = (InterventionStatus.DONE, InterventionStatus.STOPPED)
STATUS_MOVES: dict[InterventionStatus, frozenset[InterventionStatus]] = {
    status: frozenset(InterventionStatus) - {status} for status in InterventionStatus
}


# How a status looks (templates/_components/status.html); the word stands beside it.
STATUS_TONES: dict[InterventionStatus, str] = {
    InterventionStatus.NOT_STARTED: "off",
    InterventionStatus.IN_PROGRESS: "busy",
    InterventionStatus.WAITING: "wait",
    InterventionStatus.DONE: "ok",
    InterventionStatus.STOPPED: "stop",
}


class ResponsibleKind(TextChoices):
    """Exactly one of these answers for an intervention (domain.md § 2)."""

    NOBODY = "", _("Nobody yet")
    MEMBER = "member", _("A person in the network")
    FUNCTION = "function", _("A function at an organisation")
    CITIZEN = "citizen", _("The citizen")
    RELATIVE = "relative", _("A relative")


class FollowUpResult(TextChoices):
    NONE = "", _("Not followed up yet")
    CONTINUE = "continue", _("Continue")
    CHANGE = "change", _("Change")
    END = "end", _("End")
    REASSESS = "reassess", _("Reassess")


class InterventionArea(TextChoices):
    HOUSING = "housing", _("Housing")
    ECONOMY = "economy", _("Economy")
    JOB_CENTRE = "job-centre", _("Job centre")
    TREATMENT = "treatment", _("Treatment")
    HEALTH = "health", _("Health")
    HOME_NURSING = "home-nursing", _("Home nursing and help")
    SUPPORT = "support", _("Support person")
    TRANSPORT = "transport", _("Transport")
    VOLUNTEERS = "volunteers", _("Volunteers")
    FAMILY = "family", _("Family and friends")
    OTHER = "other", _("Other")


class EntryKind(TextChoices):
    COMMENT = "comment", _("Comment")
    CONTACT = "contact", _("Contact note")


class ContactForm(TextChoices):
    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Phone")
    MESSAGE = "message", _("Message")
    MEETING = "meeting", _("Meeting")
