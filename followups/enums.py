from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Question(TextChoices):
    """The questions of a follow-up, in their order (domain.md § 6). The keys stand in `FollowUpAnswer.declined`."""

    HEALTH = "health", _("How is your health, all in all?")
    SATISFACTION = "satisfaction", _("All in all, how satisfied are you with your life these days?")
    KNOWS = "knows", _("Do you know where to turn with questions about your situation?")
    WHO5 = "who5", _("How have you been in the last two weeks?")
    TOGETHER = "together", _("Do those who help you work together?")
    DIFFERENTLY = "differently", _("What should we do differently?")


class Health(IntegerChoices):
    """Self-rated health (selvvurderet helbred): this wording only, never mixed with another scale."""

    VERY_BAD = 1, _("Very bad")
    BAD = 2, _("Bad")
    FAIR = 3, _("Fair")
    GOOD = 4, _("Good")
    REALLY_GOOD = 5, _("Really good")


class Grasp(TextChoices):
    """An answer to "do you know …" and "do they …"."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Don't know")


class Who5(IntegerChoices):
    """How much of the last two weeks an item of WHO-5 was true, in the order it is asked."""

    ALWAYS = 5, _("All of the time")
    MOSTLY = 4, _("Most of the time")
    MORE_THAN_HALF = 3, _("More than half of the time")
    LESS_THAN_HALF = 2, _("Less than half of the time")
    SOMETIMES = 1, _("Some of the time")
    NEVER = 0, _("At no time")


# The five items of WHO-5, in their order (the WHO's own words, and in the catalogue the WHO's own Danish ones).
WHO5_TEXTS = (
    _("I have felt cheerful and in good spirits"),
    _("I have felt calm and relaxed"),
    _("I have felt active and vigorous"),
    _("I woke up feeling fresh and rested"),
    _("My daily life has been filled with things that interest me"),
)


class Mode(TextChoices):
    VISIT = "visit", _("At a visit")
    PHONE = "phone", _("By phone")
    FORM = "form", _("On a form")


class AnsweredBy(TextChoices):
    CITIZEN = "citizen", _("The citizen")
    PROXY = "proxy", _("Somebody on the citizen's behalf")


class NotRelevant(TextChoices):
    """Why a round is not asked for."""

    HOSPITAL = "hospital", _("In hospital")
    DECLINED = "declined", _("Does not wish to be asked this time")
    DEAD = "dead", _("Dead")
    MOVED = "moved", _("Moved out of the area")
    REPLANNED = "replanned", _("The inclusion date was corrected")  # by the machine only


# What somebody can choose; the other follows from a correction.
REASONS = [(reason.value, reason.label) for reason in NotRelevant if reason != NotRelevant.REPLANNED]


class RoundState(TextChoices):
    """Where a round is. Derived from its dates and from what is stored; nothing has to be run for it to be true."""

    TO_COME = "to-come", _("To come")
    OPEN = "open", _("Open")
    OVERDUE = "overdue", _("Open, past its time")  # still answered as this round, but late
    DONE = "done", _("Answered in time")
    LATE = "late", _("Answered late")
    MISSED = "missed", _("Missed")  # the next round's window has opened
    NOT_RELEVANT = "not-relevant", _("Not relevant")
    PAUSED = "paused", _("On pause")
    STOPPED = "stopped", _("Stopped")  # it still ran when the course ended


class CourseEnd(TextChoices):
    """Why rounds stopped."""

    PLAN_CLOSED = "plan-closed", _("The plan is closed")
    WITHDRAWN = "withdrawn", _("The consent to participate is withdrawn")
    LEFT = "left", _("The citizen has left the programme")
    VOIDED = "voided", _("The citizen was entered by mistake")


class ConcernKind(TextChoices):
    """What in an answer the coordinator should talk about with the citizen. Never a diagnosis."""

    HEALTH_FELL = "health-fell", _("Self-rated health has fallen by two steps or more")
    SATISFACTION_FELL = "satisfaction-fell", _("Satisfaction with life has fallen by two steps or more")
    WHO5_LOW = "who5-low", _("WHO-5 is 35 or lower")
