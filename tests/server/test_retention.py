"""What is kept no longer than it is needed, and what is there before then."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.utils.timezone import now

from frontdesk.audit.models import Idempotency
from frontdesk.booking.models import ToPropose
from frontdesk.day.away import queries as away
from frontdesk.day.away.many import actions as many
from frontdesk.intake.models import Draft
from frontdesk.intake.tasks.actions import close_tasks, open_task
from frontdesk.messaging.models import Inbound
from frontdesk.people.models import SignInCode, Tally
from frontdesk.server import jobs, retention
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.day.test_away import book, ill
from tests.worker import due


def forget() -> None:
    """What the worker does once an hour."""
    assert not due(jobs.forget_what_is_over)
    jobs.forget_sessions_that_are_over(0)


LONG_AGO = dt.timedelta(days=500)


def rows(practice, age: dt.timedelta) -> None:
    """One of each, as old as that."""
    at = now() - age
    key = age.days
    Draft.objects.create(practice=practice, token_hash=f"t{key}", expires_at=at + dt.timedelta(days=1))
    Tally.objects.create(practice=practice, purpose="code", subject_hash=f"h{key}", count=1, since=at)
    SignInCode.objects.create(
        practice=practice, contact_hash="c", code_hash="d", expires_at=at + dt.timedelta(minutes=10)
    )
    used = Idempotency.objects.create(
        practice=practice, key=f"k{key}", action="x", result_kind="people.Patient", result_id=practice.pk
    )
    Idempotency.objects.filter(pk=used.pk).update(created_at=at)
    text = Inbound.objects.create(
        practice=practice, sender="+13125550142", body="I have a cough", provider_key=f"p{key}", meaning="confirm"
    )
    Inbound.objects.filter(pk=text.pk).update(at=at)
    Session.objects.create(session_key=f"s{key}", session_data="x", expire_date=at + dt.timedelta(hours=1))


def test_what_is_old_goes_and_what_is_new_stays(cedar):
    rows(cedar, LONG_AGO), rows(cedar, dt.timedelta())
    forget()
    assert [model.objects.count() for model in (Draft, Tally, SignInCode, Idempotency)] == [1, 1, 1, 1]
    assert sorted(Inbound.objects.values_list("body", flat=True)) == [retention.CLEARED, "I have a cough"]
    assert not Session.objects.filter(session_key="s500").exists() and Session.objects.filter(session_key="s0").exists()


def test_a_text_that_nobody_has_dealt_with_keeps_its_words(cedar):
    rows(cedar, LONG_AGO)
    got = Inbound.objects.get()
    open_task("text", got, due_at=now())
    forget()
    assert Inbound.objects.get().body == "I have a cough"
    close_tasks(got, "text")
    forget()
    assert Inbound.objects.get().body == retention.CLEARED


def test_one_practice_whose_rows_cannot_go_keeps_nobody_elses(cedar, monkeypatch):
    real = retention.forget_of
    rows(cedar, LONG_AGO)
    other = f.load_cedar(slug="birch")

    def broken(practice):
        if practice == other:
            raise RuntimeError
        real(practice)

    monkeypatch.setattr(jobs, "forget_of", broken)
    assert [type(error) for error in due(jobs.forget_what_is_over)] == [RuntimeError]
    with inside_practice(cedar):
        assert not Draft.objects.exists()


def test_what_was_proposed_to_many_at_once_goes_after_a_month(cedar):
    book(cedar)
    row = ill(cedar)
    many.propose_all(f.actor(cedar, "scheduler"), row, appointments=away.affected(row))
    forget()
    assert ToPropose.objects.count() == 1
    ToPropose.objects.update(pressed_at=now() - dt.timedelta(days=31))
    forget()
    assert not ToPropose.objects.exists()
