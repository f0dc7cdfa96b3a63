"""Two records are one person: everything goes to the one that is kept, and can be taken apart again."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.timezone import now
from django.utils.translation import gettext

from ...audit.action import action, plain
from ...intake.models import Document, Request, Task
from ...intake.tasks.actions import close_tasks
from ...messaging.models import Inbound, Message
from ...people.may import Actor
from ...people.models import Patient, Proxy
from ..matching.actions import OverlapsOwn
from ..models import Appointment, Merge, Recall, Reservation, WaitlistEntry

MODELS: dict[str, type[Model]] = {
    "request": Request,
    "document": Document,
    "appointment": Appointment,
    "recall": Recall,
    "waitlistentry": WaitlistEntry,
    "message": Message,
    "inbound": Inbound,
    "task": Task,
    "proxy": Proxy,
}
FILLED = ("payer_id", "member_id", "last_visit_on")
CONTACTS = ("email", "phone")


class CannotMerge(Exception):
    def __str__(self) -> str:
        return gettext("These two cannot be merged: choose two different records that are not merged already.")


@action("patient.merge", needs_reason=True)
def merge(actor: Actor, kept: Patient, *, gone: Patient, reason: str, use_contact: bool = False) -> Patient:
    """`gone` is the same person as `kept`: its requests, appointments and messages go there.

    `reason`: how staff know.  `use_contact`: what the kept record lacks of addresses is taken from the other; whoever
    proved to be at one of those gets into everything.  Who acted for the other is confirmed anew.  Raises CannotMerge, OverlapsOwn.
    """
    kept, gone = _both(kept, gone)
    if kept.pk == gone.pk or kept.same_as_id or gone.same_as_id:
        raise CannotMerge
    _refuse_overlap(kept, gone)
    moved = {name: _move(model, gone, kept) for name, model in MODELS.items()}
    Reservation.objects.filter(kind="patient", subject=gone.pk).update(subject=kept.pk)
    taken = (*CONTACTS, "email_of", "phone_of") if use_contact else ()
    before = {name: plain(getattr(kept, name)) for name in (*FILLED, *taken, "no_shows", "established")}
    for name in FILLED:
        if not getattr(kept, name):
            setattr(kept, name, getattr(gone, name))
    if use_contact:
        _take_contacts(kept, gone)
    moved["confirmed"] = _ask_again(moved["proxy"])
    kept.no_shows += gone.no_shows
    kept.established = kept.established or gone.established
    kept.save()
    gone.same_as = kept
    gone.save(update_fields=["same_as"])
    Merge.objects.create(
        practice_id=kept.practice_id,
        kept=kept,
        gone=gone,
        moved=moved,
        before={name: [value, plain(getattr(kept, name))] for name, value in before.items()},
        created_at=now(),
        by=actor.name,
    )
    for one in (kept, gone):
        close_tasks(one, "duplicate", outcome="merged", by=actor.name)
    return kept


@action("patient.unmerge", needs_reason=True)
def unmerge(actor: Actor, kept: Patient, *, merge: Merge, reason: str) -> Patient:
    """Apart again: what came from the other record goes back; what was changed since stays.  Raises CannotMerge."""
    merge = Merge.objects.select_for_update(of=("self",)).select_related("gone").get(pk=merge.pk)
    kept, gone = _both(kept, merge.gone)
    if merge.state != "merged" or merge.kept_id != kept.pk:
        raise CannotMerge
    for name, model in MODELS.items():
        back = model._default_manager.filter(pk__in=merge.moved.get(name, []), patient=kept)
        if model is Appointment:
            mine = list(back.values_list("pk", flat=True))
            Reservation.objects.filter(kind="patient", subject=kept.pk, appointment__in=mine).update(subject=gone.pk)
        back.update(patient=gone)
    Proxy.objects.filter(pk__in=merge.moved.get("confirmed", []), state="asked").update(state="confirmed")
    for name, (was, became) in merge.before.items():
        if plain(getattr(kept, name)) == became:
            setattr(kept, name, was)
    kept.save()
    gone.same_as = None
    gone.save(update_fields=["same_as"])
    merge.state = "undone"
    merge.save(update_fields=["state"])
    return kept


@action("patient.two_people", permission="patient.merge")
def two_people(actor: Actor, patient: Patient) -> Patient:
    """Looked at and found: not the same person as anybody who is like them."""
    close_tasks(patient, "duplicate", outcome="two different people", by=actor.name)
    return patient


def merges_of(patient: Patient) -> list[Merge]:
    """The records that were merged into this one and are still."""
    return list(Merge.objects.filter(kept=patient, state="merged").select_related("gone").order_by("-created_at"))


def _take_contacts(kept: Patient, gone: Patient) -> None:
    for name in CONTACTS:
        if getattr(gone, name) and not getattr(kept, name):
            setattr(kept, name, getattr(gone, name))
            setattr(kept, f"{name}_of", getattr(gone, f"{name}_of"))


def _ask_again(proxies: list[str]) -> list[str]:
    """Who acts for one record does not act for another by that alone; those who were confirmed, to be put back."""
    confirmed = Proxy.objects.filter(pk__in=proxies, state="confirmed")
    keys = [str(key) for key in confirmed.values_list("pk", flat=True)]
    confirmed.update(state="asked")
    return keys


def _both(one: Patient, other: Patient) -> tuple[Patient, Patient]:
    """Both rows, held until the transaction ends, always in the same order."""
    rows = {
        row.pk: row
        for row in Patient.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    }
    return rows[one.pk], rows[other.pk]


def _refuse_overlap(kept: Patient, gone: Patient) -> None:
    taken = Reservation.objects.filter(kind="patient", subject=kept.pk, lane=0)
    theirs = Reservation.objects.filter(kind="patient", subject=gone.pk, lane=0)
    if any(taken.filter(during__overlap=one.during).exists() for one in theirs):
        raise OverlapsOwn


def _move(model: type[Model], gone: Patient, kept: Patient) -> list[str]:
    """The keys of the rows that went over.  What the kept record has already (a place on the waitlist, a proxy) stays behind."""
    rows: Any = model._default_manager.filter(patient=gone)
    if model is WaitlistEntry:
        mine = WaitlistEntry.objects.filter(patient=kept, state__in=["waiting", "offered"]).values("visit_type")
        rows = rows.exclude(state__in=["waiting", "offered"], visit_type__in=mine)
    elif model is Proxy:
        rows = rows.exclude(contact__in=Proxy.objects.filter(patient=kept).values("contact"))
    keys = list(rows.values_list("pk", flat=True))
    model._default_manager.filter(pk__in=keys).update(patient=kept)
    return [str(key) for key in keys]
