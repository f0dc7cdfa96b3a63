"""A standard field is asked in one field, kept in one place, and read back from there: referrals, online, the caller's page, Add information."""

import datetime as dt
import re

import pytest

from frontdesk.audit.models import Entry
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Referral, Request
from frontdesk.intake.patients import confirm_proxy, end_proxy, name_proxy
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals.minimum import COLUMNS, missing
from frontdesk.people.contacts import Unreadable
from frontdesk.people.models import Patient
from frontdesk.people.queries import look_up
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

ASKED = (
    "  New patient visits need date of birth, insurance, member id, phone and email before booking.\n"
    "  Dr. Chen does not take Medicaid.\n"
)
WHO = {"first_name": "Ada", "last_name": "Moss", "phone": "+13125553101", "clinic_email": "desk@lakeview.example"}


@pytest.fixture
def practice(cedar):
    return f.load_cedar(f.CEDAR + ASKED)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


def received(practice, desk, **values) -> Referral:
    return referrals.receive(desk, practice, values={"visit_type": f.visit("new-patient"), **WHO, **values})


def names_in(page: str) -> list[str]:
    form = page.partition('edit/"')[2].partition("</form>")[0]
    return re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', form)


def test_a_referral_has_one_field_for_each_and_each_gap_is_named_once(practice, desk):
    one = received(practice, desk)
    page = at(practice, f"console/referrals/{one.pk}/")
    maria = as_staff(practice, "scheduler")
    shown = maria.get(page).content.decode()
    assert [name for name in names_in(shown) if name.startswith("answer-")] == []
    assert names_in(shown).count("birth_date_month") == names_in(shown).count("payer") == 1
    gaps = missing(one)
    assert gaps.who == ("date of birth",)
    assert {field for field, _ in gaps.fields} == {"insurance", "member-id", "email", "reason"}
    row = maria.get(at(practice, "console/referrals/")).content.decode()
    assert row.lower().count("date of birth") == 1


def test_what_is_filled_in_there_is_not_missing_any_more(practice, desk):
    one = received(practice, desk)
    page = at(practice, f"console/referrals/{one.pk}/")
    maria = as_staff(practice, "scheduler")
    said = {
        "version": one.version,
        "urgency": "routine",
        "visit_type": str(one.visit_type_id),
        **{name: WHO[name] for name in ("first_name", "last_name", "phone", "clinic_email")},
        "birth_date_month": "7",
        "birth_date_day": "6",
        "birth_date_year": "2012",
        "payer": str(Payer.objects.get(code="medicaid").pk),
        "member_id": "M1",
        "email": "ada@moss.example",
        "why": "cough",
    }
    maria.post(f"{page}edit/", said)
    one.refresh_from_db()
    assert (one.payer.code, one.member_id, one.why) == ("medicaid", "M1", "cough")
    assert not missing(one)


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("date-of-birth", "2012-07-06", dt.date(2012, 7, 6)),
        ("insurance", "medicaid", "Medicaid"),
        ("member-id", "m 1", "m 1"),
        ("phone", "(312) 555-3109", "+13125553109"),
        ("email", "Ada@Moss.example", "Ada@moss.example"),
        ("reason", "cough", "cough"),
    ],
)
def test_what_another_system_sends_as_an_answer_is_kept_in_its_place(practice, desk, field, said, kept):
    values = {"visit_type": f.visit("new-patient"), "last_name": "Moss"}
    one = referrals.receive(desk, practice, values=values, answers={field: said})
    again = referrals.receive(desk, practice, values=values)
    again = referrals.edit(desk, again, values={}, answers={field: said})
    for each in (one, again):
        each.refresh_from_db()
        own = getattr(each, COLUMNS[field])
        assert str(own).lower() == str(kept).lower() and field not in each.answers


def test_an_insurance_that_is_none_of_ours_is_refused(practice, desk):
    with pytest.raises(Unreadable):
        referrals.receive(desk, practice, values={"last_name": "Moss"}, answers={"insurance": "Acme Mutual"})


