"""A visit that nobody can do for a patient: who approves it is told so first, and the patient is promised no time."""

import html

from frontdesk.intake import actions as intake
from frontdesk.messaging.models import Message
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

NOBODY = f.CEDAR + "  Dr. Chen does not offer new patient visits.\n  Dr. Lee does not offer new patient visits.\n"
PROMISE = "Choose a time that suits you"


def approved(practice, role="scheduler"):
    who = f.patient(practice, payer=Payer.objects.get(code="medicaid"), email="ann@example.org")
    desk = f.actor(practice, role)
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    assert asked.state == "awaiting_approval"
    page = html.unescape(as_staff(practice, role).get(at(practice, f"console/requests/{asked.pk}/")).content.decode())
    intake.approve(desk, asked, reason="seen")
    told = " ".join(Message.objects.filter(template="request-approved").values_list("body", flat=True))
    return page, told


def test_it_is_said_before_it_is_approved_and_no_time_is_promised(db):
    page, told = approved(f.load_cedar(NOBODY))
    drawer = page[page.index("Approve only") :]
    assert "No time can be offered:" in drawer and "Dr. Chen does not offer new patient visits." in drawer
    assert "to find a time" in told and PROMISE not in told


def test_where_somebody_can_nothing_is_warned_of_and_the_patient_chooses(cedar):
    page, told = approved(cedar)
    assert "Approve only" in page and "No time can be offered:" not in page
    assert PROMISE in told
