"""Not saying what waits to be said: whether it has left already, saying it after all, or by telephone."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import now

from ..access.may import SYSTEM
from ..core.events import raise_event
from ..people.models import Patient
from .actions import withdraw_about
from .events import Settled
from .models import Message
from .serving import leaves
from .unsaid import UNSAYABLE

SAID = (
    Q(state__in=("sending", "sent", "delivered"))
    | Q(handed_at__isnull=False)
    | ~Q(settled_by__in=("", SYSTEM.name))  # by telephone; what is only no longer so was said by nobody
)


def take_back(thing: Model, *templates: str) -> bool:
    """What staff were about to say of a thing is not said; whether nobody has been told: what has left cannot be taken back."""
    withdraw_about(thing, *templates)  # a worker that is at it is waited for, and what it has taken stays
    return not said(thing, *templates)


def before_it_leaves(until: dt.datetime, thing: Model, *templates: str) -> dt.datetime:
    """`until`, or sooner, when the first of these messages leaves: how long what they say can be taken back."""
    waiting = [message for message in _about(thing, *templates).filter(state="queued") if leaves(message.channel)]
    leaving = [
        message.not_before for message in waiting if message.not_before is not None and message.not_before > now()
    ]
    return min([until, *leaving])


def said(thing: Model, *templates: str) -> bool:
    """Whether one of these messages about a thing has left, or somebody has said it by telephone."""
    return _about(thing, *templates).filter(SAID).exists()


def said_last(thing: Model, *templates: str) -> bool:
    """The same of the last of these that was written about it, whichever way that goes; what was said before was another matter."""
    last = _about(thing, *templates).order_by("-created_at").first()
    if last is None:
        return False
    first = last.instead_of or last.pk
    return Message.objects.filter(Q(pk=first) | Q(instead_of=first)).filter(SAID).exists()


def withdrawn_last(thing: Model, *templates: str) -> bool:
    """Whether the last of these messages about a thing never left: what it would have opened is known to nobody."""
    last = _about(thing, *templates).order_by("-created_at").first()
    return last is not None and last.state == "withdrawn"


def written_at(thing: Model, *templates: str) -> dt.datetime | None:
    """When the last of these messages about a thing was written that was not withdrawn."""
    last = _about(thing, *templates).exclude(state="withdrawn").order_by("-created_at").first()
    return last.created_at if last is not None else None


def written_to(thing: Model, since: dt.datetime | None, *templates: str) -> set[str]:
    """The addresses and numbers to which what was written about a thing since then has gone, or goes; what came back counts
    only where nothing else went."""
    there = _about(thing, *templates).filter(created_at__gte=since).exclude(state="withdrawn").exclude(to="")
    rows = list(there.values_list("to", "state")) if since is not None else []
    return {to for to, state in rows if state != "failed"} or {to for to, _ in rows}


def say_again(thing: Model, *templates: str) -> None:
    """What was withdrawn because a thing was over waits again, for it is not over; for a call, where it could be written nowhere, or came back."""
    _about(thing, *templates).filter(state="failed", settled_by=SYSTEM.name).update(settled_by="")
    withdrawn = _about(thing, *templates).filter(state="withdrawn", secret=False, handed_at=None)
    withdrawn.filter(to="").update(state="failed")
    withdrawn.exclude(to="").update(state="queued")


def say_last_again(thing: Model, *templates: str) -> bool:
    """Of several that said the same of a thing, only the last, where that was withdrawn; whether there is one at all."""
    last = _about(thing, *templates).order_by("-created_at").first()
    if last is not None and last.state == "failed" and last.settled_by == SYSTEM.name:
        last.settled_by = ""
        last.save(update_fields=["settled_by"])
    elif last is not None and last.state == "withdrawn" and not last.secret and last.handed_at is None:
        last.state = "queued" if last.to else "failed"
        last.save(update_fields=["state"])
    return last is not None


def left_to_say(patient: UUID) -> bool:
    """Whether something could be written to a patient nowhere, and nobody has said it yet."""
    return to_deal_with().filter(to="", patient=patient).exists()


def to_deal_with() -> QuerySet[Message]:
    """What reached nobody, nobody has dealt with, and is not over."""
    return Message.objects.filter(state="failed", settled_by="").exclude(not_after__lt=now())


def called(patient: Patient, by: str) -> None:
    """What could be written nowhere was said by telephone."""
    Message.objects.filter(UNSAYABLE, patient=patient).update(settled_by=by[:120])


def dealt_with(message: UUID, by: str) -> None:
    """What failed needs nothing more; what was put on its way again in the meantime is left to that."""
    Message.objects.filter(pk=message, state="failed", settled_by="").update(settled_by=by[:120])


def settle_about(thing: Model, *templates: str) -> None:
    """What failed to be said about a thing is known all the same; what waits is said still."""
    about = _about(thing, *templates)
    failed = list(about.filter(state="failed", settled_by="").select_related("patient"))
    about.filter(pk__in=[message.pk for message in failed]).update(settled_by=SYSTEM.name)
    for message in failed:
        raise_event(Settled(SYSTEM, message))


def _about(thing: Model, *templates: str) -> QuerySet[Message]:
    return Message.objects.filter(thing_kind=thing._meta.model_name, thing_id=thing.pk, template__in=templates)
