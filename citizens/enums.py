from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """What can be opened or kept closed. The first seven are what consent can cover (domain.md § 2);

    the rest never leaves the coordinator and the project lead.
    """

    ADDICTION = "addiction", _("Addiction")
    PSYCHIATRY = "psychiatry", _("Psychiatry")
    SOMATIC = "somatic", _("Somatic illness")
    SOCIAL = "social", _("Social support")
    FRONT = "front", _("Front page")
    CRISIS = "crisis", _("Crisis plan")
    ANSWERS = "answers", _("Follow-up answers")
    MASTER = "master", _("Master data")
    NETWORK = "network", _("Network")
    CONSENT = "consent", _("Consents")


TRACKS = (Part.ADDICTION, Part.PSYCHIATRY, Part.SOMATIC, Part.SOCIAL)
CONSENTABLE = (*TRACKS, Part.FRONT, Part.CRISIS, Part.ANSWERS)
TRACK_CHOICES = [(part.value, part.label) for part in TRACKS]
CONSENTABLE_CHOICES = [(part.value, part.label) for part in CONSENTABLE]


class Level(TextChoices):
    READ = "read", _("read")
    COMMENT = "comment", _("read and comment")


class Stage(TextChoices):
    """Where the citizen is in the programme; the plan has states of its own."""

    REFERRED = "referred", _("Referred")
    INCLUDED = "included", _("Included")
    EXCLUDED = "excluded", _("Not included")
    LEFT = "left", _("Left the programme")


STAGE_MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.REFERRED: frozenset({Stage.INCLUDED, Stage.EXCLUDED}),
    Stage.INCLUDED: frozenset({Stage.LEFT}),
    Stage.EXCLUDED: frozenset({Stage.REFERRED}),
    Stage.LEFT: frozenset({Stage.REFERRED}),
}


class LeftBecause(TextChoices):
    """Why a citizen is no longer in the programme."""

    DEAD = "dead", _("Dead")
    MOVED = "moved", _("Moved out of the area")
    FINISHED = "finished", _("The goals are reached")
    WISHES = "wishes", _("The citizen wishes it")
    WITHDRAWN = "withdrawn", _("The consent to participate is withdrawn")
    OTHER_OFFER = "other-offer", _("Goes on in another offer")
    OTHER = "other", _("Other reason")


class Intensity(TextChoices):
    """How close the contact is now; the programme says how many quiet days are normal for each."""

    HAND_HELD = "hand-held", _("Hand-held")
    REGULAR = "regular", _("Regular")
    AS_NEEDED = "as-needed", _("As needed")


class Housing(TextChoices):
    UNKNOWN = "", _("Not stated")
    OWN = "own", _("Own home")
    RENTED = "rented", _("Rented home")
    SUPPORTED = "supported", _("Supported housing")
    RESIDENTIAL = "residential", _("Residential home")
    WITH_OTHERS = "with-others", _("Lives with others")
    SHELTER = "shelter", _("Shelter")
    HOMELESS = "homeless", _("Homeless")


class Income(TextChoices):
    UNKNOWN = "", _("Not stated")
    WORK = "work", _("Work")
    CASH_BENEFIT = "cash-benefit", _("Cash benefit")
    SICKNESS_BENEFIT = "sickness-benefit", _("Sickness benefit")
    RESOURCE_COURSE = "resource-course", _("Resource course benefit")
    FLEX_JOB = "flex-job", _("Flex job")
    EARLY_RETIREMENT = "early-retirement", _("Early-retirement pension")
    PENSION = "pension", _("State pension")
    OTHER = "other", _("Other income")


class Place(TextChoices):
    """What someone is in a citizen's network."""

    COORDINATOR = "coordinator", _("Coordinator")
    CO_COORDINATOR = "co-coordinator", _("Co-coordinator")
    PARTICIPANT = "participant", _("Network participant")
    SUBSTITUTE = "substitute", _("Substitute")


class StayKind(TextChoices):
    SOMATIC = "somatic", _("Admission, somatic")
    PSYCHIATRIC = "psychiatric", _("Admission, psychiatric")
    MIXED = "mixed", _("Admissions, somatic and psychiatric")
    DETOXIFICATION = "detoxification", _("Detoxification")
    SHELTER = "shelter", _("Shelter")
    PRISON = "prison", _("Prison or arrest")
    OTHER = "other", _("Other stay")


class CriterionKind(TextChoices):
    RESIDENCE = "residence", _("Lives in the programme's municipalities")
    AGE = "age", _("Age")
    REQUIRED = "required", _("Must be met")
    ANY_OF = "any-of", _("At least one of these")
    EXCLUDES = "excludes", _("Excludes")


class Answer(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known yet")


class ScreeningResult(TextChoices):
    MEETS = "meets", _("Meets the criteria")
    NOT_MET = "not-met", _("Does not meet the criteria")
    MISSING = "missing", _("Answers missing")


class ConsentKind(TextChoices):
    PARTICIPATION = "participation", _("Participation")
    EXCHANGE = "exchange", _("Exchange of information")
    RELATIVES = "relatives", _("Relatives")
    EVALUATION = "evaluation", _("Use of data for evaluation")


class ConsentForm(TextChoices):
    WRITTEN = "written", _("Written")
    ORAL = "oral", _("Oral")


class ScanMedia(TextChoices):
    """What a scan is, by what is in it (`core.scanned`)."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"

    @property
    def media_type(self) -> str:
        return "application/pdf" if self == ScanMedia.PDF else f"image/{self.value}"


class WithdrawnHow(TextChoices):
    IN_PERSON = "in-person", _("Said in person")
    PHONE = "phone", _("By phone")
    WRITTEN = "written", _("In writing")
    DIGITAL = "digital", _("By digital post or message")
    LEFT = "left", _("Ended when the citizen left the programme")
    MERGED = "merged", _("Ended when two records of the citizen became one")


# What somebody can have said; the others follow from an act here.
SAID_HOW = [(how.value, how.label) for how in WithdrawnHow if how not in (WithdrawnHow.LEFT, WithdrawnHow.MERGED)]


class EmergencyReason(TextChoices):
    """Why somebody who treats cannot wait for a consent (sundhedsloven § 43 stk. 2)."""

    UNABLE = "unable", _("The citizen is unconscious or confused and cannot be asked")
    SUICIDE = "suicide", _("Danger of suicide or self-harm")
    PSYCHIATRIC = "psychiatric", _("Acute psychiatric illness")
    SOMATIC = "somatic", _("Acute somatic illness or injury")
    POISONING = "poisoning", _("Overdose, poisoning or withdrawal symptoms")
    OTHERS = "others", _("Danger to others")
    OTHER = "other", _("Another pressing reason, written below")


class EmergencyFinding(TextChoices):
    """What the one who reviews a use of emergency access finds."""

    JUSTIFIED = "justified", _("Justified")
    NOT_JUSTIFIED = "not-justified", _("Not justified")
    FOLLOW_UP = "follow-up", _("Has to be followed up")


class ReviewDecision(TextChoices):
    """What an access review decides about a dated place. Asked is not decided: the line waits for the answer."""

    KEEP = "keep", _("Kept")
    END = "end", _("Ended")
    ASK = "ask", _("The coordinator has been asked")


# What closes a line of a review.
DECIDED = (ReviewDecision.KEEP, ReviewDecision.END)
