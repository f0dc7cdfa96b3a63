"""How many statements an action asks of the database: no more than these, and nothing that was read is kept where it may be otherwise.

What each asks is in the message of the failure, so that the one that came on top is found.
"""

import re
import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions, locks
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.intake.evaluation import facts_of, said_on
from frontdesk.intake.models import Answer, Document, Request
from frontdesk.intake.queries import providers_of
from frontdesk.intake.referrals import actions as referrals
from frontdesk.messaging import ways
from frontdesk.people import lines
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.models import Payer
from frontdesk.practice.policies import published
from frontdesk.tenancy import context, written
from frontdesk.tenancy.context import inside_practice, read_until_written
from tests import factory as f
from tests.conftest import superuser

pytestmark = pytest.mark.several_at_once  # the watch over locks asks questions of its own


def at_most(most, work):
    with CaptureQueriesContext(connection) as asked:
        done = work()
    said = [re.sub(r"SELECT .{200,}? FROM ", "SELECT … FROM ", one["sql"], flags=re.S)[:160] for one in asked]
    assert len(said) <= most, f"{len(said)} statements:\n" + "\n".join(said)
    return done


def asked_for(practice, **more):
    who = f.patient(practice, established=True)
    return intake.create_for_caller(
        f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), answers={"reason": "x"}, **more
    )


def booked(practice, time="09:00"):
    who = f.patient(practice, established=True)
    made = actions.book(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(time))
    return Appointment.objects.get(pk=made.pk)


def received(practice, name):
    values = {
        "first_name": "Ada",
        "last_name": name,
        "birth_date": f.dt.date(1980, 1, 1),
        "email": f"{name}@example.org",
    }
    more = {"visit_type": f.visit("new-patient"), "payer": Payer.objects.get(code="aetna"), "why": "x"}
    return referrals.receive(f.actor(practice, "scheduler"), practice, values={**values, **more})


def submit(practice, desk, hour):
    who = f.patient(practice, established=True)
    himself = f.themselves(who)
    return lambda: intake.submit(himself, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})


def create(practice, desk, hour):
    who = f.patient(practice, established=True)
    return lambda: intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})


def approve_and_book(practice, desk, hour):
    asked = Request.objects.get(pk=asked_for(practice).pk)
    return lambda: actions.approve_and_book(desk, asked, place=f.place(f"{hour}:00"))


def book(practice, desk, hour):
    who, visit = f.patient(practice, established=True), f.visit("follow-up")
    return lambda: actions.book(desk, who, visit_type=visit, place=f.place(f"{hour}:00"))


def move(practice, desk, hour):
    one = booked(practice, f"{hour}:00")
    return lambda: actions.reschedule(desk, one, place=f.place(f"{hour}:30"))


def cancel(practice, desk, hour):
    one = booked(practice, f"{hour}:00")
    return lambda: actions.cancel(desk, one, reason="ill")


def accept(practice, desk, hour):
    came = received(practice, f.unlike(int(hour)))
    return lambda: referrals.accept(desk, came)


def publish(practice, desk, hour):
    return lambda: f.load_cedar(f.CEDAR.replace("name: Procedure}", f"name: Procedure {hour}}}"))


MOST = [
    (submit, 27), (create, 24), (approve_and_book, 64), (book, 42), (move, 66), (cancel, 39), (accept, 37), (publish, 30),
]  # fmt: skip


@pytest.mark.parametrize(("action", "most"), MOST, ids=[action.__name__ for action, _ in MOST])
def test_an_action_asks_the_database_no_more_than_this(cedar, action, most):
    desk = f.actor(cedar, "scheduler")
    action(cedar, desk, "08")()  # what is kept from one to the next is kept
    at_most(most, action(cedar, desk, "10"))


def test_no_statement_of_a_booking_joins_so_many_tables_that_to_plan_it_takes_longest(cedar):
    with CaptureQueriesContext(connection) as asked:
        booked(cedar)
    joined = [one["sql"].count(" JOIN ") for one in asked]
    assert 3 < max(joined) < 8  # where PostgreSQL tries every order of them


