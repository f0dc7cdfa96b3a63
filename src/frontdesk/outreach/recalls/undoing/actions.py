"""Taking back that staff invited somebody, soon after and before the message has left: the visit is due as it was."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils.timezone import now

from ....access.may import Actor
from ....audit.action import action
from ....audit.models import Entry
from ....booking.models import Recall
from ....intake.undo.actions import PATIENCE, TooLateToUndo
from ....messaging.actions import withdraw_about
from ....messaging.taking_back import before_it_leaves, said_last, written_at
from ..actions import INVITATIONS, locked

INVITED = "recall.invite"


def last_of(actor: Actor, recall: Recall) -> Entry | None:
    """The invitation, if this actor sent it just now, nothing was done since and its patient has not been told."""
    last = _trail(recall).last()
    if last is None or last.action != INVITED or last.actor_id is None or last.actor_id != actor.id:
        return None
    if recall.state != "invited" or now() - last.at > PATIENCE or said_last(recall, *INVITATIONS):
        return None
    return last


def open_until(last: Entry, recall: Recall) -> dt.datetime:
    """Until when it can be taken back, as far as is known."""
    return before_it_leaves(last.at + PATIENCE, recall, *INVITATIONS)


@action("recall.not_invited", permission=INVITED)
def not_invited(actor: Actor, recall: Recall, *, invitation: int | None = None) -> Recall:
    """It is due as it was: whose earlier invitation has left has that again; who has none is invited in time.

    `invitation`: the number of the entry that it is in the trail; what was done since is not meant.  Raises TooLateToUndo.
    """
    recall = locked(recall)
    last = last_of(actor, recall)
    if last is None or (invitation is not None and last.number != invitation):
        raise TooLateToUndo
    withdraw_about(recall, *INVITATIONS)
    if said_last(recall, *INVITATIONS):  # a worker was at it, and was waited for
        raise TooLateToUndo
    if recall.token_before:
        recall.token_hash = recall.token_before
        recall.told, recall.told_at = recall.told - 1, written_at(recall, *INVITATIONS)
    else:
        recall.state, recall.token_hash, recall.told, recall.told_at = "planned", "", 0, None
    recall.save(update_fields=["state", "token_hash", "token_before", "told", "told_at"])
    return recall


def _trail(recall: Recall) -> QuerySet[Entry]:
    return Entry.objects.filter(thing_kind="recall", thing_id=recall.pk).order_by("number")
