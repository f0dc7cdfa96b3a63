"""What a new sentence makes due the first night: nothing that was over before it came into force, and how much is said before it is published."""

import pytest
from django.utils.timezone import now

from frontdesk.booking.models import Recall
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.kept_sentences import in_force_since
from frontdesk.practice.models import Policy
from frontdesk.practice.policies import current
from frontdesk.rules.language import parse
from tests import factory as f
from tests.outreach.test_planned import due, had, round_of, with_rules
from tests.web_client import as_staff, at

AFTER = "After a procedure, a follow-up visit is due in 3 months, give or take 2 weeks."
PHASES = "After a procedure, follow-up visits are due every 4 weeks, give or take 1 week."
YEARLY = "Procedures are due every 12 months, give or take 2 weeks."
OVER = 91 + 14 + 3  # days after which its days are over


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True)


@pytest.mark.parametrize(("ago", "many"), [(OVER + 900, 0), (OVER, 0), (OVER - 10, 1), (30, 1), (0, 1)])
def test_what_follows_is_due_where_its_days_are_not_over_when_the_sentence_comes(cedar, who, ago, many):
    had(cedar, who, ago)
    cedar = with_rules(AFTER)
    assert round_of(cedar) == many and len(due(who)) == many


def test_so_it_is_with_what_comes_again_and_again_after_another_visit(cedar, who):
    other = f.patient(cedar, established=True)
    had(cedar, who, 400), had(cedar, other, 30, time="10:00")
    cedar = with_rules(PHASES)
    assert round_of(cedar) == 1 and due(who) == [] and len(due(other)) == 1


def test_who_is_overdue_is_whom_every_so_often_looks_for(cedar, who):
    had(cedar, who, 500)
    cedar = with_rules(YEARLY)
    assert round_of(cedar) == 1 and [one.overdue for one in Recall.objects.all()] == [True]


def test_a_visit_of_long_ago_that_was_entered_late_is_due_where_the_sentence_is_older(cedar, who, monkeypatch):
    had(cedar, who, OVER)
    cedar = with_rules(AFTER)
    for days, many in ((0, 0), (10, 1)):
        since = f.day(-days)
        monkeypatch.setattr("frontdesk.outreach.recalls.planned.queries.in_force_since", lambda *_, at=since: at)
        assert round_of(cedar) == many


def test_what_was_due_by_a_sentence_stays_when_it_is_changed(cedar, who):
    had(cedar, who, OVER - 10)
    cedar = with_rules(AFTER)
    round_of(cedar)
    assert len(due(who)) == 1
    cedar = with_rules(AFTER.replace("2 weeks", "1 day"))  # by this its days are over
    round_of(cedar)
    assert [one.overdue for one in Recall.objects.filter(patient=who, state="planned")] == [True]
    Recall.objects.update(state="closed", reason="not due any more", ended_at=now())
    assert round_of(cedar) == 0, "the control: nothing was made before"


def test_a_sentence_is_in_force_since_the_version_that_brought_it_in_whatever_words(cedar):
    with_rules(AFTER)
    names = current().setup.book.vocabulary
    rule = parse(AFTER, names)
    first = Policy.objects.get(state="published").pk
    for more in ("Procedures need approval.", "Visits need approval."):
        with_rules(AFTER.replace("in 3 months", "in  3 months"), more)
    other = Policy.objects.get(state="published")
    assert first != other.pk and in_force_since(rule, names) == f.day(0)
    assert in_force_since(parse(YEARLY, names), names) is None, "it is not in force"


def test_the_page_on_which_it_is_published_says_how_many_would_be_due(cedar, who):
    others = [f.patient(cedar, established=True) for _ in range(2)]
    had(cedar, who, 30), had(cedar, others[0], 400, time="10:00"), had(cedar, others[1], 90, time="11:00")
    manager, client = f.actor(cedar, "manager"), as_staff(cedar, "manager")
    path = at(cedar, "setup/draft/")
    change = lambda sentence: drafts.edit(  # noqa: E731
        manager, drafts.work_on(manager, cedar), change=lambda text: text + f"  {sentence}\n", reason="x"
    )
    change("Procedures need approval.")
    assert "first night" not in client.get(path).content.decode(), "it makes nothing due"
    change(AFTER)
    assert "Count the recalls" in client.get(path).content.decode()
    counted = " ".join(client.get(f"{path}?recalls=1").content.decode().split())
    assert "2 recalls are added tonight" in counted and "1 patient is invited right away" in counted
    part = client.get(f"{path}?recalls=1", headers={"HX-Request": "true"}).content.decode()
    assert "2 recalls" in " ".join(part.split()) and "<html" not in part
    assert not Recall.objects.exists(), "counting makes nothing due"
