"""What staff choose from when they ask, approve, decline or cancel: the practice's own words, in the reader's language."""

import re

import pytest

from frontdesk.audit.models import Entry
from frontdesk.intake import actions as intake
from frontdesk.practice.file import FileFaults, read
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

OWN = """
reasons:
  ask:
    - {say: Please bring your referral letter., es: Por favor traiga la carta de su médico.}
    - {say: Please call us.}
  decline: [We are full this month]
"""


def page_of(cedar, request, language="en"):
    url = at(cedar, f"console/requests/{request.pk}/")
    return as_staff(cedar, "scheduler").get(url, headers={"Accept-Language": language}).content.decode()


def waits_for_approval(cedar, **who):
    patient = f.patient(cedar, payer=Payer.objects.get(code="medicaid"), **who)
    return intake.create_for_caller(
        f.actor(cedar, "front_desk"), patient, visit_type=f.visit("new-patient"), answers={"reason": "A cough"}
    )


def test_each_decision_offers_the_standard_reasons_where_the_practice_says_nothing(cedar):
    page = page_of(cedar, waits_for_approval(cedar))
    for words in ("Insurance checked", "We do not offer this visit", "photo of both sides of your insurance card"):
        assert re.search(rf'<option value="[^"]*{words}', page), words


def test_the_practices_own_reasons_replace_the_standard_ones_of_that_decision_alone(cedar):
    f.load_cedar(f.CEDAR + OWN)
    page = page_of(cedar, waits_for_approval(cedar))
    assert '<option value="We are full this month">' in page and "We do not offer this visit" not in page
    assert '<option value="Please bring your referral letter.">' in page
    assert '<option value="Insurance checked">' in page


def test_what_a_patient_reads_is_offered_in_the_patients_language_whatever_the_staffs(cedar):
    f.load_cedar(f.CEDAR + OWN)
    page = page_of(cedar, waits_for_approval(cedar, language="es"))
    assert '<option value="Por favor traiga la carta de su médico.">' in page
    assert '<option value="Please call us.">' in page, "without Spanish, the English is better than nothing"
    assert '<option value="Insurance checked">' in page, "the patient does not read why it was approved"


@pytest.mark.parametrize("book", [False, True], ids=["approve only", "approve and book"])
def test_why_a_request_was_approved_is_kept_in_its_history(cedar, book):
    request = waits_for_approval(cedar)
    place = f.place()
    sent = {"version": request.version, "reason": "Insurance checked"}
    if book:
        sent["time"] = f"{place.provider}|{place.location}|{place.start.astimezone(f.dt.UTC):%Y-%m-%dT%H:%MZ}"
    address = at(cedar, f"console/requests/{request.pk}/{'book' if book else 'approve'}/")
    assert as_staff(cedar, "scheduler").post(address, sent).status_code == 302
    action = "request.approve_with_its_time" if book else "request.approve"
    assert Entry.objects.get(action=action, thing_id=request.pk).reason == "Insurance checked"


def test_approving_needs_no_reason_and_declining_does(cedar):
    client = as_staff(cedar, "scheduler")
    first, second = waits_for_approval(cedar), waits_for_approval(cedar)
    url = at(cedar, "console/requests/{}/{}/")
    assert client.post(url.format(first.pk, "approve"), {"version": first.version}).status_code == 302
    assert client.post(url.format(second.pk, "decline"), {"version": second.version, "reason": " "}).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("reasons: {aks: [one]}", "did you mean 'ask'?"),
        ("reasons: {ask: [{es: uno}]}", "a reason to ask has no 'say'"),
        (f"reasons: {{cancel: [{'x' * 201}]}}", "at most 200 characters"),
        ("reasons: [one]", "'reasons' must have keys below it"),
    ],
)
def test_wrong_reasons_are_refused_with_what_would_be_right(wrong, says):
    with pytest.raises(FileFaults, match="line") as refused:
        read(f.CEDAR + wrong + "\n")
    assert any(says in line for line in refused.value.lines())
