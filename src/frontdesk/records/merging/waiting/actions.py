"""Both records wait for one visit, or one waits for what the other has: they wait once or not at all, and apart again each as before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F
from django.utils.timezone import now

from ....access.may import SYSTEM, Actor
from ....booking.actions import cancel
from ....booking.messages import about, meanwhile, tell_of
from ....booking.models import Appointment, Merge, WaitlistEntry, WaitlistOffer
from ....booking.moving import OFFERS
from ....booking.states import WaitlistState
from ....intake.tasks.actions import close_tasks
from ....messaging.actions import withdraw_about
from ....outreach.waitlist.actions import DIED, ENDED, OFFER_OVER, OTHERWISE, REQUEST_OVER, TO_TAKE, WAITING, two_again
from ....outreach.waitlist.lost import given_back, list_for_staff
from ....people.models import Patient

MERGED = "waits in the record that this one was merged into"
ENDED_WITH_IT = "the two records were merged"


def wait_once(kept: Patient, gone: Patient) -> list[dict[str, Any]]:
    """Called inside the merge, before its rows go over: what to put back when it is undone.

    Who waits for something earlier than a visit that they have goes on doing that; else the kept record's place stays.  It stands
    where the first of the two stood, and an open offer goes along with it, where it is of the same kind and the only one.
    """
    mine = {entry.visit_type_id: entry for entry in WaitlistEntry.objects.filter(patient=kept, state__in=WAITING)}
    both = WaitlistEntry.objects.filter(patient=gone, state__in=WAITING, visit_type__in=mine).order_by("pk")
    return [_join(mine[entry.visit_type_id], entry) for entry in both]


def wait_no_more(kept: Patient, moved: Mapping[str, Any]) -> list[str]:
    """Called inside the merge, when the rows have gone over (`moved`): who waits in one record, and has such a visit to come in the other,
    has it.  The offers that end with that, by their keys.  Where both waited, one of them waits beside that visit, and so do both.
    """
    waiting = WaitlistEntry.objects.filter(patient=kept, appointment=None, state__in=WAITING)
    waiting = waiting.exclude(pk__in=[said["stays"] for said in moved["waits"]])
    visits = Appointment.objects.filter(patient=kept, state="booked", start__gt=now())
    ended = []
    for entry in waiting.order_by("created_at", "pk"):
        came = str(entry.pk) in moved["waitlistentry"]
        same = visits.filter(visit_type=entry.visit_type_id)
        others = same.exclude(pk__in=moved["appointment"]) if came else same.filter(pk__in=moved["appointment"])
        got = others.order_by("start", "pk").first()
        if got is None:
            continue
        for given in entry.offers.filter(state="offered").select_related("hold__location", "entry__patient"):
            _end(given)
            ended.append(str(given.pk))
        entry.state, entry.got = "booked", got
        entry.save(update_fields=["state", "got"])
    return ended


def wait_apart(actor: Actor, merge: Merge, kept: Patient, gone: Patient) -> None:
    """Called inside its undoing, when the rows have gone back.  What cannot be put back is given to who undoes it, to call about."""
    lost = [key for said in merge.moved.get("waits", []) for key in _part(said)]
    theirs = WaitlistEntry.objects.filter(patient__in=[kept, gone]).exclude(got=None)
    for entry in theirs.exclude(got__patient=F("patient")).order_by("created_at", "pk"):
        # Whose that visit is not does not have it, and nothing that becomes of it is anything to them.
        entry.got = None
        entry.save(update_fields=["got"])
        if entry.state == "booked":
            _wait_on(entry)
            ended = entry.offers.filter(pk__in=merge.moved.get("offers_ended", [])).select_related("hold__location")
            lost += [(entry, given_back(given, "the records were merged")) for given in ended]
    for entry, what in lost:
        list_for_staff(actor, entry, what, of_merge=merge.pk)


# Helpers ----------------------------------------------------------------------------------------------------


def _join(mine: WaitlistEntry, theirs: WaitlistEntry) -> dict[str, Any]:
    other_way = theirs.appointment_id is not None and mine.appointment_id is None
    stays, ends = (theirs, mine) if other_way else (mine, theirs)
    said: dict[str, Any] = {
        "stays": str(stays.pk),
        "ends": str(ends.pk),
        "before": [stays.created_at.isoformat(), stays.urgent],
        "offer": "",
        "lost": "",
    }
    given = ends.offers.filter(state="offered").select_related("hold", "hold__location", "entry__patient").first()
    ends.state, ends.reason = "left", MERGED
    ends.save(update_fields=["state", "reason"])
    stays.created_at, stays.urgent = min(stays.created_at, ends.created_at), stays.urgent or ends.urgent
    if given is not None:
        alone = stays.state == "waiting" and stays.appointment_id is None and ends.appointment_id is None
        said["offer" if alone else "lost"] = str(given.pk)
        if alone:
            given.entry, stays.state = stays, "offered"
            given.save(update_fields=["entry"])
        else:
            _end(given)
    stays.save(update_fields=["created_at", "urgent", "state"])
    said["after"] = [stays.created_at.isoformat(), stays.urgent]
    return said


def _end(given: WaitlistOffer) -> None:
    """Its time is free for others; who has read of it is told."""
    given.state = "passed"
    given.save(update_fields=["state"])
    held = given.hold
    close_tasks(held, TO_TAKE, outcome=OFFER_OVER)
    if held.state == "held":
        cancel(SYSTEM, held, reason=ENDED_WITH_IT)
    if not withdraw_about(given, *OFFERS):  # what was not sent yet is not taken back
        tell_of(held, "offer-ended", about(held, "/") | meanwhile(given, over=True), thing=given)


def _part(said: dict[str, Any]) -> list[tuple[WaitlistEntry, str]]:
    """What cannot be put back: of which entry, and what it is."""
    stays, ends = (WaitlistEntry.objects.get(pk=said[which]) for which in ("stays", "ends"))
    if [stays.created_at.isoformat(), stays.urgent] == said["after"]:
        stays.created_at, stays.urgent = dt.datetime.fromisoformat(said["before"][0]), said["before"][1]
        stays.save(update_fields=["created_at", "urgent"])
    if ends.reason != MERGED:
        return []
    given = WaitlistOffer.objects.filter(pk__in=[said["offer"]] if said["offer"] else []).first()
    if given is not None:
        given.entry = ends
        given.save(update_fields=["entry"])
    if given is not None and given.state == "offered":
        _becomes(stays, "waiting")
        _becomes(ends, "waiting", "offered")
    elif stays.state == "booked" and stays.got is not None and stays.got.patient_id == ends.patient_id:
        ends.got = stays.got
        ends.save(update_fields=["got"])
        _becomes(ends, "booked")
    else:
        _wait_on(ends)
    return list(_lost(said, stays, ends))


def _becomes(entry: WaitlistEntry, *states: WaitlistState) -> None:
    """One after the other, as they may follow each other."""
    for state in states:
        entry.state, entry.reason = state, ""
        entry.save(update_fields=["state", "reason"])


def _wait_on(entry: WaitlistEntry) -> None:
    """They wait in their place, unless there is none to wait in."""
    patient = Patient.objects.get(pk=entry.patient_id)
    over = entry.request is not None and entry.request.state in ENDED
    waits = WaitlistEntry.objects.filter(patient=patient, visit_type=entry.visit_type_id, state__in=WAITING)
    why_not = DIED if patient.deceased_on else REQUEST_OVER if over else OTHERWISE if waits.exists() else ""
    if not why_not:
        two_again(SYSTEM, entry)
    elif entry.state == "booked":
        entry.state, entry.reason = "left", why_not
        entry.save(update_fields=["state", "reason"])


def _lost(said: dict[str, Any], stays: WaitlistEntry, ends: WaitlistEntry) -> Iterator[tuple[WaitlistEntry, str]]:
    lost = (
        WaitlistOffer.objects.filter(pk__in=[said["lost"]] if said["lost"] else [])
        .select_related("hold__location")
        .first()
    )
    if lost is not None:
        yield ends, given_back(lost, "the records were merged")
    if stays.state in ("left", "closed") and stays.reason != DIED:
        yield stays, f"the place on the waitlist ended while the records were one: {stays.reason}"
