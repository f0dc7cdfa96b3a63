"""A request is withdrawn by two presses: the first asks why, and says what is lost."""

import pytest

from frontdesk.audit.models import Entry
from frontdesk.intake import actions as intake
from tests import factory as f
from tests.web.test_where_they_were import words
from tests.web_client import as_patient, at, led_to

RULES = "  Follow-up visits need approval.\n"


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + RULES)


@pytest.fixture
def asked(practice):
    who = f.patient(practice, established=True)
    return intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})


@pytest.fixture
def page(practice, asked):
    return at(practice, f"requests/{asked.pk}/withdraw/")


def now(asked):
    asked.refresh_from_db()
    return asked.state


def test_one_press_on_the_request_withdraws_nothing_and_asks(practice, asked, page):
    client = as_patient(practice, asked.patient)
    request = client.get(at(practice, f"requests/{asked.pk}/")).content.decode()
    assert f'href="{page}"' in request and f'action="{page}"' not in request
    shown = words(client.get(page))
    for part in ("Withdraw your request?", "your place in line is lost", "This cannot be undone.", "Keep my request"):
        assert part in shown
    assert now(asked) == "awaiting_approval"


def test_without_a_reason_it_is_not_withdrawn(practice, asked, page):
    assert as_patient(practice, asked.patient).post(page).status_code == 422
    assert now(asked) == "awaiting_approval"


def test_with_one_it_is_and_the_reason_is_kept(practice, asked, page):
    client = as_patient(practice, asked.patient)
    assert led_to(client.post(page, {"reason": "I feel better"})) == at(practice, f"requests/{asked.pk}/")
    assert now(asked) == "withdrawn"
    assert Entry.objects.get(action="request.withdraw").reason == "I feel better"
    assert led_to(client.get(page)) == at(practice, f"requests/{asked.pk}/")


def test_what_was_approved_is_said_to_be_lost(practice, asked, page):
    intake.approve(f.actor(practice, "scheduler"), asked)
    assert "the approval is lost" in words(as_patient(practice, asked.patient).get(page))
