"""Who may not ask for that visit of whom they name hears it as soon as that is said, and not after every question."""

import pytest

from frontdesk.intake.models import Draft
from tests import factory as f
from tests.web.test_portal import Asking
from tests.web_client import as_patient, at

TABLE = """\
proxies:
  - {who: parent, under age: 12, may: [see, book, cancel]}
  - {who: parent, from age: 12, under age: 18, visits: [new-patient], may: [see, book, cancel]}
  - {who: carer, visits: [follow-up], may: [see, book]}
"""
REFUSED = "We cannot take this request for somebody else here."


def who(age, acts):
    born = f.day(0).year - age - 1
    return {
        "acts": acts,
        "first": "Kit",
        "last": "Comer",
        "birth_month": "1",
        "birth_day": "2",
        "birth_year": str(born),
    }


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


@pytest.mark.parametrize(
    ("visit", "age", "acts", "refused"),
    [
        ("follow-up", 10, "parent", False),
        ("follow-up", 15, "parent", True),
        ("new-patient", 15, "parent", False),
        ("new-patient", 20, "parent", True),
        ("new-patient", 80, "carer", True),
        ("follow-up", 80, "carer", False),
        ("new-patient", 15, "", False),
    ],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_it_is_said_on_the_page_that_asks_who(practice, visit, age, acts, refused, signed_in):
    asking = Asking(practice, visit, as_patient(practice, f.patient(practice)) if signed_in else None)
    if signed_in:
        asking.answer(person="new")
    answer = asking.client.post(asking.at, who(age, acts))
    page = answer.content.decode()
    assert (answer.status_code == 422) is refused
    assert (REFUSED in page and "(312) 555-0100" in page) is refused
    if refused:
        assert asking.answer(**who(age, "")) != "who", "and for themselves they go on"


def test_one_that_can_never_be_sent_is_not_offered_and_leads_to_that_page(practice):
    asking = Asking(practice, "follow-up", as_patient(practice, f.patient(practice)))
    asking.answer(person="new")
    asking.answer(**who(10, "parent"))
    asking.answer(payer="none")
    go_on = "Go on with it"
    assert go_on in asking.client.get(at(practice, "home/")).content.decode()
    draft = Draft.objects.get()
    draft.answers |= {"birth": f"{f.day(0).year - 16}-01-02"}
    draft.save()
    assert go_on not in asking.client.get(at(practice, "home/")).content.decode()
    page = asking.client.get(f"{at(practice, 'ask/check/')}?draft={draft.pk}", follow=True)
    assert page.request["PATH_INFO"].endswith("/ask/who/") and REFUSED in page.content.decode()
