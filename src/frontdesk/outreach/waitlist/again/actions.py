"""What was on offer to who waits, and ended by something that is taken back: offered again for the time left, else staff are given it."""

from __future__ import annotations

from uuid import UUID

from django.utils.timezone import now

from ....access.may import Actor
from ....audit.models import Entry
from ....booking.being_there import CHANGED, CHOSEN
from ....booking.errors import BreaksRules, JustTaken
from ....booking.models import Appointment, WaitlistEntry, WaitlistOffer
from ....booking.moving import OFFERS
from ....booking.take import Place, Wish, take
from ....intake.undo.actions import PATIENCE
from ....messaging.taking_back import say_again
from ..actions import call_about, can_be_taken
from ..fill import ALL_OF_IT, something_open, wish_of
from ..lost import given_back, list_for_staff


def ended_with(*booked: Appointment) -> list[WaitlistOffer]:
    """What they might have accepted still, had they not got one of these times: nobody has said that they do not want it."""
    ended = WaitlistOffer.objects.filter(entry__got__in=booked, entry__state="booked", state="declined")
    there = list(ended.filter(expires_at__gt=now()).select_related("hold__provider", "hold__location").order_by("pk"))
    passed_on = Entry.objects.filter(
        thing_kind="waitlistoffer", thing_id__in=[given.pk for given in there], action="waitlist.decline"
    )
    declined = set(passed_on.values_list("thing_id", flat=True)) if there else set()
    return [given for given in there if given.pk not in declined]


def ended_beside(*stand: Appointment) -> list[WaitlistOffer]:
    """What they were offered in the place of these, and what ended with a move or a cancellation a moment ago."""
    ended = WaitlistOffer.objects.filter(hold__replaces__in=stand, hold__state="cancelled", state="passed")
    there = ended.filter(hold__reason__in=(CHANGED, CHOSEN), expires_at__gt=now())
    return [
        given
        for given in there.select_related("hold__provider", "hold__location").order_by("pk")
        if _ended_by_staff(given.hold_id)
    ]


def _ended_by_staff(hold: UUID) -> bool:
    """By a press that may be taken back; what follows of itself stands in the trail before what the person did from whose press it follows."""
    its = Entry.objects.filter(thing_kind="appointment", thing_id=hold, action="appointment.cancel")
    ended = its.filter(at__gt=now() - PATIENCE).order_by("number").last()
    if ended is None:
        return False
    person = Entry.objects.filter(number__gt=ended.number).exclude(actor_kind="system").order_by("number").first()
    return person is not None and person.actor_kind == "staff"


def wish_of_offer(given: WaitlistOffer) -> Wish:
    held = given.hold
    entry = WaitlistEntry.objects.select_related(*ALL_OF_IT).get(pk=given.entry_id)
    return wish_of(entry, Place(held.provider.code, held.location.code, held.start))


def offer_again(actor: Actor, given: WaitlistOffer, because: str) -> None:
    """The same time for as long as they had it, where it is free still; else it is somebody's task.

    `because`: what had ended it, in the words that staff read.
    """
    wish, entry = wish_of_offer(given), WaitlistEntry.objects.select_related(*ALL_OF_IT).get(pk=given.entry_id)
    has_theirs = entry.appointment is None or entry.appointment.state == "booked"
    there = given.state in ("declined", "passed") and entry.state == "waiting" and has_theirs
    try:
        if not there or min(given.expires_at, given.hold.start) <= now() or something_open(wish):
            raise JustTaken([])
        held = take(wish, "held", 1)
    except (JustTaken, BreaksRules):
        list_for_staff(actor, entry, given_back(given, because))
        return
    held.hold_expires_at = given.expires_at
    held.save(update_fields=["hold_expires_at"])
    given.hold, given.state, entry.state = held, "offered", "offered"
    given.save(update_fields=["hold", "state"])
    entry.save(update_fields=["state"])
    say_again(given, *OFFERS)
    if not can_be_taken(entry.patient, entry.visit_type.code):
        call_about(entry, held)
