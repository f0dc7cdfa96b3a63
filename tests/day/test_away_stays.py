"""Time away that is decided stands in whatever is published, until it is taken back; then it stands in nothing."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.day.away import actions as away
from frontdesk.practice.actions import load_over, publish
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.drafts import queries
from frontdesk.practice.file import read
from frontdesk.practice.models import Policy, Provider
from frontdesk.practice.policies import file_of, published
from frontdesk.rules.spoken import spoken
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def manager(cedar):
    return f.actor(cedar, "manager")


def ill(practice, code="chen"):
    provider = Provider.objects.select_related("practice").get(code=code)
    maria = f.actor(practice, "scheduler")
    hours = {"from_minute": 0, "to_minute": 1440, "note": ""}
    return away.at_once(maria, provider, first_on=f.day(), last_on=f.day(), **hours)


def said():
    return [entry.text for entry in file_of(published()).setup.book.entries]


def away_text(name="Dr. Chen"):
    return f"{name} is away on {f.day()}."


def longer(text):
    return text.replace("Visits take 30 minutes.", "Visits take 45 minutes.")


def drafted(manager, practice, change=longer):
    return drafts.edit(manager, drafts.work_on(manager, practice), change=change, reason="x")


def rolled_back(manager, practice):
    drafts.roll_back(manager, Policy.objects.get(version=1), reason="too soon")


def draft_without_it(manager, practice):
    drafts.publish_draft(manager, drafted(manager, practice, lambda text: f.CEDAR), reason="x")


def draft_put_aside_before(manager, practice):
    row = Policy.objects.get(note="The long one")
    row = drafts.take_up(manager, row)
    drafts.publish_draft(manager, drafts.bring_in(manager, row), reason="x")


def scheduled(manager, practice):
    row = drafts.schedule(
        manager,
        drafted(manager, practice, lambda text: f.CEDAR),
        at=now() + dt.timedelta(days=1),
        reason="x",
    )
    Policy.objects.filter(pk=row.pk).update(publish_at=now() - dt.timedelta(minutes=1))
    assert drafts.publish_due().state == "published"


def loaded_over(manager, practice):
    load_over(practice, read(f.CEDAR), over=published())


def published_at_once(manager, practice):
    made = Policy.objects.create(
        practice=practice, version=9, state="aside", text=f.CEDAR, base=published(), base_revision=published().revision
    )
    publish(SYSTEM, made, file=read(f.CEDAR))


WAYS = [rolled_back, draft_without_it, draft_put_aside_before, scheduled, loaded_over, published_at_once]


@pytest.mark.parametrize("way", WAYS)
def test_who_is_away_stays_away_whatever_is_published(cedar, manager, way):
    drafts.put_aside(manager, drafted(manager, cedar), reason="The long one")
    ill(cedar)
    before = published().pk
    way(manager, cedar)
    assert published().pk != before
    assert said().count(away_text()) == 1
    read(published().text)


@pytest.mark.parametrize("way", WAYS)
def test_taken_back_it_stands_in_nothing_that_is_published(cedar, manager, way):
    drafts.put_aside(manager, drafted(manager, cedar), reason="The long one")
    made = ill(cedar)
    away.take_back(f.actor(cedar, "scheduler"), made, reason="well again")
    assert away_text() not in said()
    way(manager, cedar)
    assert away_text() not in said()


def test_an_earlier_version_that_says_it_does_not_bring_back_what_was_taken_back(cedar, manager):
    made = ill(cedar)
    with_it = published()
    away.take_back(f.actor(cedar, "scheduler"), made, reason="well again")
    with_it.refresh_from_db()
    drafts.roll_back(manager, with_it, reason="x")
    assert away_text() not in said()


def test_two_who_decided_the_same_and_one_takes_it_back(cedar, manager):
    made, _other = ill(cedar), ill(cedar)
    away.take_back(f.actor(cedar, "scheduler"), made, reason="entered twice")
    assert said().count(away_text()) == 1


def test_it_goes_from_a_draft_in_which_they_have_another_name(cedar, manager):
    made = ill(cedar)
    draft = drafted(manager, cedar, lambda text: text.replace("Dr. Chen", "Dr. Chen-Lee"))
    away.take_back(f.actor(cedar, "scheduler"), made, reason="well again")
    draft.refresh_from_db()
    assert "is away" not in draft.text
    drafts.publish_draft(manager, draft, reason="x")
    assert not any("is away" in one for one in said())


def test_who_is_no_longer_in_the_text_is_no_fault_of_it(cedar, manager):
    ill(cedar, "lee")
    gone = "\n".join(line for line in f.CEDAR.splitlines() if "Dr. Lee" not in line)
    load_over(cedar, read(gone), over=published())
    assert not any("Lee" in one for one in said())


def test_what_is_over_is_not_said_again(cedar, manager):
    made = ill(cedar)
    type(made).objects.update(first_on=f.day(-9), last_on=f.day(-8))
    rolled_back(manager, cedar)
    assert not any("is away" in one for one in said())


def test_the_page_of_an_earlier_version_says_who_stays_away(cedar, manager):
    ill(cedar)
    old = Policy.objects.get(version=1)
    page = as_staff(cedar, "manager").get(at(cedar, f"setup/versions/{old.pk}/")).content.decode()
    assert "Time away that is decided stays in force" in page and spoken(away_text()) in page
    assert queries.in_force().version == 2


def test_the_page_of_a_draft_does_not_say_that_time_away_will_end_that_stays(cedar, manager):
    ill(cedar)
    drafted(manager, cedar, lambda text: f.CEDAR.replace("Visits take 30 minutes.", "Visits take 45 minutes."))
    page = as_staff(cedar, "manager").get(at(cedar, "setup/draft/")).content.decode()
    assert "45 minutes" in page and "stays in force" in page
    assert page.count(spoken(away_text())) == 1, "it is said as what stays, and neither as gone nor as an effect"


def test_a_draft_counts_only_what_will_change(cedar, manager):
    """Time away that its text does not say stays in force: it is no change of the draft's."""
    ill(cedar)
    drafted(manager, cedar, lambda text: longer(f.CEDAR))
    page = as_staff(cedar, "manager").get(at(cedar, "setup/draft/")).content.decode()
    assert "Publish 1 change" in page and "Publish 2 changes" not in page
    assert queries.changes(queries.draft()).count == 2, "the control: as the two texts say it"
