"""Who pays is said at one place, and what the page of answers says of it is what goes along."""

import pytest

from frontdesk.intake.models import Draft
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web.test_portal import FORMS, Asking
from tests.web.test_said_of_another import shown
from tests.web.test_second_visit import value
from tests.web_client import as_patient, at

ALONE, VISIT_ALONE = "I'll pay myself", "I'll pay for this visit myself"


@pytest.fixture
def practice(db):
    return f.load_cedar(FORMS)


def to_the_check(practice, payer: str, **reason) -> Asking:
    asking = Asking(practice)
    asking.answer(first="Nora", last="Comer", birth_month="3", birth_day="27", birth_year="1946")
    asking.answer(contact="newcomer@example.org")
    assert "self_pay" not in asking.page()  # the one list says it
    asking.answer(payer=payer)
    asking.answer(answer="a cough", **reason)
    asking.answer(answer="no")
    assert asking.answer() == "check"
    return asking


def change(asking: Asking, practice, step: str, **values) -> dict[str, str]:
    where = f"{at(practice, f'ask/{step}/')}?change=1&draft={Draft.objects.get().pk}"
    assert asking.client.post(where, values).status_code == 302
    return shown(asking.client, practice)


def test_who_pays_alone_is_not_said_to_be_insured(practice):
    asking = to_the_check(practice, "none")
    page = shown(asking.client, practice)
    assert page["Insurance"] == ALONE and "Who pays?" not in page
    asked = asking.finish()
    assert asked.patient.uninsured and not asked.self_pay


def test_who_has_an_insurance_says_beside_the_reason_that_this_visit_is_paid_alone(practice):
    asking = to_the_check(practice, "aetna", self_pay="on")
    page = shown(asking.client, practice)
    assert (page["Insurance"], page["Who pays?"]) == ("Aetna", VISIT_ALONE)
    asked = asking.finish()
    assert asked.self_pay and asked.patient.payer.code == "aetna"


def test_what_is_changed_on_the_page_of_answers_is_said_as_it_is_then(practice):
    asking = to_the_check(practice, "none")
    page = change(asking, practice, "insurance", payer="aetna")
    assert (page["Insurance"], page["Who pays?"]) == ("Aetna", "My insurance")
    page = change(asking, practice, "reason", answer="a cough", self_pay="on")
    assert page["Who pays?"] == VISIT_ALONE
    page = change(asking, practice, "insurance", payer="none")
    assert page["Insurance"] == ALONE and "Who pays?" not in page
    page = change(asking, practice, "insurance", payer="aetna")
    assert page["Who pays?"] == "My insurance"  # what was said of another insurance is not said of this one
    asked = asking.finish()
    assert not asked.self_pay and Patient.objects.get().payer.code == "aetna"


# A known patient, who comes by no page of answers ------------------------------------------------------------

UNINSURED = "You pay for this visit yourself."
SAID = f"{UNINSURED} We won&#x27;t bill or notify your insurance."


def pages(practice, who, by=None, **answers) -> list[str]:
    """From the question to the appointment: the time that is kept, and what is booked."""
    me = as_patient(practice, by or who)
    where = me.post(at(practice, ""), {"visit": "follow-up", "for": str(who.pk)})["Location"]
    where = me.post(where, {"answer": "a cough", **answers})["Location"]
    assert "/times/" in where  # and no page of answers
    hold = me.post(where, {"time": value("10:00")})["Location"]
    kept = me.get(hold).content.decode()
    return [kept, me.get(me.post(hold)["Location"]).content.decode()]


def test_who_pays_for_this_visit_alone_reads_it_on_each_page(practice):
    who = f.patient(practice, established=True, payer=Payer.objects.get(code="aetna"))
    assert all(SAID in page for page in pages(practice, who, self_pay="on"))


def test_who_has_no_insurance_reads_that_too(practice):
    who = f.patient(practice, established=True, uninsured=True)
    assert all(UNINSURED in page and SAID not in page for page in pages(practice, who))


@pytest.mark.parametrize("code", ["aetna", None])
def test_who_is_insured_or_never_said_reads_nothing_of_it(practice, code):
    who = f.patient(practice, established=True, payer=Payer.objects.get(code=code) if code else None)
    assert not any(UNINSURED in page for page in pages(practice, who))


@pytest.mark.parametrize("visits", ["", ", visits: [follow-up]"])
def test_who_acts_for_some_visits_alone_reads_nothing_that_stands_in_the_record(db, visits):
    practice = f.load_cedar(f"{FORMS}proxies:\n  - {{who: parent, under age: 18, may: [see, book, cancel]{visits}}}\n")
    mother = f.patient(practice, established=True)
    child = f.patient(practice, birth_date=f.day(-365 * 9), established=True, email="", uninsured=True)
    Proxy.objects.create(practice=practice, patient=child, contact=mother.email, who="parent", state="confirmed")
    read = [UNINSURED in page for page in pages(practice, child, mother)]
    assert read == [not visits] * 2