def test_what_a_version_says_as_before_is_not_written_and_what_it_says_otherwise_is(cedar):
    rooms = ("practice_location", "practice_resource", "practice_provider", "practice_visittype", "practice_payer")
    new = f.CEDAR.replace("name: Dr. Lee", "name: Dr. Li").replace(
        ", {id: aetna, name: Aetna}", ", {id: anthem, name: Anthem}"
    )
    with CaptureQueriesContext(connection) as asked:
        f.load_cedar(new)
    wrote = [table for one in asked for table in rooms if re.match(rf'(UPDATE|INSERT INTO) "{table}"', one["sql"])]
    assert sorted(wrote) == ["practice_payer", "practice_payer", "practice_provider"]
    assert dict(Payer.objects.values_list("code", "active")) == {
        "medicaid": True, "medicare": True, "aetna": False, "anthem": True,
    }  # fmt: skip
    f.load_cedar()
    assert dict(Payer.objects.values_list("code", "active")) == {
        "medicaid": True, "medicare": True, "aetna": True, "anthem": False,
    }  # fmt: skip


# What was read is not kept where it may be otherwise ----------------------------------------------------------


def test_what_was_answered_is_read_anew_once_it_was_answered_otherwise(cedar):
    asked = asked_for(cedar)
    with inside_practice(cedar):
        with CaptureQueriesContext(connection) as first:
            assert said_on(asked)["reason"] == "x"
        with CaptureQueriesContext(connection) as second:
            said_on(asked)["reason"] = "whoever was given it may change it"
            assert said_on(asked)["reason"] == "x"
        assert (len(first), len(second)) == (1, 0)  # the control: it was kept
        Answer.objects.filter(request=asked).update(value="y")
        assert said_on(asked)["reason"] == "y"
        Answer.objects.filter(request=asked).delete()
        assert said_on(asked) == {}


def test_what_was_answered_by_an_action_is_seen_by_what_follows(cedar):
    asked = asked_for(cedar)
    with inside_practice(cedar):
        assert facts_of(asked).answer("insurance-card") is None
        paper = Document.objects.create(
            practice=cedar, field="insurance-card", content_type="application/pdf", size=1, name="x"
        )
        intake.answer(f.actor(cedar, "front_desk"), asked, answers={"reason": "z"}, documents=[paper.pk])
        known = facts_of(asked)
        assert (known.answer("insurance-card"), known.answer("reason")) == ("document", "z")


def test_what_was_taken_back_to_a_savepoint_is_read_as_it_is_then(cedar):
    asked = asked_for(cedar)
    with inside_practice(cedar):
        with pytest.raises(LookupError), transaction.atomic():
            Answer.objects.filter(request=asked).update(value="y")
            assert said_on(asked)["reason"] == "y"
            raise LookupError
        assert said_on(asked)["reason"] == "x"


def test_who_may_be_written_to_is_read_anew_once_somebody_acts_for_them(cedar):
    who = f.patient(cedar)
    with inside_practice(cedar):
        assert ways._proxies_of(who) == []
        Proxy.objects.create(practice=cedar, patient=who, contact="k@example.org", name="K", who="parent", state="confirmed")  # fmt: skip
        assert [proxy.contact for proxy in ways._proxies_of(who)] == ["k@example.org"]


def test_whom_one_has_a_time_with_is_read_anew_once_there_is_another(cedar):
    one = booked(cedar)
    with inside_practice(cedar):
        locks.line_up(patients=[one.patient_id])
        assert providers_of([one.patient_id]) == {"provider chen"}
        actions.cancel(SYSTEM, one, reason="ill")
        assert providers_of([one.patient_id]) == set()


@pytest.fixture
def asked_and_other(fresh_db):
    with transaction.atomic():
        practice = f.load_cedar()
        asked = asked_for(practice)
    with superuser(fresh_db) as other:
        yield practice, asked, other


def say(other, asked, what):
    other.execute("UPDATE intake_answer SET value = %s WHERE request_id = %s", [what, asked.pk])