def test_a_new_record_is_judged_by_what_the_page_shows(practice, desk):
    """Aetna was an answer once, Medicaid is what stands there: Dr. Chen is not offered."""
    one = received(
        practice,
        desk,
        birth_date=dt.date(2012, 7, 6),
        email="ada@moss.example",
        payer=Payer.objects.get(code="medicaid"),
        member_id="M1",
        why="cough",
    )
    Referral.objects.filter(pk=one.pk).update(
        answers={"insurance": "Aetna", "member-id": "Aetna 9", "date-of-birth": "x"}
    )
    request = referrals.accept(desk, Referral.objects.get(pk=one.pk)).request
    request.patient.refresh_from_db()
    assert (request.patient.payer.code, request.patient.member_id) == ("medicaid", "M1")
    assert {answer.field for answer in request.answers.all()} == {"reason"}
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/requests/{request.pk}/")).content.decode()
    assert "Aetna" not in shown
    offered = {value.split("|")[0] for value in re.findall(r'name="time" value="([^"]+)"', shown)}
    assert offered == {"lee"}


def test_another_birth_date_of_a_known_record_is_listed(practice, desk):
    known = f.patient(practice, first_name="Ada", last_name="Moss", birth_date=dt.date(2012, 6, 7))
    one = received(
        practice,
        desk,
        birth_date=dt.date(2012, 7, 6),
        email=known.email,
        payer=Payer.objects.get(code="aetna"),
        member_id="M1",
        why="cough",
    )
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/referrals/{one.pk}/")).content.decode()
    table = shown.partition("What is not the same")[2].partition("</table>")[0]
    assert "Date of birth" in table and "Jun 7, 2012" in table and "Jul 6, 2012" in table
    request = referrals.accept(desk, one, patient=known).request
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/requests/{request.pk}/")).content.decode()
    assert "Date of birth, says the referral" in shown and "Jul 6, 2012" in shown


# Online, on the telephone, and afterwards ------------------------------------------------------------------------

SAID = {
    "reason": "cough",
    "insurance": "Aetna",
    "member-id": "w 12",
    "phone": "(312) 555-3109",
    "email": "ada@moss.example",
}


def nobody_knows(practice, **more) -> Patient:
    return f.patient(practice, **{"email": "", "phone": "", **more})


def called(practice, who, desk):
    return intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers=SAID)


def added(practice, who, desk):
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers={})
    assert asked.state == "awaiting_info"
    return intake.answer(desk, asked, answers=SAID)


@pytest.mark.parametrize("ask", [called, added])
def test_what_was_said_reaches_the_record_and_is_read_from_there(practice, desk, ask):
    who = nobody_knows(practice)
    asked = ask(practice, who, desk)
    who.refresh_from_db()
    assert (who.payer.code, who.member_id) == ("aetna", "w 12")
    assert (who.phone, who.email) == ("+13125553109", "ada@moss.example")
    assert {answer.field for answer in asked.answers.all()} == {"reason"}
    asked.refresh_from_db()
    assert (asked.state, asked.missing) == ("approved", [])
    assert [one.pk for one in look_up(desk, "5553109")] == [who.pk]
    shown = as_staff(practice, "scheduler").get(at(practice, f"console/patients/{who.pk}/")).content.decode()
    assert "No phone number or email address" not in shown and "(312) 555-3109" in shown


def test_a_number_that_is_known_stays(practice, desk):
    who = nobody_knows(practice, phone="+13125553100")
    asked = called(practice, who, desk)
    who.refresh_from_db()
    assert who.phone == "+13125553100"
    assert {answer.field for answer in asked.answers.all()} == {"reason", "phone"}


@pytest.mark.parametrize("state", ["confirmed", "ended by staff"])
def test_the_number_of_who_acts_or_was_kept_out_does_not_become_the_patients(practice, desk, state):
    who = nobody_knows(practice)
    proxy = confirm_proxy(desk, name_proxy(desk, who, contact="+13125553109", who="carer", name="Sue Moss"))
    if state == "ended by staff":
        end_proxy(desk, proxy, reason="x")
    asked = called(practice, who, desk)
    who.refresh_from_db()
    assert who.phone == "" and {answer.field for answer in asked.answers.all()} == {"reason", "phone"}


# Who acts for a patient gives numbers of their own ---------------------------------------------------------------

LIMITED = "proxies:\n  - {who: carer, visits: [new-patient], may: [see, book]}\n  - {who: parent, under age: 18, may: [see, book]}\n"
SUE = "sue@moss.example"


def looked_after(practice, desk, who: str) -> Patient:
    born = dt.date(2015, 3, 4) if who == "parent" else dt.date(1985, 3, 4)
    patient = nobody_knows(practice, birth_date=born, email="ada@moss.example")
    confirm_proxy(desk, name_proxy(desk, patient, contact=SUE, who=who, name="Sue Moss"))
    return patient


def they_asked(patient, desk):
    return intake.submit(patient_actor(SUE), patient, visit_type=f.visit("new-patient"), answers=SAID, channel="online")


