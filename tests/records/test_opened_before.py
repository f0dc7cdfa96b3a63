"""A form that was opened before two records became one, or two again, shows another record's: it hears that it was changed since."""

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Merge
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.people.lines import Stale
from frontdesk.records.merging import actions as merging
from tests import factory as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(cedar):
    return f.patient(cedar, established=True)


@pytest.fixture
def gone(cedar):
    return f.patient(cedar, established=True)


def a_visit(desk, patient):
    one = booking.book(desk, patient, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    return lambda: booking.cancel(desk, one, reason="The patient asked", version=one.version)


def a_request(desk, patient):
    one = intake.create_for_caller(desk, patient, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    return lambda: intake.decline(desk, one, reason="not here", version=one.version)


def an_exception(desk, patient):
    one = tasks.open_task("refill", patient, due_at=now(), patient=patient)
    return lambda: tasks.done(desk, one, outcome="called", version=one.version)


KINDS = [a_visit, a_request, an_exception]


@pytest.mark.parametrize("opened", KINDS)
def test_before_a_merge(desk, kept, gone, opened):
    press = opened(desk, gone)
    merging.merge(desk, kept, gone=gone, reason="the card")
    with pytest.raises(Stale):
        press()


@pytest.mark.parametrize("opened", KINDS)
def test_what_stays_with_its_record_was_not_changed(desk, kept, gone, opened):
    press = opened(desk, kept)
    merging.merge(desk, kept, gone=gone, reason="the card")
    press()


@pytest.mark.parametrize("opened", KINDS)
def test_before_it_was_undone(desk, kept, gone, opened):
    opened(desk, gone)
    merging.merge(desk, kept, gone=gone, reason="the card")
    rows = [*kept.appointments.all(), *kept.requests.all(), *Task.objects.filter(patient=kept)]
    shown = {row.pk: row.version for row in rows}
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    for row in rows:
        row.refresh_from_db()
        assert row.patient_id == gone.pk and row.version > shown[row.pk]
