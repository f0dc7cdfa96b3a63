"""A page or a link that is over says what is so, and claims nothing else."""

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.intake.tasks.actions import close_tasks
from frontdesk.outreach.proposals import actions as proposals
from tests import factory as f
from tests.web_client import as_patient, at, led_to


@pytest.mark.parametrize("answer", ["take", "other"])
def test_an_old_answer_leads_to_the_visit_that_stays(cedar, answer):
    one = f.booked(cedar)
    proposal = f.proposed(one)
    proposals.decline(SYSTEM, proposal)
    close_tasks(one, "move", outcome="stays")
    page = as_patient(cedar, one.patient)
    path = at(cedar, f"appointments/{one.pk}/")
    done = page.post(f"{path}proposal/", {"proposal": str(proposal.pk), "answer": answer})
    assert led_to(done) == path
    text = page.get(path).content.decode()
    assert "You keep what you have." in text and "hoose another time" not in text


@pytest.mark.parametrize("answer", ["take", "other"])
def test_control_one_that_must_move_is_still_asked_for_another(cedar, answer):
    one = f.booked(cedar)
    proposal = f.proposed(one)
    proposals.decline(SYSTEM, proposal)
    page = as_patient(cedar, one.patient)
    page.post(at(cedar, f"appointments/{one.pk}/proposal/"), {"proposal": str(proposal.pk), "answer": answer})
    assert "You keep what you have." not in page.get(at(cedar, f"appointments/{one.pk}/")).content.decode()


def test_a_link_that_is_over_claims_nothing_of_the_visit(cedar):
    text = Client().get(at(cedar, "due/none-such/")).content.decode()
    assert "This link can no longer be used." in text and "is booked" not in text and "newer" not in text