def they_answered(patient, desk):
    asked = intake.create_for_caller(desk, patient, visit_type=f.visit("new-patient"), answers={})
    return intake.answer(patient_actor(SUE), asked, answers=SAID)


def they_asked_and_told_the_desk(patient, desk):
    asked = intake.submit(
        patient_actor(SUE), patient, visit_type=f.visit("new-patient"), answers={"reason": "cough"}, channel="online"
    )
    return intake.answer(desk, asked, answers=SAID)


@pytest.mark.parametrize("who", ["carer", "parent"])
@pytest.mark.parametrize("say", [they_asked, they_answered, they_asked_and_told_the_desk])
def test_what_who_acts_gives_opens_nothing_and_stays_with_the_request(practice, desk, who, say):
    f.load_cedar(f.CEDAR + ASKED + LIMITED)
    patient = looked_after(practice, desk, who)
    asked = say(patient, desk)
    patient.refresh_from_db()
    assert (patient.phone, asked.missing) == ("", [])
    assert "phone" in {answer.field for answer in asked.answers.all()}
    second = patient_actor("+13125553109")
    assert (second.patients, second.grants) == (frozenset(), ())


def test_who_answers_on_the_page_stands_in_the_history_and_what_they_say_does_not_become_the_patients(practice, desk):
    f.load_cedar(f.CEDAR + ASKED + LIMITED)
    patient = looked_after(practice, desk, "carer")
    asked = intake.submit(
        f.themselves(patient), patient, visit_type=f.visit("new-patient"), answers={"reason": "x"}, channel="online"
    )
    assert {"insurance", "phone"} <= set(asked.missing)
    client = as_patient(practice, patient)
    session = client.session
    session["contact"] = SUE
    session.save()
    said = {"insurance-answer": "Aetna", "member-id-answer": "W12", "phone-answer": "(312) 555-3109"}
    assert client.post(at(practice, f"requests/{asked.pk}/answer/"), said).status_code == 302
    patient.refresh_from_db()
    assert (patient.payer, patient.member_id, patient.phone) == (None, "", "")
    assert set(asked.answers.values_list("field", flat=True)) >= {"insurance", "member-id", "phone"}
    assert Entry.objects.filter(action="request.answer").last().actor_name == "Sue Moss"


def steps(client, practice, contact: str) -> list[str]:
    """The questions that somebody new is asked, answered one by one."""
    client.post(at(practice, ""), {"visit": "new-patient"})
    answers = {
        "who": {"first": "Ada", "last": "Moss", "birth_month": "3", "birth_day": "4", "birth_year": "1985"},
        "contact": {"contact": contact},
        "insurance": {"payer": "aetna", "member_id": ""},
        "phone": {"answer": "(312) 555-3109"},
        "email": {"answer": "ada@moss.example"},
        "member-id": {"answer": "W12"},
        "reason": {"answer": "cough"},
    }
    asked: list[str] = []
    address = client.get(at(practice, "ask/go-on/")).headers.get("Location", "")
    while (step := address.partition("?")[0].rstrip("/").rpartition("/")[2]) in answers and step not in asked:
        asked.append(step)
        address = client.post(address, answers[step]).headers.get("Location", "")
    assert step == "check", (address, asked)
    return asked


@pytest.mark.parametrize(("contact", "besides"), [("ada@moss.example", "phone"), ("(312) 555-3109", "email")])
def test_online_whatever_a_rule_needs_is_asked_in_the_form_and_nothing_twice(practice, client, contact, besides):
    asked = steps(client, practice, contact)
    assert sorted(asked) == sorted(["who", "contact", "insurance", "reason", "member-id", besides])


def test_whom_we_know_is_asked_what_the_record_lacks(practice, desk):
    who = f.patient(practice)
    client = as_patient(practice, who)
    client.post(at(practice, ""), {"visit": "new-patient", "for": str(who.pk)})
    for step, said in (
        ("insurance", {"payer": "medicaid", "member_id": "M7"}),
        ("phone", {"answer": "(312) 555-3109"}),
        ("reason", {"answer": "cough"}),
    ):
        assert client.post(at(practice, f"ask/{step}/"), said).status_code == 302
    check = client.get(at(practice, "ask/check/")).content.decode()
    assert "Medicaid" in check and "555" in check
    client.post(at(practice, "ask/check/"))
    asked = Request.objects.get(patient=who)
    who.refresh_from_db()
    assert (asked.missing, who.payer.code, who.member_id, who.phone) == ([], "medicaid", "M7", "+13125553109")
