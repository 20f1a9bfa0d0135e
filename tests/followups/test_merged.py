"""What was answered in a record that was merged into another is read there by the team, and by nobody else."""

from citizens.access import open_case
from followups.queries.curves import curves_of
from tests.factories import citizens, followups


def test_the_team_reads_the_answers_of_a_merged_record_on_screen_and_not_on_paper(cast):
    other = citizens.citizen(cast.programme)
    citizens.participation(other, cast.koordinator)
    followups.answer(followups.follow_up(followups.course(other), 0), health=5)
    alone = len(curves_of(open_case(cast.koordinator, cast.peter.pk)).rows)
    doctors = len(curves_of(open_case(cast.laege, cast.peter.pk)).rows)
    other.merged_into = cast.peter
    followups.saved(other)
    assert len(curves_of(open_case(cast.koordinator, cast.peter.pk)).rows) == alone + 1
    assert len(curves_of(open_case(cast.koordinator, cast.peter.pk), paper=True).rows) == alone
    assert len(curves_of(open_case(cast.laege, cast.peter.pk)).rows) == doctors
