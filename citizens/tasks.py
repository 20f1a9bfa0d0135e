from celery import shared_task
from django.db import transaction
from django.db.models import Q

from citizens import access
from citizens.actions import erase_answers, recompute
from citizens.actions.reviews import begin_due_reviews, close_finished_reviews
from citizens.models import CareTeamMember, Citizen, CitizenUserObjectPermission, Stay
from citizens.queries import screenings_to_erase
from core.dates import today
from core.heartbeat import Report


@shared_task
def erase_screenings() -> None:
    """Once a night: answers of people who were never included go after their time. May run again at any time."""
    for screening in screenings_to_erase(today()).iterator():
        erase_answers(screening)


@shared_task
def project_places() -> None:
    """Just after midnight: take out of guardian's rows the places that ended, and move the heads' stays on.

    Nobody's access hangs on it: dates are checked at each request. Looks up what is due, so it may run again.
    """
    day = today()
    ended = CareTeamMember.objects.filter(ends_on__lte=day, user__isnull=False).values("citizen_id")
    granted = CitizenUserObjectPermission.objects.filter(content_object__in=ended).values("content_object_id")
    begun_or_over = Q(signpost__admitted_from__isnull=False) | Q(
        pk__in=Stay.objects.filter(voided=False, starts_on__gte=day).values("citizen_id")
    )
    for citizen in Citizen.objects.filter(pk__in=granted).order_by("id").iterator():
        with transaction.atomic():
            access.project_places(citizen.locked())
    for citizen in Citizen.objects.filter(begun_or_over).order_by("id").iterator():
        with transaction.atomic():
            recompute(citizen.locked())


@shared_task
def keep_reviews() -> Report:
    """Begin the access reviews that are due, and close those in which nothing is missing. May run again."""
    return Report(begin_due_reviews() + close_finished_reviews())
