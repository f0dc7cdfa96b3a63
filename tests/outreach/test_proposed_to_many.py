"""One press proposes another time to many: each by a job of their own, and the page says how far it is."""

import pytest
from django.db import connection, transaction

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Proposal, ToPropose
from frontdesk.day.away import actions as away
from frontdesk.day.away import keeping, queries
from frontdesk.day.away.many import actions as many
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.day.test_away import book, ill
from tests.web_client import as_staff, at


@pytest.fixture
def pressed(cedar):
    """(the practice, the time away, the three whom it affects in order) after one press, before the worker has begun."""
    for time in ("08:00", "09:00", "10:00"):
        book(cedar, time)
    row = ill(cedar)
    there = queries.affected(row)
    many.propose_all(f.actor(cedar, "scheduler"), row, appointments=there)
    return cedar, row, there


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'row', lock FROM procrastinate_jobs WHERE task_name = 'booking:propose' ORDER BY id"
        )
        return list(cursor.fetchall())


def text_of(practice, row) -> str:
    page = as_staff(practice, "scheduler").get(at(practice, f"console/away/{row.pk}/"))
    return " ".join(page.content.decode().split())


def states() -> list[str]:
    return list(ToPropose.objects.order_by("pk").values_list("state", flat=True))


def failing_for(monkeypatch, who) -> None:
    real = many.propose

    def propose(actor, appointment, **more):
        if appointment.pk == who.pk:
            raise ZeroDivisionError
        return real(actor, appointment, **more)

    monkeypatch.setattr(many, "propose", propose)


def test_the_press_writes_a_job_for_each_and_tells_nobody_yet(pressed):
    practice, row, _there = pressed
    assert [key for key, _ in jobs()] == [
        str(key) for key in ToPropose.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert {lock for _, lock in jobs()} == {f"propose {practice.pk}"}  # one at a time
    assert not Proposal.objects.exists() and not Message.objects.filter(template__startswith="time-").exists()
    assert "The new times are being prepared: 0 of 3 are done." in text_of(practice, row)
    assert text_of(practice, row).count("Being prepared") == 3


def test_the_page_says_how_many_are_done_and_then_what_came_of_it(pressed):
    practice, row, there = pressed
    many.propose_one(practice.pk, ToPropose.objects.get(appointment=there[0]).pk)
    assert "The new times are being prepared: 1 of 3 are done." in text_of(practice, row)
    f.propose_what_waits(practice)
    page = text_of(practice, row)
    assert "being prepared" not in page and "Another time is held for 3 of 3." in page
    assert len(set(Proposal.objects.values_list("hold__start", "hold__provider"))) == 3


def test_one_that_fails_stops_nobody_else_is_named_and_stays_an_exception(pressed, monkeypatch):
    practice, row, there = pressed
    failing_for(monkeypatch, there[1])
    for key in ToPropose.objects.order_by("pk").values_list("pk", flat=True):
        try:
            many.propose_one(practice.pk, key)
        except ZeroDivisionError:
            assert ToPropose.objects.get(pk=key).appointment_id == there[1].pk
    assert states() == ["made", "failed", "made"]
    assert {one.appointment_id for one in Proposal.objects.all()} == {there[0].pk, there[2].pk}
    assert list(Task.objects.filter(kind="broken", state="open").values_list("thing_id", flat=True)) == [there[1].pk]
    said = text_of(practice, row).split("Something went wrong")[1].split("</p>")[0]
    assert there[1].patient.name in said and there[0].patient.name not in said


def test_control_in_one_transaction_for_all_nobody_is_asked(pressed, monkeypatch):
    practice, _row, there = pressed
    failing_for(monkeypatch, there[1])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        for one in there:
            many.propose(f.actor(practice, "scheduler"), one, reason="ill")
    assert not Proposal.objects.exists()


def test_what_failed_can_be_tried_again_and_what_was_done_is_done_once(pressed, monkeypatch):
    practice, row, there = pressed
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        failing_for(broken, there[0])
        many.propose_one(practice.pk, ToPropose.objects.get(appointment=there[0]).pk)
    for _ in range(2):  # a worker that was killed after it had committed
        many.propose_one(practice.pk, ToPropose.objects.get(appointment=there[0]).pk)
    assert Proposal.objects.count() == 1 and Message.objects.filter(template="time-proposed").count() == 1
    assert "Something went wrong" not in text_of(practice, row)


def test_who_waits_already_is_proposed_one_time_however_often_it_is_pressed(pressed):
    practice, row, there = pressed
    many.propose_all(f.actor(practice, "scheduler"), row, appointments=there)
    assert ToPropose.objects.count() == 3 and len(jobs()) == 3


def test_who_need_not_move_any_more_is_left_alone(pressed):
    practice, row, there = pressed
    booking.cancel(f.actor(practice, "front_desk"), there[0], reason="The patient called")
    many.propose_one(practice.pk, ToPropose.objects.get(appointment=there[0]).pk)
    away.take_back(f.actor(practice, "scheduler"), row, reason="back early")
    f.propose_what_waits(practice)
    assert states() == ["over", "over", "over"] and not Proposal.objects.exists()
    assert Appointment.objects.filter(state="booked").count() == 2


def test_who_has_left_proposes_nothing_any_more(pressed):
    practice, _row, _there = pressed
    ToPropose.objects.first().staff.__class__.objects.update(is_active=False)
    with pytest.raises(NotAllowed):
        many.propose_one(practice.pk, ToPropose.objects.first().pk)
    assert states()[0] == "failed" and not Proposal.objects.exists()


def test_why_is_kept_whole_however_long_the_name_is_of_who_is_away(db):
    practice = f.load_cedar(
        f.CEDAR.replace("Dr. Chen", f"Dr. Chen {'of the Name ' * 9}".strip())
    )  # as long as a name may be, nearly
    book(practice, "08:00")
    row = ill(practice)
    many.propose_all(f.actor(practice, "scheduler"), row, appointments=queries.affected(row))
    f.propose_what_waits(practice)
    assert states() == ["made"]
    assert len(keeping.sentence(row)) > 130 and Proposal.objects.get().reason == keeping.sentence(row)
