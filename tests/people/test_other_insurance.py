"""Who pays alone, who has an insurance that is not on the list, and of whom nobody knows: three answers, wherever it is asked."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules
from frontdesk.intake import actions as intake
from frontdesk.intake.evaluation import facts, facts_of
from frontdesk.intake.insurance import ANOTHER, PAYS_ALONE
from frontdesk.intake.models import Referral, Request
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals import importing
from frontdesk.intake.referrals.minimum import facts_of as referral_facts
from frontdesk.intake.referrals.minimum import missing
from frontdesk.people.models import Patient
from frontdesk.practice.models import Payer
from frontdesk.records.known.actions import say_insurance
from frontdesk.records.merging import actions as merging
from frontdesk.records.merging.differences import Differ
from frontdesk.rules.facts import NO_INSURANCE, OTHER_INSURANCE
from frontdesk.web.console.new_patient import NewPatientForm
from frontdesk.web.console.referral_form import ReferralForm
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.test_portal import Asking
from tests.web_client import as_staff, at

ONLY = "  Dr. Chen only takes Medicare and Aetna.\n"
ANSWERS = [(PAYS_ALONE, NO_INSURANCE), (ANOTHER, OTHER_INSURANCE)]


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + ONLY)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


def payer_now(patient):
    return facts(Patient.objects.get(pk=patient.pk), {}, "online").payer


def book(desk, who):
    return booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00", "chen"))


@pytest.mark.parametrize("code", [NO_INSURANCE, OTHER_INSURANCE])
def test_a_newcomer_says_it_on_a_page_of_the_portal(practice, code):
    asking = Asking(practice)
    asking.answer(first="Nora", last="Comer", birth_month="3", birth_day="27", birth_year="1946")
    asking.answer(contact="newcomer@example.org")
    page = asking.page()
    assert "I&#x27;ll pay myself" in page and "Another insurance" in page
    assert asking.answer(payer=code) == "reason"
    asking.answer(answer="a cough")
    check = asking.client.get(at(practice, "ask/check/")).content.decode()
    assert ("Another insurance" in check, "I&#x27;ll pay myself" in check) == (
        code == OTHER_INSURANCE,
        code == NO_INSURANCE,
    )
    asked = asking.finish()
    assert facts_of(asked).payer == payer_now(asked.patient) == code


@pytest.mark.parametrize(("said", "code"), [*ANSWERS, ("Acme Mutual", OTHER_INSURANCE), ("Aetna", "aetna")])
def test_an_answer_to_a_question_becomes_the_record_s(practice, desk, said, code):
    who = f.patient(practice, established=True)
    answers = {"reason": "a cough", "insurance": said}
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers=answers)
    assert payer_now(who) == facts_of(Request.objects.get(pk=asked.pk)).payer == code
    kept = asked.answers.filter(field="insurance").values_list("value", flat=True)
    assert list(kept) == (["Acme Mutual"] if said == "Acme Mutual" else []), "a name that no list has is not lost"


@pytest.mark.parametrize("before", ["None of these / I'll pay myself", "None of these, or I pay myself", ""])
def test_what_once_meant_both_is_neither(practice, before):
    assert facts(f.patient(practice), {"insurance": before}, "online").payer is None


def test_only_takes_refuses_another_insurance_and_nobody_who_pays_alone(practice, desk):
    insured, alone = (f.patient(practice, established=True, email=f"{name}@example.org") for name in ("a", "b"))
    say_insurance(desk, insured, payer=None, member_id="H 1", insured_elsewhere=True)
    say_insurance(desk, alone, payer=None, member_id="", uninsured=True)
    with pytest.raises(BreaksRules) as refused:
        book(desk, insured)
    (reason,) = refused.value.reasons
    assert reason.rule == ONLY.strip()
    assert reason.detail == "Dr. Chen does not take an insurance that the practice does not list"
    assert book(desk, alone).state == "booked"


def test_staff_choose_it_on_the_record_and_read_it_there(practice):
    who, client = f.patient(practice), as_staff(practice, "front_desk")
    url, action = at(practice, f"console/patients/{who.pk}/"), at(practice, f"console/patients/{who.pk}/insurance/")
    for code, words in ((OTHER_INSURANCE, "Other insurance"), (NO_INSURANCE, "Self-pay"), ("", "None given")):
        form = next(one for one in forms_of(url, client.get(url).content.decode()) if one.action == action)
        assert client.post(action, form.data(payer=code)).status_code == 302
        page = client.get(url).content.decode()
        section = page[page.index('id="insurance"') :]
        assert words in section[: section.index("<details>")]
        assert payer_now(who) == (code or None)
        form = next(one for one in forms_of(url, page) if one.action == action)
        assert form.fields["payer"] == [code]


@pytest.mark.parametrize("form", [NewPatientForm, ReferralForm])
@pytest.mark.parametrize("code", ["", NO_INSURANCE, OTHER_INSURANCE, "aetna"])
def test_the_forms_of_staff_know_all_of_them(practice, form, code):
    payer = Payer.objects.filter(code=code).first()
    field = form().fields["payer"]
    assert [value for value, _ in field.choices][-2:] == [OTHER_INSURANCE, NO_INSURANCE]
    said = field.clean(str(payer.pk) if payer else code)
    assert said.code == (code or None)
    assert str(field.prepare_value(said) or "") == (str(payer.pk) if payer else code)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("Self Pay", NO_INSURANCE), ("SELF-PAY", NO_INSURANCE), ("none", NO_INSURANCE), ("Other", OTHER_INSURANCE)]
    + [("medicare", "medicare"), ("unknown", None), ("", None)],
)
def test_a_referral_from_a_file_says_it_and_so_does_the_record_that_it_makes(practice, desk, cell, code):
    file = f"key,first name,last name,dob,phone,visit,insurance,reason\nA-1,Walter,Brandt,03/08/1951,(312) 555-3101,procedure,{cell},a knee\n"
    importing.load(desk, practice, file.encode())
    one = Referral.objects.get()
    assert referral_facts(one).payer == code
    if code is None:
        assert [field for field, _ in missing(one).fields] == ["insurance"], "what nobody said is asked for"
    else:
        assert payer_now(referrals.accept(desk, one).request.patient) == code


def test_a_name_that_no_list_has_may_be_a_spelling_and_is_asked_about(practice, desk):
    with pytest.raises(importing.Faults) as faults:
        importing.load(desk, practice, b"key,last name,insurance\nA-1,Brandt,Acme Mutual\n")
    assert faults.value.lines == [
        "line 2: no insurance 'Acme Mutual'; there are aetna, medicaid, medicare; for another write 'Other', for none 'Self-pay'"
    ]


def test_a_referral_for_a_known_record_brings_it_there(practice, desk):
    known = f.patient(practice, established=True, payer=Payer.objects.get(code="aetna"), member_id="A1")
    values = {"first_name": "Walter", "last_name": "Brandt", "birth_date": known.birth_date, "phone": "+13125553101"}
    values |= {
        "why": "a knee",
        "visit_type": f.visit("procedure"),
        "payer": ReferralForm().fields["payer"].clean(OTHER_INSURANCE),
    }
    one = referrals.receive(desk, practice, values=values)
    referrals.accept(desk, one, patient=known)
    known.refresh_from_db()
    assert (known.payer, known.insured_elsewhere, known.member_id) == (None, True, ""), "a member ID is one insurance's"


def test_two_records_that_say_different_ones_are_asked_about(practice, desk):
    kept, gone = f.patient(practice, insured_elsewhere=True), f.patient(practice, uninsured=True)
    with pytest.raises(Differ) as asked:
        merging.merge(desk, kept, gone=gone, reason="the same card")
    (difference,) = asked.value.differences
    assert (difference.kept, difference.gone) == ("Other insurance", "Self-pay")
    merging.merge(desk, kept, gone=gone, reason="the same card", choices={"insurance": "gone"})
    assert payer_now(kept) == NO_INSURANCE


def test_billing_asks_for_no_payer_of_who_pays_alone_and_names_another_insurance(practice, desk):
    alone, insured = (
        f.patient(practice, established=True, **{how: True}) for how in ("uninsured", "insured_elsewhere")
    )
    for who, time in ((alone, "09:00"), (insured, "10:00")):
        booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, "lee"))
    page = as_staff(practice, "billing").get(at(practice, f"console/billing/?date={f.day()}&format=csv"))
    lines = page.content.decode().splitlines()[1:]
    assert [line.split(",")[3] for line in lines] == ["", "Other insurance"]
    assert lines[0].endswith(",booked,") and "member ID" in lines[1] and "insurance card" in lines[1]
