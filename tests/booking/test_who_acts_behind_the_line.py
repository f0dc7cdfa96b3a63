"""Who acts for a patient is asked again behind that patient's line: what is taken from them at that moment is theirs no more."""

import datetime as dt
import hashlib
from contextlib import nullcontext, suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from frontdesk.access import standing
from frontdesk.access.may import SYSTEM, NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.intake import drafts, patients
from frontdesk.intake.models import Document, Request
from frontdesk.intake.undo import actions as undoing
from frontdesk.people import lines, queries
from frontdesk.people.models import ApiClient, Patient, Proxy, Staff
from frontdesk.people.queries import client_actor
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging.actions import merge, merges_of, unmerge
from frontdesk.tenancy.context import inside_practice, last_things_last
from tests import factory as f
from tests.booking.test_judged_behind_the_line import meanwhile
from tests.web_client import as_patient, as_staff, at

SLIP, CARER, NUMBER, OWN = "slip@example.net", "carer@example.net", "+13125557001", "george@example.org"
TABLE = """
proxies:
  - {who: parent, may: [see, book, cancel], under age: 18}
  - {who: carer, may: [see, book, cancel]}
"""
BORN = {"birth_month": "2", "birth_day": "29", "birth_year": "1980"}


@pytest.fixture
def practice(fresh_db):
    with transaction.atomic():
        more = "".join(f"  - {{id: {field}, ask: Your {field}, kind: text}}\n" for field in ("email", "phone"))
        made = f.load_cedar(f.CEDAR.replace("rules: |", f"{more}rules: |", 1) + TABLE)
        made.desk = f.actor(made, "scheduler")
        made.who = f.patient(made, first_name="George", email="", phone="", established=True)
    return made


def george(practice) -> Patient:
    return Patient.objects.get(pk=practice.who.pk)


def written_down_with_a_slip(practice) -> Request:
    """Who has the address that was typed for George reads of it, and acts for him."""
    with inside_practice(practice):
        said = {"reason": "x", "email": SLIP}
        asked = intake.create_for_caller(practice.desk, practice.who, visit_type=f.visit("follow-up"), answers=said)
        assert practice.who.pk in patient_actor(SLIP).patients
    return asked


def with_his_own_address(practice) -> Patient:
    with inside_practice(practice):
        Patient.objects.filter(pk=practice.who.pk).update(email=OWN)
        return george(practice)


def names(practice, contact: str = SLIP):
    with inside_practice(practice):
        actor = patient_actor(contact)
    return lambda: patients.let_act(actor, george(practice), contact=CARER, name="Back Door")


def of_kind(raised) -> list[type]:
    return [type(one) for one in raised]


def gets_in(practice, contact: str = CARER) -> bool:
    with inside_practice(practice):
        patients.shows_whom(contact, practice.who.birth_date)
        actor = patient_actor(contact)
        return bool(actor.grants or actor.patients)


def test_who_was_let_in_by_a_slip_that_is_being_undone_names_nobody(practice):
    asked = written_down_with_a_slip(practice)
    assert of_kind(meanwhile(practice, lambda: undoing.undo(practice.desk, asked), names(practice))) == [NotAllowed]
    assert not gets_in(practice)


def test_control_who_is_not_asked_again_names_somebody(practice, monkeypatch):
    monkeypatch.setattr(lines, "ask_again", lambda patients: None)
    asked = written_down_with_a_slip(practice)
    assert meanwhile(practice, lambda: undoing.undo(practice.desk, asked), names(practice)) == []
    assert gets_in(practice)


def test_and_proves_no_number(practice):
    asked = written_down_with_a_slip(practice)
    with inside_practice(practice):
        Patient.objects.filter(pk=practice.who.pk).update(phone=NUMBER, phone_of="typed")
        stranger = patient_actor(SLIP)
    proves = lambda: patients.proved(stranger, george(practice), contact=NUMBER)  # noqa: E731
    assert of_kind(meanwhile(practice, lambda: undoing.undo(practice.desk, asked), proves)) == [NotAllowed]
    assert not gets_in(practice, NUMBER)


def test_whose_address_turns_out_to_be_a_carers_names_nobody_though_carers_may_book(practice):
    written_down_with_a_slip(practice)
    says = lambda: patients.say_whose(practice.desk, george(practice), email_of="carer")  # noqa: E731
    assert of_kind(meanwhile(practice, says, names(practice))) == [NotAllowed]
    assert not gets_in(practice)


def test_a_carer_who_is_being_taken_back_is_not_confirmed_by_the_birth_date(practice):
    him = with_his_own_address(practice)
    with inside_practice(practice):
        me = patient_actor(OWN)
        proxy = patients.let_act(me, him, contact=CARER, name="Back")
    back = lambda: patients.take_back(me, him, proxy=proxy)  # noqa: E731
    assert meanwhile(practice, back, lambda: patients.shows_whom(CARER, him.birth_date)) == []
    with inside_practice(practice):
        assert Proxy.objects.get().state == "ended"


