"""What was typed into a form of rules or closures comes back when it is refused, with what stands now."""

import pytest

from frontdesk.practice.drafts import actions, queries
from tests import factory as f
from tests.web_client import as_staff, at, shown_now

TYPED = {"who": "provider chen", "first": "2027-03-01", "last": "2027-03-05", "from": "09:00", "to": "11:00"}


def crossed(cedar, sentence):
    """A page is open, and somebody else changes the rules on it."""
    shown = shown_now(cedar)
    manager = f.actor(cedar, "manager")
    actions.edit(manager, actions.work_on(manager, cedar), change=lambda t: sentence(t), reason="x")
    return shown


def test_days_that_do_not_go_together_come_back_as_they_were_typed(cedar):
    client = as_staff(cedar, "manager")
    page = client.post(at(cedar, "setup/closures/change/"), {**TYPED, "last": "2027-02-01"})
    text = page.content.decode()
    assert page.status_code == 422 and "Choose days that exist" in text
    assert 'value="2027-03-01"' in text and 'value="2027-02-01"' in text and 'value="09:00"' in text
    assert '<option value="provider chen" selected>' in text
    assert queries.draft() is None


def test_a_rule_that_crosses_anothers_comes_back_as_it_was_typed(cedar):
    line = next(n for n, one in enumerate(queries.in_force().text.splitlines(), 1) if "Visits take" in one)
    shown = crossed(cedar, lambda t: t.replace("Visits take 30", "Visits take 50"))
    said = {"text": "Visits take 40 minutes.", "line": str(line), "written": "Visits take 30 minutes."}
    page = as_staff(cedar, "manager").post(at(cedar, "setup/rules/save/"), {**said, "as_shown": shown})
    text = page.content.decode()
    assert page.status_code == 422 and "Visits take 40 minutes." in text and "Visits take 50 minutes." in text
    assert "Visits take 50 minutes." in queries.draft().text


@pytest.mark.parametrize("gone", ["Dr. Chen"])
def test_a_closure_of_a_page_whose_draft_is_another_comes_back_as_it_was_typed(cedar, gone):
    manager = f.actor(cedar, "manager")
    first = actions.work_on(manager, cedar)
    shown = shown_now(cedar)
    actions.drop(manager, first)
    actions.work_on(manager, cedar)
    page = as_staff(cedar, "manager").post(at(cedar, "setup/closures/change/"), {**TYPED, "as_shown": shown})
    text = page.content.decode()
    assert page.status_code == 422 and 'value="2027-03-05"' in text and 'value="11:00"' in text
    assert "2027-03-01" not in queries.draft().text