def test_what_others_have_answered_meanwhile_is_seen_behind_the_line_that_was_waited_for(asked_and_other):
    practice, asked, other = asked_and_other
    with inside_practice(practice):
        assert said_on(asked)["reason"] == "x"
        say(other, asked, "y")
        assert said_on(asked)["reason"] == "x"  # the control: it was kept
        lines.wait_for_patients([asked.patient_id])
        assert said_on(asked)["reason"] == "y"
    with inside_practice(practice):
        say(other, asked, "z")
        assert said_on(asked)["reason"] == "z", "nothing is kept from one transaction to the next"


def test_what_is_in_force_is_kept_only_by_who_stands_in_its_line(asked_and_other):
    practice, asked, other = asked_and_other
    note = "UPDATE practice_policy SET note = %s WHERE practice_id = %s"
    with inside_practice(practice):
        first = published().note
        other.execute(note, ["changed before the line", practice.pk])
        assert published().note == first
        lines.wait_for_patients([asked.patient_id])  # and beside everybody who decides by what is in force
        assert published().note == "changed before the line"
        free = "SELECT pg_try_advisory_lock(%s)"
        assert other.execute(free, [lines.key_of(str(practice.pk), "in force")]).fetchone() == (False,)
        with CaptureQueriesContext(connection) as kept:
            lines.wait(["provider chen"])
            assert published().note == "changed before the line"
        assert len(kept) == 1, "what nobody can change is not asked for again"


def test_the_longer_wait_begins_with_the_statement_that_asks_for_the_line(asked_and_other, monkeypatch):
    practice, asked, other = asked_and_other
    monkeypatch.setattr(lines, "LONGEST_WAIT", "150ms")
    with other.transaction():
        other.execute(
            "SELECT pg_advisory_xact_lock(%s)", [lines.key_of(str(practice.pk), f"patient {asked.patient_id}")]
        )
        began = time.monotonic()
        with pytest.raises(lines.Busy), inside_practice(practice):
            lines.wait_for_patients([asked.patient_id])
        assert 0.1 < time.monotonic() - began < 2.5  # less than whoever asks for a row waits


def test_whose_row_it_is_was_asked_where_one_does_not_stand_in_their_line(asked_and_other):
    practice, asked, _other = asked_and_other
    with inside_practice(practice):
        lines.wait_for_patients([asked.patient_id])
        at_most(1, lambda: intake.locked_row(asked))
        elsewhere = f.patient(practice)
        Request.objects.filter(pk=asked.pk).update(patient=elsewhere)
        with pytest.raises(lines.Stale):  # nobody stands in the line of whose it is by now
            intake.locked_row(asked)
        lines.wait_for_patients([elsewhere.pk])
        assert intake.locked_row(asked).patient_id == elsewhere.pk


# Which table a statement writes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ('UPDATE "intake_answer" SET "value" = %s', ["intake_answer"]),
        ("  insert into booking_appointment (id) VALUES (1)".strip().upper(), ["BOOKING_APPOINTMENT"]),
        ('DELETE FROM ONLY "people_proxy"', ["people_proxy"]),
        ("WITH gone AS (DELETE FROM a RETURNING 1) INSERT INTO b SELECT * FROM gone", ["a", "b"]),
        ("WITH x AS (SELECT 1) SELECT * FROM x", []),
        ("ROLLBACK TO SAVEPOINT x", [None]),
        ("TRUNCATE people_proxy", [None]),
        ("update intake_answer set value = ''", [None]),
    ],
)
def test_which_table_a_statement_writes(text, tables):
    assert list(written._tables_of(text)) == tables


def test_every_statement_is_looked_at_and_only_what_was_read_of_its_table_is_read_anew(cedar):
    read = iter(range(9)).__next__
    with inside_practice(cedar):
        both = lambda: [read_until_written(one, (table,), read) for one, table in (("a", "people_patient"), ("b", "people_proxy"))]  # noqa: E731  # fmt: skip
        assert both() == both() == [0, 1]
        Patient.objects.update(language="es")
        assert both() == [2, 1]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '4MB'")
        assert both() == [3, 4]
    assert context._read.get() is None and both() == [5, 6], "outside of a practice nothing is kept"
    assert written._look in connection.execute_wrappers