def test_on_the_page_they_are_told_so(practice):
    him = with_his_own_address(practice)
    with inside_practice(practice):
        me = patient_actor(OWN)
        proxy = patients.let_act(me, him, contact=CARER, name="Back")
        page = signed_in(practice, CARER)
    answers = []
    shows = lambda: answers.append(page.post(at(practice, "home/first-time/"), BORN))  # noqa: E731
    assert meanwhile(practice, lambda: patients.take_back(me, him, proxy=proxy), shows) == []
    assert answers[0].status_code in (404, 422)
    with inside_practice(practice):
        assert Proxy.objects.get().state == "ended"


def test_who_was_named_by_a_slip_that_is_being_undone_is_not_confirmed(practice):
    asked = written_down_with_a_slip(practice)
    with inside_practice(practice):
        names(practice)()
    shows = lambda: patients.shows_whom(CARER, practice.who.birth_date)  # noqa: E731
    assert meanwhile(practice, lambda: undoing.undo(practice.desk, asked), shows) == []
    assert not gets_in(practice)


def test_whom_a_merge_sets_back_to_be_asked_is_not_confirmed(practice):
    with inside_practice(practice):
        gone = f.patient(practice, first_name="George", email="g2@example.org", birth_date=practice.who.birth_date)
        patients.let_act(patient_actor("g2@example.org"), gone, contact=CARER, name="Back")
    merges = lambda: merge(practice.desk, practice.who, gone=gone, reason="x")  # noqa: E731
    assert meanwhile(practice, merges, lambda: patients.shows_whom(CARER, practice.who.birth_date)) == []
    assert not gets_in(practice)


