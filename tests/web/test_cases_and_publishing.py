"""A draft by which a pinned case is answered otherwise is not published before somebody has let the case go, and said why."""

import pytest

from frontdesk.audit.models import Entry
from frontdesk.practice.actions import add_rule
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.drafts.errors import BreaksCases, ChangedMeanwhile
from frontdesk.practice.models import Policy
from tests import factory as f
from tests.practice.test_cases import case, with_cases
from tests.web_client import as_staff, at

NEW_RULE = "  Follow-up visits are only offered from 10:00.\n"
KEPT = case("offered: yes", name="Nine is offered")
OTHER = case("offered: no", name="Seven is not", time="07:00")


@pytest.fixture
def practice(db):
    return f.load_cedar(with_cases(KEPT, OTHER))


@pytest.fixture
def draft(practice):
    """A rule is added by which nine o'clock is not offered any more."""
    manager = as_staff(practice, "manager")
    manager.post(at(practice, "setup/file/"), {"text": with_cases(KEPT, OTHER, rules=NEW_RULE)})
    return Policy.objects.get(state="draft")


def test_it_is_not_published_and_the_page_says_which_case(practice, draft):
    manager = as_staff(practice, "manager")
    page = manager.get(at(practice, "setup/draft/")).content.decode()
    assert "Nine is offered" in page and "it was to be offered, and is not" in page and "Seven is not" not in page
    answer = manager.post(at(practice, "setup/draft/publish/"), {"reason": "Later mornings", "when": "now"})
    assert answer.status_code == 422 and "breaks 1 case" in answer.content.decode()
    assert Policy.objects.get(pk=draft.pk).state == "draft"
    with pytest.raises(BreaksCases):
        drafts.publish_draft(f.actor(practice, "manager"), draft, reason="Later mornings")


def test_let_go_with_a_reason_it_is_published_and_both_are_in_the_trail(practice, draft):
    manager, change = as_staff(practice, "manager"), at(practice, "setup/draft/change/")
    case_ = {"do": "let-case-go", "case": "Nine is offered"}
    assert manager.post(change, {**case_, "reason": " "}).status_code == 422  # no reason, no change
    assert "Nine is offered" in Policy.objects.get(pk=draft.pk).text
    assert manager.post(change, {**case_, "reason": "Mornings are for surgery now"}).status_code == 302
    row = Policy.objects.get(pk=draft.pk)
    assert "Nine is offered" not in row.text and "Seven is not" in row.text
    entry = Entry.objects.get(action="policy.let_case_go")
    assert entry.reason == "Mornings are for surgery now" and entry.thing_id == draft.pk
    drafts.publish_draft(f.actor(practice, "manager"), row, reason="Later mornings")
    assert Policy.objects.get(pk=draft.pk).state == "published"


def test_control_what_breaks_no_case_is_published(practice):
    manager = as_staff(practice, "manager")
    manager.post(at(practice, "setup/file/"), {"text": with_cases(KEPT, OTHER, rules="  Visits take 30 minutes.\n")})
    row = drafts.publish_draft(f.actor(practice, "manager"), Policy.objects.get(state="draft"), reason="x")
    assert row.state == "published"


def test_the_last_case_goes_too_and_one_that_is_not_there_is_said(practice, draft):
    manager = f.actor(practice, "manager")
    for name in ("Nine is offered", "Seven is not"):
        drafts.let_case_go(manager, Policy.objects.get(pk=draft.pk), name=name, reason="x")
    assert "cases: []" in Policy.objects.get(pk=draft.pk).text
    with pytest.raises(ChangedMeanwhile):
        drafts.let_case_go(manager, Policy.objects.get(pk=draft.pk), name="Nine is offered", reason="x")


def away(practice):
    """Dr. Chen is out on the very day of the case: in force at once, and no draft's doing."""
    add_rule(practice, "Dr. Chen is away on 2026-12-01.", "ill")


def test_a_case_that_time_away_has_broken_keeps_nothing_else_from_being_published(practice):
    away(practice)
    text = Policy.objects.get(state="published").text
    manager = as_staff(practice, "manager")
    changed = text.replace("Visits take 30 minutes.", "Visits take 30 minutes.\n  Visits start every 30 minutes.", 1)
    assert changed != text
    manager.post(at(practice, "setup/file/"), {"text": changed})
    assert "Nine is offered" not in manager.get(at(practice, "setup/draft/")).content.decode().split("<textarea")[0]
    row = Policy.objects.get(state="draft")
    assert drafts.publish_draft(f.actor(practice, "manager"), row, reason="x").state == "published"


def test_the_way_back_to_an_earlier_version_stays_open(practice):
    first = Policy.objects.get(state="published")
    away(practice)
    first.refresh_from_db()
    assert drafts.roll_back(f.actor(practice, "manager"), first, reason="It went wrong").state == "published"


# Whom the draft takes out -----------------------------------------------------------------------------------------

WITHOUT_CHEN = "".join(line for line in with_cases(KEPT, OTHER).splitlines(keepends=True) if "Dr. Chen" not in line)


def test_a_case_about_who_is_taken_out_of_the_file_can_be_let_go(practice):
    manager = as_staff(practice, "manager")
    manager.post(at(practice, "setup/file/"), {"text": WITHOUT_CHEN})
    page = manager.get(at(practice, "setup/draft/")).content.decode()
    assert "Cases about what this draft takes out" in page and page.count('value="let-case-go"') == 2
    change = at(practice, "setup/draft/change/")
    for name in ("Nine is offered", "Seven is not"):
        form = {"do": "let-case-go", "case": name, "reason": "Dr. Chen has left"}
        assert manager.post(change, form).status_code == 302
    row = Policy.objects.get(state="draft")
    assert "Nine is offered" not in row.text
    page = manager.get(at(practice, "setup/draft/")).content.decode()
    assert "Cases about what this draft takes out" not in page and 'id="faults"' not in page
    assert Entry.objects.filter(action="policy.let_case_go", reason="Dr. Chen has left").count() == 2
    drafts.publish_draft(f.actor(practice, "manager"), row, reason="Dr. Chen has left")
    assert Policy.objects.get(pk=row.pk).state == "published"


def test_control_a_new_case_with_a_slip_is_a_fault_of_the_text_and_nothing_that_was_decided(practice):
    manager = as_staff(practice, "manager")
    slip = case("offered: yes", name="Ten").replace("provider: chen", "provider: chn")
    manager.post(at(practice, "setup/file/"), {"text": with_cases(KEPT, OTHER, slip)})
    page = manager.get(at(practice, "setup/draft/")).content.decode()
    assert 'id="faults"' in page and 'value="let-case-go"' not in page
