"""A card may be brought, a call is promised to whom can be called, and consent is what somebody said."""

import subprocess
import sys

import pytest

from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import queries
from frontdesk.intake.models import Request
from frontdesk.messaging.models import Message
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


@pytest.fixture
def asked(db):
    practice = f.load_cedar(f.CEDAR + "  New patient visits need insurance-card before booking.\n")
    patient = f.patient(practice, payer=Payer.objects.get(code="aetna"))
    made = intake.submit(
        f.themselves(patient), patient, visit_type=f.visit("new-patient"), answers={"reason": "a cough"}
    )
    assert made.state == "awaiting_info"
    return practice, patient, made


def test_a_card_that_will_be_brought_is_enough_and_is_owed(asked):
    practice, patient, made = asked
    me = as_patient(practice, patient)
    url = at(practice, f"requests/{made.pk}/answer/")
    assert "I will bring it to the visit" in me.get(url).content.decode()
    assert me.post(url, {"insurance-card-bring": "on"}).status_code == 302
    made = Request.objects.get(pk=made.pk)
    assert made.state == "approved" and queries.owed(patient, pays_alone=False) == ["insurance-card"]
    maria = as_staff(practice, "scheduler")
    assert "Will be brought to the visit" in maria.get(at(practice, f"console/requests/{made.pk}/")).content.decode()
    one = booking.approve_and_book(f.actor(practice, "scheduler"), made, place=f.place())
    page = maria.get(at(practice, f"console/appointments/{one.pk}/")).content.decode()
    assert "To bring to the visit:</strong> Your insurance card" in page


def test_neither_a_picture_nor_the_word_is_an_error_that_says_both_ways(asked):
    practice, patient, made = asked
    page = as_patient(practice, patient).post(at(practice, f"requests/{made.pk}/answer/"), {})
    assert page.status_code == 422 and "or select that you will bring it" in page.content.decode()


def test_what_came_since_is_owed_no_longer(asked):
    practice, patient, made = asked
    intake.answer(f.themselves(patient), made, answers={"insurance-card": "will bring"})
    from frontdesk.intake import drafts
    from frontdesk.intake.models import Document

    kept = drafts.keep_document(practice, "insurance-card", f.photo())
    Document.objects.filter(pk=kept.pk).update(patient=patient)
    assert queries.owed(patient, pays_alone=False) == []


@pytest.mark.parametrize(
    ("reached", "says"),
    [
        ({}, "We will write to you"),
        ({"phone": "+13125550177"}, "We will call you"),
        ({"phone": "+13125550177", "confidential_contact": "safe@example.org"}, "We will write to you"),
    ],
)
def test_a_call_is_promised_only_to_whom_can_be_called(db, reached, says):
    practice = f.load_cedar(
        f.CEDAR.replace("  Patients may book new patient visits themselves.\n", "")
        + "  New patient visits need approval.\n"
    )
    patient = f.patient(practice, payer=Payer.objects.get(code="aetna"), **reached)
    made = intake.create_for_caller(
        f.actor(practice, "front_desk"), patient, visit_type=f.visit("new-patient"), answers={"reason": "x"}
    )
    intake.approve(f.actor(practice, "scheduler"), made)
    assert says in Message.objects.get(template="request-approved").body
    if "confidential_contact" not in reached:
        page = as_patient(practice, patient).get(at(practice, f"requests/{made.pk}/")).content.decode()
        assert says in page


def test_nobody_agrees_by_a_tick_that_was_there_before_they_were_asked(cedar):
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/book/new/")).content.decode()
    box = page[page.index('name="agreed"') - 80 :].split(">")[0:2]
    assert not any("checked" in part for part in box)


def test_a_file_with_appointments_is_refused_by_the_command_that_would_drop_them(tmp_path):
    path = tmp_path / "practice.yaml"
    path.write_text(
        f.CEDAR.replace(
            "rules: |",
            'appointments:\n  - {visit: follow-up, provider: chen, at: downtown, start: "2026-12-01 09:00", minutes: 30}\nrules: |',
        )
    )
    run = subprocess.run(
        [sys.executable, "-m", "frontdesk.server.cli", "practice", "load", str(path)], capture_output=True, text=True
    )
    assert run.returncode == 2 and "appointments" in run.stderr and "nothing was published" in run.stderr
    assert "Traceback" not in run.stderr
