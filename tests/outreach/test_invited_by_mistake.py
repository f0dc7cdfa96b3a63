"""That staff invited somebody to a visit that is due can be taken back until the message leaves: it is due as it was."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking.models import Recall
from frontdesk.intake.undo.actions import TooLateToUndo
from frontdesk.messaging.actions import TAKE_BACK
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions, queries
from frontdesk.outreach.recalls.undoing import actions as undoing
from tests import factory as f
from tests.outreach.test_recalls import order
from tests.web.forms import forms_of
from tests.web_client import as_staff, at


def link_of(recall) -> str:
    return re.findall(r"/due/([\w-]+)/", Message.objects.filter(thing_id=recall.pk).latest("created_at").body)[0]


def test_its_message_waits_and_taken_back_they_are_invited_in_time(cedar, desk):
    recall = actions.invite(desk, order(cedar, 20))
    message, token = Message.objects.get(thing_id=recall.pk), link_of(recall)
    assert message.not_before > now()
    undoing.not_invited(desk, recall)
    recall = Recall.objects.get(pk=recall.pk)
    message.refresh_from_db()
    assert (recall.state, recall.told, recall.told_at, message.state) == ("planned", 0, None, "withdrawn")
    assert queries.by_token(token) is None and token not in message.body
    assert recall in queries.to_tell(cedar)


def test_nobody_waits_for_what_the_system_sends(cedar):
    recall = actions.invite(SYSTEM, order(cedar, 20))
    before = Message.objects.get(thing_id=recall.pk).not_before
    assert before is None or before > now() + TAKE_BACK, "quiet hours only"


def test_the_link_that_they_have_books_again(cedar, desk):
    recall = actions.invite(SYSTEM, order(cedar, 20))
    theirs, at_first = link_of(recall), Recall.objects.get(pk=recall.pk).told_at
    Message.objects.update(state="sent")
    again = actions.invite(desk, recall)
    assert queries.by_token(theirs) is None
    undoing.not_invited(desk, again)
    recall = queries.by_token(theirs)
    assert recall is not None and recall.told == 1
    assert abs(recall.told_at - at_first) < dt.timedelta(seconds=5)


def test_an_invitation_that_had_not_left_is_known_to_nobody(cedar, desk):
    recall = actions.invite(SYSTEM, order(cedar, 20))
    undoing.not_invited(desk, actions.invite(desk, recall))
    recall = Recall.objects.get(pk=recall.pk)
    assert (recall.state, recall.told, recall.token_hash) == ("planned", 0, "")


@pytest.mark.parametrize("steps", [("invite", "undo", "invite", "undo"), ("invite", "invite", "undo")])
def test_the_link_that_they_have_outlives_all_that_is_taken_back(cedar, desk, steps):
    recall = actions.invite(SYSTEM, order(cedar, 20))
    theirs, at_first = link_of(recall), Recall.objects.get(pk=recall.pk).told_at
    Message.objects.update(state="sent")
    for step in steps:
        recall = Recall.objects.get(pk=recall.pk)
        recall = actions.invite(desk, recall) if step == "invite" else undoing.not_invited(desk, recall)
    recall = queries.by_token(theirs)
    assert recall is not None and (recall.state, recall.told) == ("invited", 1)
    assert abs(recall.told_at - at_first) < dt.timedelta(seconds=5)
    actions.invite(desk, recall)
    assert queries.by_token(theirs) is None and Recall.objects.get(pk=recall.pk).told == 2


def test_pressed_several_times_they_are_told_once_and_for_the_first_time(cedar, desk):
    recall = order(cedar, 20)
    for _ in range(3):
        recall = actions.invite(desk, recall)
    waiting = Message.objects.get(thing_id=recall.pk, state="queued")
    assert (recall.told, waiting.template) == (1, "recall")


@pytest.mark.parametrize("since", ["sent", "closed", "another"])
def test_what_was_said_or_gone_on_with_cannot_be_taken_back(cedar, desk, since):
    recall = actions.invite(desk, order(cedar, 20))
    number = undoing.last_of(desk, recall).number
    if since == "sent":
        Message.objects.update(state="sent")
    elif since == "closed":
        actions.close(desk, recall, reason="No longer needed")
    else:
        actions.invite(desk, recall)
    with pytest.raises(TooLateToUndo), transaction.atomic():
        undoing.not_invited(desk, recall, invitation=number)


def test_only_who_invited_takes_it_back(cedar, desk):
    recall = actions.invite(desk, order(cedar, 20))
    with pytest.raises(TooLateToUndo):
        undoing.not_invited(f.actor(cedar, "scheduler"), recall)


def test_by_the_pages_the_list_stays_and_later_it_is_asked(cedar):
    client, recall = as_staff(cedar, "front_desk"), order(cedar, 10)
    page = at(cedar, "console/recalls/?which=due")
    invite = next(x for x in forms_of(page, client.get(page).content.decode()) if x.action.endswith("/invite/"))
    answer = client.post(invite.action, invite.data(), follow=True)
    undo = next(x for x in forms_of(page, answer.content.decode()) if "/undo/" in x.action)
    with pytest.MonkeyPatch.context() as later:
        later.setattr("frontdesk.web.console.asking_first.now", lambda: now() + dt.timedelta(seconds=30))
        asks = client.post(undo.action, undo.fields).content.decode()
    assert "The visit is due as before" in asks and 'href="' + page in asks
    answer = client.post(undo.action, {**undo.fields, "sure": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == page
    assert Recall.objects.get(pk=recall.pk).state == "planned"
