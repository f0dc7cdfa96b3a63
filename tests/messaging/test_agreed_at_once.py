"""Two words about one record at the same moment both count, and nobody waits for ever: forced, each with its control."""

import contextlib
import threading

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.preferences import actions as wishes
from frontdesk.intake.standard.actions import keep_on_record
from frontdesk.messaging.actions import consent
from frontdesk.people import lines
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.tenancy.context import inside_practice
from tests import factory as f

HERS, ANOTHERS = "+13125551003", "carl@example.org"
CARERS = "\nproxies:\n  - {who: carer, may: [see, book]}\n"


@pytest.fixture
def practice(fresh_db):
    """Rosa's number is one at which nobody has agreed for her yet; Carl, who is nobody's carer yet, has agreed for himself."""
    with transaction.atomic():
        made = f.load_cedar(f.CEDAR + CARERS)
        made.desk = f.actor(made, "scheduler")
        made.rosa = f.patient(made, first_name="Rosa", email="", phone=HERS, not_agreed_to=[HERS], established=True)
        f.patient(made, first_name="Carl", email=ANOTHERS)
    return made


def at_once(practice, first, second):
    """`second` begins when `first` was done and is committed only when `second` waits for it, or for a second; what was raised."""
    done, raised = threading.Event(), []

    def run(work, then):
        try:
            with inside_practice(practice):
                work()
                then()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    def begun():
        done.set()
        threading.Event().wait(1)

    thread = threading.Thread(target=run, args=(first, begun))
    thread.start()
    assert done.wait(10)
    run(second, lambda: None)
    thread.join(20)
    return raised


def rosa(practice):
    return Patient.objects.get(pk=practice.rosa.pk)


def names(practice):
    return lambda: patients.name_proxy(SYSTEM, rosa(practice), contact=ANOTHERS, who="carer", name="Kim")


def says_yes(practice):
    return lambda: consent(SYSTEM, practice, contact=HERS, given=True, how="text START")


def barred(practice):
    with inside_practice(practice):
        return rosa(practice).not_agreed_to


def test_who_is_named_while_a_yes_comes_in_by_text_is_written_to_no_more_than_before(practice):
    assert at_once(practice, names(practice), says_yes(practice)) == []
    assert barred(practice) == [ANOTHERS]


def test_a_yes_for_one_record_takes_nothing_back_that_is_said_of_it_meanwhile(practice):
    early = {}

    def asks():
        early["row"] = row = rosa(practice)  # as a page has read it, before anybody waits
        consent(SYSTEM, practice, contact=HERS, given=True, how="given with a request", patient=row)

    assert at_once(practice, names(practice), asks) == []
    assert barred(practice) == early["row"].not_agreed_to == [ANOTHERS]


def test_the_control_a_list_that_was_read_before_the_line_is_written_over(practice):
    def as_it_was():
        row = rosa(practice)
        row.not_agreed_to = [other for other in row.not_agreed_to if other != HERS]
        row.save(update_fields=["not_agreed_to"])

    assert at_once(practice, names(practice), as_it_was) == []
    assert barred(practice) == []


def test_what_a_request_says_adds_to_the_list_as_it_is_by_then(practice):
    """The row was read when the page was opened: who was named since stays barred."""
    with inside_practice(practice):
        request = intake.create_for_caller(
            practice.desk, rosa(practice), visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
        )
        assert request.patient.not_agreed_to == [HERS]
        patients.name_proxy(SYSTEM, rosa(practice), contact=ANOTHERS, who="carer", name="Kim")
        keep_on_record(practice.desk, request, {"email": "rosa@example.org"})
    assert barred(practice) == [HERS, ANOTHERS, "rosa@example.org"]


# Who says it for themselves and for others ------------------------------------------------------------------------


def in_turns(practice, first, second):
    """Both begin; each meets the other after its first lock, or goes on after two seconds; what each raised."""
    met, raised = threading.Barrier(2, timeout=2), []

    def meet():
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait()

    def run(work):
        try:
            with inside_practice(practice):
                work(meet)
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [type(error.__cause__) for error in raised if isinstance(error, OperationalError)]


@pytest.fixture
def carl(practice):
    """He acts for Rosa, about whom nobody has agreed to be written to at his address."""
    with inside_practice(practice):
        proxy = patients.name_proxy(SYSTEM, rosa(practice), contact=ANOTHERS, who="carer", name="Kim")
        patients.confirm_proxy(practice.desk, proxy)
        Patient.objects.filter(email=ANOTHERS).update(email="")
        Patient.objects.filter(pk=practice.rosa.pk).update(confidential_contact="", phone="", not_agreed_to=[ANOTHERS])
        return patient_actor(ANOTHERS)


def desk_says(practice):
    def says(meet):
        lines.wait_for_patients([practice.rosa.pk])
        meet()
        row = rosa(practice)
        row.time_zone = "America/Denver"
        row.save(update_fields=["time_zone"])

    return says


def test_who_prefers_for_themselves_stands_in_line_before_a_row_is_held(practice, carl, monkeypatch):
    def prefers(meet):
        asked = wishes.people_of

        def meeting(*args):
            meet()
            return asked(*args)

        monkeypatch.setattr(wishes, "people_of", meeting)
        wishes.prefer_own(carl, practice, language="es", written_to=True)

    assert in_turns(practice, prefers, desk_says(practice)) == []
    with inside_practice(practice):
        assert (rosa(practice).time_zone, rosa(practice).not_agreed_to) == ("America/Denver", [])
        assert rosa(practice).language == "es"


def test_the_control_who_holds_the_row_first_waits_for_who_stands_in_line_for_ever(practice, carl):
    def as_it_was(meet):
        Patient.objects.filter(pk=practice.rosa.pk).update(not_agreed_to=[])
        meet()
        lines.wait_for_patients([practice.rosa.pk])

    assert in_turns(practice, as_it_was, desk_says(practice)) == [DeadlockDetected]
