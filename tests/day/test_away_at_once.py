"""Two who change the rules at the same moment, by decisions about time away or by publishing, take turns: both hold, and neither waits for ever."""

import pytest
from django.db import IntegrityError, transaction

from frontdesk.booking.models import TimeAway
from frontdesk.day.away import actions as away
from frontdesk.intake.states import IllegalTransition
from frontdesk.people import lines
from frontdesk.practice import actions as practice_actions
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.models import Policy, Provider
from frontdesk.practice.policies import file_of, published
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.booking.test_locks import at_once, deadlocked

AWAY = ("Dr. Chen is away on {day}.", "Dr. Lee is away on {day}.")


@pytest.fixture
def asked(fresh_db):
    """A practice where two have asked for time away, and somebody works on a draft."""
    with transaction.atomic():
        practice = f.load_cedar()
        desk, manager = f.actor(practice, "scheduler"), f.actor(practice, "manager")
        found = Provider.objects.select_related("practice").order_by("code").filter(code__in=("chen", "lee"))
        rows = [away.write_down(desk, one, first_on=f.day(), last_on=f.day()) for one in found]
        longer = lambda text: text.replace("take 30 minutes", "take 45 minutes")  # noqa: E731
        draft = drafts.edit(manager, drafts.work_on(manager, practice), change=longer, reason="x")
    return practice, desk, manager, rows, draft


def deciding(desk, row):
    return lambda: away.decide_time_away(
        desk, TimeAway.objects.select_related("provider__practice").get(pk=row.pk), yes=True
    )


def two_decisions(asked, monkeypatch, rows):
    """Both have read what is in force before either has published."""
    practice, desk, *_ = asked
    meet = at_once(practice, *(deciding(desk, row) for row in rows))
    monkeypatch.setattr(practice_actions, "next_version", next(meet)(practice_actions.next_version))
    return next(meet)


def a_decision_and_a_publication(asked, monkeypatch):
    """One holds the draft, the other what is in force, when each asks for the other's."""
    practice, desk, manager, rows, draft = asked
    publishing = lambda: drafts.publish_draft(manager, Policy.objects.get(pk=draft.pk), reason="x")  # noqa: E731
    meet = at_once(practice, deciding(desk, rows[0]), publishing)
    meeting = next(meet)
    monkeypatch.setattr(drafts, "_locked", meeting(drafts._locked))
    monkeypatch.setattr(practice_actions, "_sync", meeting(practice_actions._sync))
    return next(meet)


def said():
    return [entry.text for entry in file_of(published()).setup.book.entries]


def test_two_decisions_at_the_same_moment_both_stand(asked, monkeypatch):
    practice, _, _, rows, _ = asked
    assert two_decisions(asked, monkeypatch, rows) == {}
    with inside_practice(practice):
        assert {one.format(day=f.day()) for one in AWAY} <= set(said())


def test_one_time_away_is_decided_once_and_who_comes_second_reads_so(asked, monkeypatch):
    practice, _, _, rows, _ = asked
    raised = two_decisions(asked, monkeypatch, [rows[0], rows[0]])
    assert [type(one) for one in raised.values()] == [IllegalTransition]
    with inside_practice(practice):
        assert said().count(AWAY[0].format(day=f.day())) == 1


def test_a_decision_and_a_publication_at_the_same_moment_both_stand(asked, monkeypatch):
    practice, _, manager, _, draft = asked
    raised = a_decision_and_a_publication(asked, monkeypatch)
    assert deadlocked(raised) == []
    with inside_practice(practice):
        if raised:  # the decision came first: what is published says it too, once its changes are there
            drafts.publish_draft(manager, drafts.bring_in(manager, Policy.objects.get(pk=draft.pk)), reason="x")
        assert AWAY[0].format(day=f.day()) in said() and any("45 minutes" in one for one in said())


def test_control_without_the_line_of_the_rules_two_decisions_are_one_version(asked, monkeypatch):
    for line in ("wait_for_rules", "wait_to_publish"):
        monkeypatch.setattr(lines, line, lambda: None)
    raised = two_decisions(asked, monkeypatch, asked[3])
    assert [type(one) for one in raised.values()] == [IntegrityError]


def test_control_without_the_line_of_the_rules_a_decision_and_a_publication_wait_for_each_other(asked, monkeypatch):
    monkeypatch.setattr(lines, "wait_for_rules", lambda: None)
    assert len(deadlocked(a_decision_and_a_publication(asked, monkeypatch))) == 1
