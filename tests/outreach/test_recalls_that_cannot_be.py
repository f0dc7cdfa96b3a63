"""A visit that is due with somebody who may not see the patient: said as it is, and before anybody is invited."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils.timezone import now

from frontdesk.booking.models import Recall
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls.actions import CannotBeBooked, close, invite
from frontdesk.outreach.recalls.inviting import invite_due
from frontdesk.practice.models import Payer, Provider
from tests import factory as f
from tests.outreach.test_recalls import invited, order
from tests.web_client import as_staff, at

ENGLISH = "Dr. Chen does not take your insurance. Please call us to plan this visit another way."
SPANISH = "Dr. Chen no acepta su seguro médico. Llámenos para planear esta visita de otra manera."


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + "  Dr. Chen does not take Medicaid.\n")


@pytest.fixture
def ruth(practice):
    return f.patient(practice, established=True, payer=Payer.objects.get(code="medicaid"))


def invited_before(practice, ruth, **more):
    """She was invited while she had an insurance that is taken."""
    ruth.payer = Payer.objects.get(code="aetna")
    ruth.save(update_fields=["payer"])
    recall, path = invited(practice, who=ruth, **more)
    ruth.payer = Payer.objects.get(code="medicaid")
    ruth.save(update_fields=["payer"])
    return recall, path


def chen():
    return Provider.objects.get(code="chen")


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("es", SPANISH)])
def test_the_link_says_who_does_not_take_the_insurance_and_not_that_the_practice_does_not(
    practice, ruth, language, words
):
    _, path = invited_before(practice, ruth, provider=chen())
    page = Client(headers={"accept-language": language}).get(at(practice, path[1:])).content.decode()
    assert words in page
    assert not any(
        wrong in page for wrong in ("We do not take", "No aceptamos", "The person you chose", "La persona que eligió")
    )


def test_where_the_plan_fixes_nobody_the_others_are_offered(practice, ruth):
    _, path = invited(practice, who=ruth)
    page = Client().get(at(practice, path[1:])).content.decode()
    assert 'value="lee|downtown' in page and 'value="chen|' not in page


def test_a_filter_leads_to_nobody_whom_the_plan_does_not_allow(practice, ruth):
    _, path = invited(practice, who=ruth, provider=Provider.objects.get(code="lee"))
    page = Client().get(at(practice, f"{path[1:]}?provider=chen")).content.decode()
    assert 'value="lee|downtown' in page and '<option value="chen"' not in page


def test_who_orders_it_is_told_and_may_all_the_same(practice, ruth):
    desk, path = as_staff(practice, "scheduler"), at(practice, f"console/patients/{ruth.pk}/recall/")
    form = {
        "visit_type": f.visit("follow-up").pk,
        "provider": chen().pk,
        "amount": "3",
        "unit": "months",
        "give_days": "14",
    }
    answer = desk.post(path, form)
    assert answer.status_code == 409 and "Dr. Chen does not take Medicaid." in answer.content.decode()
    assert not Recall.objects.exists()
    assert desk.post(path, {**form, "sure": "1"}).status_code == 302
    assert Recall.objects.get().provider == chen()


def test_who_invites_sees_it_first(practice, ruth):
    order(practice, 5, who=ruth, provider=chen())
    page = as_staff(practice, "front_desk").get(at(practice, "console/recalls/?which=due")).content.decode()
    assert "Dr. Chen does not take Medicaid." in page and "Invite now" not in page


def tasks():
    return Task.objects.filter(kind="unbookable")


def test_nobody_is_invited_to_what_cannot_be_booked_and_somebody_calls_once(practice, ruth):
    recall = order(practice, 5, who=ruth, provider=chen())
    other = order(practice, 5, who=f.patient(practice, established=True), provider=chen())
    assert invite_due(practice) == 1 and invite_due(practice) == 0
    assert [one.thing_id for one in Message.objects.filter(thing_kind="recall")] == [other.pk]
    task = tasks().get()
    assert (task.thing_id, task.patient, task.what) == (recall.pk, ruth, "Dr. Chen does not take Medicaid.")
    page = as_staff(practice, "front_desk").get(at(practice, "console/exceptions/?kind=unbookable"))
    assert "Dr. Chen does not take Medicaid." in page.content.decode()
    tasks().update(state="done", outcome="not_reached", done_at=now())
    assert invite_due(practice) == 0 and not tasks().filter(state="open").exists()


def test_a_reminder_is_not_sent_either(practice, ruth):
    recall, _ = invited_before(practice, ruth, provider=chen())
    Recall.objects.update(told_at=now() - dt.timedelta(days=20))
    assert invite_due(practice) == 0 and tasks().get().thing_id == recall.pk
    with pytest.raises(CannotBeBooked, match=re.escape("Dr. Chen does not take Medicaid.")):
        invite(f.actor(practice, "front_desk"), Recall.objects.get())
    assert Message.objects.filter(thing_kind="recall").count() == 1


def test_who_has_another_insurance_by_now_is_invited_and_nobody_calls(practice, ruth):
    order(practice, 5, who=ruth, provider=chen())
    invite_due(practice)
    open_exception_tasks()
    assert tasks().get().state == "open"
    ruth.payer = Payer.objects.get(code="aetna")
    ruth.save(update_fields=["payer"])
    open_exception_tasks()
    assert tasks().get().state == "done"
    assert invite_due(practice) == 1
    ruth.payer = Payer.objects.get(code="medicaid")
    ruth.save(update_fields=["payer"])
    Recall.objects.update(told_at=now() - dt.timedelta(days=20))
    assert invite_due(practice) == 0 and tasks().filter(state="open").count() == 1


def test_what_is_closed_needs_no_call(practice, ruth):
    recall = order(practice, 5, who=ruth, provider=chen())
    invite_due(practice)
    close(f.actor(practice, "scheduler"), recall, reason="Cared for elsewhere")
    open_exception_tasks()
    assert tasks().get().state == "done"


def test_an_invitation_is_no_leave_for_who_may_not_book_without_staff(db):
    rule = "Patients may not book visits themselves when the patient has 2 or more no-shows."
    practice = f.load_cedar(f.CEDAR + f"  {rule}\n")
    who = f.patient(practice, established=True, no_shows=1)
    _, path = invited(practice, who=who)
    link = at(practice, path[1:])
    assert 'name="time"' in Client().get(link).content.decode()
    who.no_shows = 2
    who.save(update_fields=["no_shows"])
    page = Client().get(link)
    assert 'name="time"' not in page.content.decode() and "you cannot book it" in page.content.decode()
    pressed = re.search(r'value="(chen\|downtown\|[^"]+)"', Client().get(link).content.decode())
    assert pressed is None and Client().post(link, {"time": "chen|downtown|2026-12-01T10:00Z"}).status_code == 403
    with pytest.raises(CannotBeBooked) as refused:
        invite(f.actor(practice, "front_desk"), Recall.objects.get())
    assert refused.value.sentences == (rule,)