def test_a_carer_whom_staff_are_ending_cancels_nothing(practice):
    with inside_practice(practice):
        one = booking.book(practice.desk, practice.who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
        proxy = patients.name_proxy(SYSTEM, practice.who, contact=CARER, who="carer", name="B")
        patients.confirm_proxy(practice.desk, proxy)
        carer = patient_actor(CARER)
    cancels = lambda: booking.cancel(carer, Appointment.objects.get(pk=one.pk), reason="x")  # noqa: E731
    assert of_kind(meanwhile(practice, lambda: patients.end_proxy(practice.desk, proxy), cancels)) == [NotAllowed]
    with inside_practice(practice):
        assert Appointment.objects.get(pk=one.pk).state == "booked"


def merged_with_gina(practice):
    with inside_practice(practice):
        gone = f.patient(practice, first_name="Gina", email="g2@example.org")
        kept = merge(practice.desk, practice.who, gone=gone, reason="x", use_contact=True)
        return kept, patient_actor("g2@example.org"), merges_of(kept)[0]


def test_what_somebody_sends_while_two_records_are_taken_apart_is_on_nobody_elses(practice):
    kept, gina, merged = merged_with_gina(practice)
    sends = lambda: intake.submit(  # noqa: E731
        gina, Patient.objects.get(pk=kept.pk), visit_type=f.visit("follow-up"), answers={"reason": "GINA'S SECRET"}
    )
    apart = lambda: unmerge(practice.desk, kept, merge=merged, reason="two")  # noqa: E731
    assert of_kind(meanwhile(practice, apart, sends)) == [NotAllowed]
    with inside_practice(practice):
        assert not Request.objects.exists()


def test_a_file_that_is_sent_while_the_record_is_being_merged_waits_its_turn(practice):
    """It is refused where the record is no more theirs, and neither of the two waits for the other for ever."""
    with inside_practice(practice):
        gone = f.patient(practice, first_name="George", email="g2@example.org")
        page = signed_in(practice, "g2@example.org")
    photo = SimpleUploadedFile("a.png", f.photo(), "image/png")
    form = {"kind": "insurance-card", "patient": str(gone.pk), "file": photo}
    answers = []
    sends = lambda: answers.append(page.post(at(practice, "documents/"), form))  # noqa: E731
    assert meanwhile(practice, lambda: merge(practice.desk, practice.who, gone=gone, reason="x"), sends) == []
    assert answers[0].status_code in (403, 422)
    with inside_practice(practice):
        assert not Document.objects.filter(patient=gone).exists()


def test_a_file_is_not_replaced_on_a_record_that_is_being_merged(practice):
    with inside_practice(practice):
        gone = f.patient(practice, first_name="George", email="g2@example.org")
        me = patient_actor("g2@example.org")
        old, new = (drafts.keep_document(practice, "insurance-card", f.photo()) for _ in range(2))
        intake.add_document(me, gone, document=old)
    replaces = lambda: intake.replace_document(me, Document.objects.get(pk=old.pk), new=new)  # noqa: E731
    merges = lambda: merge(practice.desk, practice.who, gone=gone, reason="x")  # noqa: E731
    assert of_kind(meanwhile(practice, merges, replaces)) == [NotAllowed]


def test_a_file_that_is_sent_first_goes_along_with_the_merge(practice):
    with inside_practice(practice):
        gone = f.patient(practice, first_name="George", email="g2@example.org")
        me = patient_actor("g2@example.org")
        card = drafts.keep_document(practice, "insurance-card", f.photo())
    sends = lambda: intake.add_document(me, gone, document=card)  # noqa: E731
    assert meanwhile(practice, sends, lambda: merge(practice.desk, practice.who, gone=gone, reason="x")) == []
    with inside_practice(practice):
        assert Document.objects.get().patient_id == practice.who.pk


# Staff and other systems ------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"role": "billing"}, {"is_active": False}])
def test_staff_whose_role_is_taken_while_they_wait_book_nothing(practice, change):
    def taken():
        lines.wait_for_patients([practice.who.pk])
        Staff.objects.filter(pk=practice.desk.id).update(**change)

    books = lambda: booking.book(practice.desk, practice.who, visit_type=f.visit("follow-up"), place=f.place("09:00"))  # noqa: E731
    assert of_kind(meanwhile(practice, taken, books)) == [NotAllowed]
    with inside_practice(practice):
        assert not Appointment.objects.exists()


def test_another_system_whose_token_is_taken_back_is_nobody(cedar):
    made = ApiClient.objects.create(
        practice=cedar, name="x", token_hash=hashlib.sha256(b"t").hexdigest(), scopes=["patient.view"]
    )
    actor = client_actor("t")
    assert not standing.has_lost(actor, actor.anew(), [])
    ApiClient.objects.filter(pk=made.pk).update(is_active=False)
    assert standing.has_lost(actor, actor.anew(), [])


def test_what_one_takes_from_oneself_is_no_reason_to_refuse_the_rest(cedar):
    """Who acts is asked for once behind each line: an action that ends its own actor's access is done to its end."""
    who = f.patient(cedar, birth_date=dt.date(1980, 2, 29))
    me = f.themselves(who)
    with standing.acting(me, "patient.preferences", who), last_things_last():
        lines.wait_for_patients([who.pk])
        Patient.objects.filter(pk=who.pk).update(email="")
        lines.wait_for_patients([who.pk])
    with standing.acting(me, "patient.preferences", who), last_things_last(), pytest.raises(NotAllowed):
        lines.wait_for_patients([who.pk])


class Undone(Exception):
    """What was begun in a savepoint is taken back, and the lines that were waited for there with it."""


def taken_back(*, inside):
    with suppress(Undone), transaction.atomic():
        inside()
        raise Undone


@pytest.mark.parametrize("given_back", [True, False])
def test_who_acts_is_asked_again_behind_a_line_that_was_given_back_with_a_savepoint(practice, given_back):
    """Meanwhile it was somebody else's turn: they have lost something by now.  The control keeps the line, and is asked once."""
    with inside_practice(practice):
        member = f.staff(practice, "scheduler")
        desk = queries.staff_actor(Staff.objects.get(pk=member.pk))
    waits = lambda: lines.wait_for_patients([practice.who.pk])  # noqa: E731
    with inside_practice(practice), standing.acting(desk, "appointment.book", practice.who):
        if not given_back:
            waits()
        taken_back(inside=waits)
        Staff.objects.filter(pk=member.pk).update(is_active=False)
        with pytest.raises(NotAllowed) if given_back else nullcontext():
            waits()


# Whose an address is ----------------------------------------------------------------------------------------


def test_staff_say_whose_the_number_is_and_not_what_the_page_showed_of_the_address(practice):
    with inside_practice(practice):
        Patient.objects.filter(pk=practice.who.pk).update(phone=NUMBER, phone_of="patient")
        me, desk = patient_actor(NUMBER), as_staff(practice, "front_desk")
    url = at(practice, f"console/patients/{practice.who.pk}/whose/")
    sends = lambda: intake.submit(  # noqa: E731
        me, george(practice), visit_type=f.visit("follow-up"), answers={"reason": "x", "email": SLIP}
    )
    assert meanwhile(practice, sends, lambda: desk.post(url, {"phone_of": "patient"})) == []
    with inside_practice(practice):
        assert (george(practice).email, george(practice).email_of) == (SLIP, "typed")
        assert not patient_actor(SLIP).patients


def signed_in(practice, contact: str) -> Client:
    who = Patient.objects.filter(email=contact).first() or f.patient(practice)
    page = as_patient(practice, who)
    session = page.session
    session["contact"] = contact
    session.save()
    return page
