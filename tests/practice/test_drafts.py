"""Policies are versions: one draft, worked on by several; published now or on a date; never with faults; rolled back."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from frontdesk.access.may import NotAllowed
from frontdesk.audit.action import ReasonMissing
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.models import TimeAway
from frontdesk.messaging.models import Message
from frontdesk.people.models import Staff
from frontdesk.practice import actions as practice_actions
from frontdesk.practice import policies
from frontdesk.practice.actions import add_rule
from frontdesk.practice.drafts import actions, queries
from frontdesk.practice.drafts.errors import (
    AlreadyScheduled,
    BaseMoved,
    ChangedMeanwhile,
    Differs,
    HasDraft,
    HasFaults,
    NoDraft,
    NotReadable,
    WrongDate,
)
from frontdesk.practice.drafts.shown import shown
from frontdesk.practice.file import document
from frontdesk.practice.file.sentences import replace_sentence
from frontdesk.practice.models import Policy, Provider
from frontdesk.server.jobs import publish_due_policies
from tests import factory as f
from tests import worker


def says(text):
    return [one.text for one in queries.examined(Policy(text=text)).file.setup.book.entries]


def longer(text):
    """Follow the sentence 'Visits take 30 minutes.' with another length."""
    found = next(one for one in queries.examined(Policy(text=text)).file.setup.book.entries if "take" in one.text)
    return replace_sentence(text, found.line, found.written, "Visits take 45 minutes.")


@pytest.fixture
def manager(cedar):
    return f.actor(cedar, "manager")


def begun(manager, cedar, change=longer, reason="Longer visits"):
    return actions.edit(manager, actions.work_on(manager, cedar), change=change, reason=reason)


def test_a_draft_changes_nothing_before_it_is_published_and_everything_after(cedar, manager):
    draft = begun(manager, cedar)
    assert "Visits take 30 minutes." in says(policies.published().text)
    actions.publish_draft(manager, draft, reason="More time", was=shown(draft))
    published = policies.published()
    assert "Visits take 45 minutes." in says(published.text)
    assert (published.published_by, published.note, published.version) == (manager.name, "More time", 2)
    booked = booking.book(
        f.actor(cedar, "front_desk"), f.patient(cedar), visit_type=f.visit("procedure"), place=f.place()
    )
    assert booked.policy == published and booked.end - booked.start == dt.timedelta(minutes=45)


def test_appointments_keep_the_version_that_they_were_decided_under(cedar, manager):
    booked = booking.book(
        f.actor(cedar, "front_desk"), f.patient(cedar), visit_type=f.visit("procedure"), place=f.place()
    )
    actions.publish_draft(manager, begun(manager, cedar), reason="x")
    booked.refresh_from_db()
    assert booked.policy.version == 1 and booked.policy.state == "retired"


def test_two_people_who_change_different_things_do_not_collide(cedar, manager):
    draft = actions.work_on(manager, cedar)
    other = f.actor(cedar, "manager")
    actions.edit(manager, draft, change=longer, reason="a")
    done = actions.edit(
        other, draft, change=lambda t: document.put(t, "payers", "aetna", {"name": "Aetna PPO"}), reason="b"
    )
    assert "Visits take 45 minutes." in says(done.text) and "Aetna PPO" in done.text and done.revision == 3


def test_who_changes_the_same_sentence_second_is_told(cedar, manager):
    draft = begun(manager, cedar)
    with pytest.raises(ChangedMeanwhile):
        actions.edit(
            manager, draft, change=lambda t: replace_sentence(t, 19, "Visits take 30 minutes.", "x"), reason="late"
        )


def test_nobody_publishes_what_was_changed_after_they_looked(cedar, manager):
    draft = begun(manager, cedar)
    actions.edit(
        manager, draft, change=lambda t: document.put(t, "payers", "aetna", {"name": "Aetna PPO"}), reason="meanwhile"
    )
    with pytest.raises(Differs):
        actions.publish_draft(manager, draft, reason="x", was=shown(draft))


def test_a_draft_with_faults_is_kept_and_cannot_be_published_now_or_later(cedar, manager):
    draft = begun(manager, cedar, lambda t: document.remove(t, "visit types", "procedure"), "No procedures")
    assert queries.examined(draft).faults
    with pytest.raises(HasFaults) as refused:
        actions.publish_draft(manager, draft, reason="x")
    assert len(refused.value.lines) == 2 and all(line.startswith("line ") for line in refused.value.lines)
    with pytest.raises(HasFaults):
        actions.schedule(manager, draft, at=now() + dt.timedelta(days=1), reason="x")
    assert Policy.objects.get(state="published").version == 1


def test_what_is_no_practice_file_at_all_is_not_even_kept(cedar, manager):
    draft = actions.work_on(manager, cedar)
    with pytest.raises(NotReadable):
        actions.edit(manager, draft, change=lambda _: "a: [", reason="import")
    draft.refresh_from_db()
    assert draft.revision == 1


def test_publishing_needs_a_reason_and_the_trail_has_who_what_and_why(cedar, manager):
    draft = begun(manager, cedar)
    with pytest.raises(ReasonMissing):
        actions.publish_draft(manager, draft, reason=" ")
    actions.publish_draft(manager, draft, reason="Patients wait too long")
    done = list(Entry.objects.filter(thing_kind="policy", thing_id=draft.pk).order_by("number"))
    assert [(one.action, one.actor_name, one.reason) for one in done] == [
        ("policy.start", manager.name, ""),
        ("policy.edit", manager.name, "Longer visits"),
        ("policy.publish_draft", manager.name, "Patients wait too long"),
    ]


@pytest.mark.parametrize("role", ["front_desk", "scheduler", "clinician", "billing", "admin"])
def test_only_a_manager_works_on_rules(cedar, manager, role):
    draft, other = begun(manager, cedar), f.actor(cedar, role)
    for work in (
        lambda: actions.edit(other, draft, change=longer, reason="x"),
        lambda: actions.publish_draft(other, draft, reason="x"),
        lambda: actions.drop(other, draft),
        lambda: actions.roll_back(other, draft, reason="x"),
    ):
        with pytest.raises(NotAllowed):
            work()


def overtaken(manager, cedar, *, working: bool = False, due: bool = True) -> Policy:
    """A version that was scheduled, whose time has come, and before which another was published."""
    held = begun(manager, cedar)
    actions.schedule(manager, held, at=now() + dt.timedelta(days=3), reason="x")
    other = begun(manager, cedar, lambda t: document.put(t, "payers", "aetna", {"name": "Aetna PPO"}), "b")
    actions.publish_draft(manager, other, reason="first")
    if working:
        begun(manager, cedar)
    Policy.objects.filter(pk=held.pk).update(publish_at=now())
    if due:
        actions.publish_due()
    held.refresh_from_db()
    return held


# On a date --------------------------------------------------------------------------------------------------


def test_a_scheduled_version_comes_into_force_when_its_time_has_come(cedar, manager):
    draft = begun(manager, cedar)
    at = now() + dt.timedelta(days=3)
    actions.schedule(manager, draft, at=at, reason="From next week")
    assert actions.publish_due() is None
    Policy.objects.filter(pk=draft.pk).update(publish_at=now() - dt.timedelta(minutes=1))
    assert actions.publish_due().pk == draft.pk
    published = policies.published()
    assert (published.pk, published.published_by, published.note) == (draft.pk, manager.name, "From next week")


def test_a_date_lies_ahead_and_one_version_is_scheduled_at_a_time(cedar, manager):
    draft = begun(manager, cedar)
    for at in (now() - dt.timedelta(minutes=1), now() + dt.timedelta(days=500)):
        with pytest.raises(WrongDate):
            actions.schedule(manager, draft, at=at, reason="x")
    actions.schedule(manager, draft, at=now() + dt.timedelta(days=3), reason="x")
    second = begun(manager, cedar)
    first = queries.scheduled()[0]
    with pytest.raises(AlreadyScheduled, match="“x” of Some manager comes into force at the same time"):
        actions.schedule(manager, second, at=first.publish_at, reason="x")
    with pytest.raises(HasDraft):
        actions.unschedule(manager, Policy.objects.get(state="scheduled"))


def test_what_is_scheduled_does_not_take_back_what_was_published_meanwhile(cedar, manager):
    held = overtaken(manager, cedar)
    assert (held.state, held.held_back) == ("draft", "another version"), "a draft again, for a person"
    assert held.text.count("Visits take 45 minutes.") == 1
    assert "Aetna PPO" in policies.published().text


def test_what_cannot_come_into_force_gets_out_of_the_way_of_a_draft_that_is_worked_on(cedar, manager):
    held = overtaken(manager, cedar, working=True)
    assert held.state == "aside" and queries.held_back().pk == held.pk
    assert actions.publish_due() is None, "it is not tried again and again"
    done = Entry.objects.filter(thing_id=held.pk).order_by("number").last()
    assert (done.action, done.actor_name, done.reason) == ("policy.hold_back", "Frontdesk", "another version")


def test_a_scheduled_version_that_has_faults_by_then_is_held_back_too(cedar, manager):
    draft = begun(manager, cedar)
    actions.schedule(manager, draft, at=now() + dt.timedelta(days=3), reason="x")
    faulty = document.remove(draft.text, "visit types", "procedure")
    Policy.objects.filter(pk=draft.pk).update(publish_at=now(), text=faulty, revision=draft.revision + 1)
    assert actions.publish_due().held_back == "faults"


@pytest.mark.parametrize("decided", ["scheduled", "published", "aside", "dropped"])
def test_what_was_held_back_is_pointed_at_until_somebody_decides(cedar, manager, decided):
    held = overtaken(manager, cedar)
    actions.bring_in(manager, held)
    assert queries.held_back() is not None
    match decided:
        case "scheduled":
            actions.schedule(manager, held, at=now() + dt.timedelta(days=3), reason="again")
        case "published":
            actions.publish_draft(manager, held, reason="now")
        case "aside":
            actions.put_aside(manager, held)
        case "dropped":
            actions.drop(manager, held)
    assert queries.held_back() is None


def test_who_publishes_it_in_the_end_stands_with_it_and_not_who_scheduled_it(cedar, manager):
    draft = begun(manager, cedar)
    actions.schedule(manager, draft, at=now() + dt.timedelta(days=3), reason="x")
    actions.unschedule(manager, draft)
    other = dataclasses.replace(manager, name="Somebody else")
    assert actions.publish_draft(other, draft, reason="now").published_by == "Somebody else"


@pytest.mark.parametrize("working", [False, True], ids=["nobody works on rules", "a draft is worked on"])
def test_who_may_publish_is_told_once_and_nobody_else_is(cedar, manager, working):
    decides = f.staff(cedar, "manager")
    for role in ("scheduler", "front_desk"):
        f.staff(cedar, role)
    held = overtaken(manager, cedar, working=working, due=False)
    for _ in range(2):
        assert not worker.due(publish_due_policies)
    sent = Message.objects.filter(template="version-held-back")
    assert {one.to for one in sent} == set(Staff.objects.filter(role="manager").values_list("email", flat=True))
    assert decides.email in {one.to for one in sent} and sent.count() == 2
    assert "another version was published" in sent[0].body and f"Version {held.version}" in sent[0].body
    assert sent[0].body.endswith("/cedar/setup/draft/")


# Beside each other ------------------------------------------------------------------------------------------


def test_a_draft_that_was_begun_before_another_version_brings_its_changes_in_first(cedar, manager):
    draft = begun(manager, cedar)
    f.load_cedar(f.CEDAR.replace("name: Aetna", "name: Aetna PPO"))
    with pytest.raises(BaseMoved):
        actions.publish_draft(manager, draft, reason="x")
    draft = actions.bring_in(manager, draft)
    assert "Aetna PPO" in draft.text and "Visits take 45 minutes." in says(draft.text)
    actions.publish_draft(manager, draft, reason="x")


def test_time_away_that_is_decided_meanwhile_stands_in_the_draft_too(cedar, manager):
    draft = begun(manager, cedar)
    add_rule(cedar, "Dr. Chen is away on 2027-06-01.", "ill")
    draft.refresh_from_db()
    assert "Dr. Chen is away on 2027-06-01." in says(draft.text)
    actions.publish_draft(manager, draft, reason="x")
    assert {"Dr. Chen is away on 2027-06-01.", "Visits take 45 minutes."} <= set(says(policies.published().text))


def test_a_draft_is_put_aside_and_taken_up_again(cedar, manager):
    first = actions.put_aside(manager, begun(manager, cedar), reason="The long one")
    second = begun(manager, cedar, lambda t: t.replace("30 minutes", "20 minutes"), "short")
    assert [one.note for one in queries.aside(manager)] == ["The long one"]
    with pytest.raises(HasDraft):
        actions.take_up(manager, first)
    actions.drop(manager, second)
    assert actions.take_up(manager, first).state == "draft"
    actions.put_aside(manager, first, reason="again")
    assert [one.pk for one in queries.dropped(manager)] == [second.pk]
    assert actions.take_up(manager, second).text == second.text, "what others wrote in it is not lost"
    actions.put_aside(manager, second, reason="later")
    actions.take_up(manager, first)
    with pytest.raises(NoDraft):
        actions.edit(manager, second, change=longer, reason="x")


def test_rolling_back_is_a_new_version_that_says_what_the_old_one_said(cedar, manager):
    actions.publish_draft(manager, begun(manager, cedar), reason="x")
    old = Policy.objects.get(version=1)
    actions.roll_back(manager, old, reason="Too long after all")
    published = policies.published()
    assert (published.version, published.text, published.note) == (3, old.text, "Too long after all")
    assert [one.version for one in queries.history(manager)] == [3, 2, 1]


# What the database holds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"text": "x"}, {"state": "draft"}, {"state": "scheduled"}], ids=lambda one: str(one)
)
def test_what_was_in_force_never_changes_whatever_the_code_does(cedar, manager, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(state="published").update(**change)


def test_there_is_one_draft_at_a_time(cedar, manager):
    actions.work_on(manager, cedar)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(practice=cedar, version=9, state="draft", text="x")
    with pytest.raises(HasDraft):
        actions.start(manager, cedar)


# Several that wait ------------------------------------------------------------------------------------------


def wait(manager, cedar, days, change):
    """A version with that change, scheduled so many days ahead."""
    row = actions.edit(manager, actions.work_on(manager, cedar), change=change, reason="x")
    return actions.schedule(manager, row, at=now() + dt.timedelta(days=days), reason=f"in {days} days")


def named(id_, name):
    return lambda text: document.put(text, "payers", id_, {"id": id_, "name": name})


def due(row):
    Policy.objects.filter(pk=row.pk).update(publish_at=now() - dt.timedelta(minutes=1))
    return actions.publish_due()


def test_several_versions_wait_in_the_order_of_their_dates_and_each_keeps_what_comes_before(cedar, manager):
    later = wait(manager, cedar, 9, named("cigna", "Cigna"))
    sooner = wait(manager, cedar, 3, named("humana", "Humana"))
    last = wait(manager, cedar, 20, named("oscar", "Oscar"))
    assert [one.pk for one in queries.scheduled()] == [sooner.pk, later.pk, last.pk]
    assert [one.base_id for one in queries.scheduled()] == [queries.in_force().pk, sooner.pk, later.pk]
    for row, says in ((sooner, {"Humana"}), (later, {"Humana", "Cigna"}), (last, {"Humana", "Cigna", "Oscar"})):
        assert due(row).state == "published"
        payers = set(policies.file_of(policies.published()).setup.payers.values())
        assert payers & {"Humana", "Cigna", "Oscar"} == says


def test_one_that_is_taken_out_takes_its_changes_out_of_those_after_it(cedar, manager):
    sooner = wait(manager, cedar, 3, named("humana", "Humana"))
    later, last = wait(manager, cedar, 9, named("cigna", "Cigna")), wait(manager, cedar, 20, named("oscar", "Oscar"))
    assert "Humana" in last.text
    actions.unschedule(manager, sooner)
    later.refresh_from_db()
    last.refresh_from_db()
    assert later.base_id == queries.in_force().pk and last.base_id == later.pk
    assert "Humana" not in later.text + last.text and "Cigna" in last.text and "Oscar" in last.text


def test_one_that_says_the_same_otherwise_is_refused_or_held_back_with_its_reason(cedar, manager):
    later = wait(manager, cedar, 9, named("aetna", "Aetna Later"))
    sooner = wait(manager, cedar, 3, named("aetna", "Aetna Sooner"))
    later.refresh_from_db()
    assert (later.state, later.held_back) == ("draft", "another version")
    assert queries.scheduled() == [sooner]
    second = actions.bring_in(manager, later)
    with pytest.raises(Differs, match="Aetna Sooner"):
        actions.schedule(manager, second, at=now() + dt.timedelta(days=9), reason="x")


def test_what_is_decided_meanwhile_goes_into_all_that_wait(cedar, manager):
    rows = [wait(manager, cedar, 3, named("humana", "Humana")), wait(manager, cedar, 9, named("cigna", "Cigna"))]
    practice_actions.add_rule(cedar, "Dr. Lee is away on 2027-06-01.", "ill")
    for row in rows:
        row.refresh_from_db()
        assert row.text.count("Dr. Lee is away on 2027-06-01.") == 1
    assert due(rows[0]).state == "published" and due(rows[1]).state == "published"


def test_a_draft_keeps_what_it_was_begun_with_when_the_scheduled_version_under_it_changes(cedar, manager):
    """It was scheduled after another one and taken back; that one is given something else after this."""
    wait(manager, cedar, 3, named("humana", "Humana"))
    draft = actions.unschedule(manager, wait(manager, cedar, 9, named("cigna", "Cigna")))
    practice_actions.add_rule(cedar, "Dr. Lee is away on 2027-06-01.", "ill")
    draft = actions.bring_in(manager, draft)
    assert "Dr. Lee is away on 2027-06-01." in says(draft.text), "what the base was given later was never taken out"
    assert "Cigna" in draft.text and queries.changes(draft)
    actions.publish_draft(manager, draft, reason="x")
    assert "Dr. Lee is away on 2027-06-01." in says(policies.published().text)


def test_a_draft_is_not_taken_for_one_that_took_out_what_others_put_under_it(cedar, manager):
    """What comes before the version under it is scheduled later on, and everything comes into force in its turn."""
    under = wait(manager, cedar, 6, named("humana", "Humana"))
    draft = actions.unschedule(manager, wait(manager, cedar, 9, named("cigna", "Cigna")))
    actions.put_aside(manager, draft, reason="later")
    first = wait(manager, cedar, 3, named("oscar", "Oscar"))
    draft = actions.take_up(manager, draft)
    draft = Policy.objects.select_related("base").get(pk=draft.pk)
    assert "Oscar" in draft.base.text and "Oscar" not in draft.base_text
    assert "Oscar" not in str(queries.changes(draft))
    assert due(first).state == "published" and due(under).state == "published"
    with pytest.raises(BaseMoved):
        actions.publish_draft(manager, draft, reason="x")
    draft = actions.bring_in(manager, draft)
    actions.publish_draft(manager, draft, reason="x")
    payers = set(policies.file_of(policies.published()).setup.payers.values())
    assert {"Humana", "Cigna", "Oscar"} <= payers


def test_what_is_scheduled_after_one_whose_text_is_changed_as_it_comes_into_force_goes_along(cedar, manager):
    """Time away that its text does not say is put into it when it is published, and so into what follows."""
    first = wait(manager, cedar, 3, named("humana", "Humana"))
    second = wait(manager, cedar, 9, named("cigna", "Cigna"))
    chen = Provider.objects.get(code="chen")
    TimeAway.objects.create(practice=cedar, provider=chen, first_on=f.day(), last_on=f.day(), from_minute=0, to_minute=1440, created_at=now())  # fmt: skip
    TimeAway.objects.update(state="approved")
    said = f"Dr. Chen is away on {f.day()}."
    assert due(first).state == "published" and said in says(policies.published().text)
    second.refresh_from_db()
    assert said in says(second.text) and due(second).state == "published"


def test_the_database_keeps_a_base_with_its_revision(cedar, manager):
    draft = actions.work_on(manager, cedar)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(pk=draft.pk).update(base_revision=None)
