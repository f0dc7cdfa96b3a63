"""A referral that was accepted for the wrong patient: nothing of it stays with their record, however late it is found."""

import pytest

from frontdesk.intake import queries as requests
from frontdesk.intake.models import Answer, Document
from frontdesk.intake.referrals import actions
from frontdesk.people.models import Patient
from tests import factory as f
from tests.intake.test_referrals import receive
from tests.web_client import as_patient, as_staff, at

SECRET = "Suspected sarcoidosis."


@pytest.fixture
def maria(cedar):
    return f.actor(cedar, "scheduler")


def accepted_for(practice, maria, who):
    one = receive(practice, why=SECRET)
    Document.objects.create(
        practice=practice,
        field="referral-letter",
        content_type="image/png",
        size=1,
        name=f"x{one.number}",
        referral=one,
    )
    return actions.accept(maria, one, patient=who)


def reads(practice, who, request) -> tuple[bool, int]:
    """Whether they read why it was sent, and how many files they have."""
    page = as_patient(practice, who).get(at(practice, f"requests/{request.pk}/")).content.decode()
    return SECRET in page, len(list(requests.documents(f.themselves(who))))


def close(maria, one):
    return actions.close(maria, one, reason="not hers", not_theirs=True)


def close_on_the_page(practice, one, how):
    url = at(practice, f"console/referrals/{one.pk}/end/")
    said = {"how": how, "reason": "Accepted for the wrong patient", "version": one.version}
    assert as_staff(practice, "scheduler").post(url, said).status_code == 302


@pytest.mark.parametrize("then", ["", "opened again", "closed before this was so and opened again"])
def test_closed_the_wrong_patient_reads_nothing_of_it(cedar, maria, then):
    wrong = f.patient(cedar, email="wrong@example.org")
    one = accepted_for(cedar, maria, wrong)
    request = one.request
    assert reads(cedar, wrong, request) == (True, 1)
    one = close(maria, one)
    if then == "closed before this was so and opened again":
        Answer.objects.create(practice=cedar, request=request, field="reason", value=SECRET)
        one.documents.update(request=request, patient=wrong)
    if then:
        one = actions.reopen(maria, one)
    assert reads(cedar, wrong, request) == (False, 0)
    assert Patient.objects.get(pk=wrong.pk).payer is None, "nor is the insurance of the referral theirs"
    assert (one.why, one.documents.count()) == (SECRET, 1)


def test_the_page_says_so_though_another_of_that_record_goes_on(cedar, maria):
    """A duplicate is theirs: it stays where it was accepted, unless somebody says that it is another's."""
    who = f.patient(cedar, email="who@example.org")
    accepted_for(cedar, maria, who)
    second, third = accepted_for(cedar, maria, who), accepted_for(cedar, maria, who)
    assert (
        "Wrong patient"
        in as_staff(cedar, "scheduler").get(at(cedar, f"console/referrals/{second.pk}/")).content.decode()
    )
    close_on_the_page(cedar, second, "close")
    assert reads(cedar, who, second.request) == (True, 3)
    close_on_the_page(cedar, third, "not-theirs")
    assert reads(cedar, who, third.request) == (False, 2)


def test_a_duplicate_of_what_they_asked_for_themselves_stays_on_their_record(cedar, maria):
    """It is theirs though no other referral goes on: what it said of them is not lost."""
    who = f.patient(cedar, email="who@example.org")
    one = accepted_for(cedar, maria, who)
    close_on_the_page(cedar, one, "close")
    assert reads(cedar, who, one.request) == (True, 1)
    assert Patient.objects.get(pk=who.pk).payer is not None
