"""Exceptions: what went wrong or is about to; each with an owner, a next step, a time, and a way to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may_open
from ...audit import queries as audit
from ...audit.models import Entry
from ...booking import queries as booking
from ...booking import withheld
from ...booking.exceptions.queries import visits_of
from ...booking.merging.apart.queries import other_records
from ...booking.models import Appointment
from ...booking.moving import PROPOSING
from ...booking.proposals import actions as proposals
from ...booking.proposals import queries as proposed
from ...booking.proposals.ranking import on_an_earlier_day
from ...booking.states import GIVEN_BACK
from ...core.refusals import Refusal
from ...core.typed import whole_number
from ...intake.models import Task
from ...intake.queue.queries import colleagues
from ...intake.tasks import actions, queries
from ...messaging import queries as messaging
from ...messaging.actions import NO_TIME, NO_WAY, QUIET
from ...practice.file.model import NOT_FREE
from ...practice.roles.standing_still import without_approver
from .. import posted
from ..csv_file import csv_of, wanted
from ..forms import version
from ..limited import page_of
from ..page import found, once, page
from ..request import PageRequest
from ..told import reached_each, told
from ..words import came_of
from . import showing
from .appointments import way_to_undo

KINDS = {  # kind → (what it is, what to do next, what may have come of it, as codes (`words.CAME_OF`))
    "no_show": (
        _("Did not come"),
        _("Call and book again"),
        ("booked_again", "will_call_back", "not_coming", "not_reached"),
    ),
    "refill": (_("Open slot to fill"), _("Offer it to somebody"), ("filled", "left_free", "nobody_there")),
    "move": (
        _("Must move"),
        _("See whether they have answered; call"),
        ("moved", "cancelled", "stays"),
    ),
    "broken": (
        _("Against a changed rule"),
        _("Propose another time, or keep it"),
        ("moved", "kept", "cancelled"),
    ),
    "late": (_("Late at check-in"), _("Offer another time"), ("moved", "seen", "cancelled")),
    "message": (
        _("Could not be told"),
        _("Call, and correct the email address or phone number"),
        ("called", "address_corrected", "not_needed"),
    ),
    "duplicate": (_("Possible duplicate patient"), _("Compare the records"), ("two_people", "merged")),
    "hold": (
        _("Chose a time, did not confirm"),
        _("Call and ask"),
        ("booked", "not_wanted", "not_reached"),
    ),
    "referral": (
        _("Referral to follow up"),
        _("Call"),
        ("reached", "left_message", "no_answer", "wrong_number", "not_needed"),
    ),
    "away": (_("Time away requested"), _("Decide"), ("decided",)),
    "rebook": (_("Time is gone by now"), _("Book another time"), ("booked_again", "not_coming")),
    "text": (_("Text nobody could read"), _("Read it and call"), ("called", "answered", "not_needed")),
    "cannot": (
        _("Wrote that they cannot come"),
        _("Open the appointment"),
        ("cancelled", "moved", "comes", "not_reached", "not_needed"),
    ),
    "offered": (
        _("Wants the time that was offered"),
        _("Open it and take the time for them"),
        ("booked", "not_wanted", "not_reached", "not_needed"),
    ),
    "urgent": (_("Words of an emergency"), _("Call at once"), ("reached", "not_reached", "called_911")),
    "gone": (
        _("Points to what was taken out"),
        _("Choose something else for it, or end it"),
        ("chosen_anew", "declined", "cancelled", "not_needed"),
    ),
    "unbookable": (
        _("Due, and cannot be booked"),
        _("Call, and plan it another way or close it"),
        ("booked", "will_call_back", "not_reached", "not_needed"),
    ),
    "same_key": (
        _("Two under one key"),
        _("Compare the two, and end the one that is not needed"),
        ("both_needed", "one_ended"),
    ),
    "apart": (
        _("Left over from a merge"),
        _("Say whose it is"),
        ("stays_with_record", "by_hand"),
    ),
    "lost": (_("Waitlist: ended by mistake"), _("Call"), ("called", "not_needed")),
    "document": (_("Document to look at"), _("Open it and file it"), ("filed", "not_needed")),
}
NOT_SENT = (QUIET, NO_TIME, NO_WAY)  # nothing is wrong with the address: it was not tried
NOWHERE = (  # a message that was sent nowhere
    KINDS["message"][0],
    _("Call them"),
    ("called", "not_reached", "not_needed"),
)
STOPPED = _("Ended texts by a word that may mean the visit"), _("Texts are off. Ask whether they mean the visit.")
UNKNOWN_VISIT = _("Read it and call")  # somebody cannot come, and which visit they mean is for a person to find out
ABOUT_A_TIME = ("refill", "move", "broken", "late")
ANSWERED = ("cannot", "offered")  # what somebody wrote about a time, where it is known about which
SHOWN = 200  # rows of one page
AGAIN = {"2h": dt.timedelta(hours=2), "1d": dt.timedelta(days=1), "3d": dt.timedelta(days=3)}


@page("task.view")
def worklist(request: PageRequest) -> HttpResponse:
    kind, owner = request.GET.get("kind", ""), request.GET.get("owner", "")
    kind = kind if kind in KINDS else ""
    rows = queries.open_tasks(request.actor, kind, owner)
    if wanted(request):
        heading = ("what", "patient", "about", "due", "owner", "last outcome")
        cells = (
            (
                KINDS[one.shown_as][0],
                one.patient.name if one.patient else "",
                one.what,
                one.due_at,
                one.owner.name if one.owner else "",
                came_of(one.outcome),
            )
            for one in rows
        )
        return csv_of(request, "exceptions", heading, cells)
    counts = queries.counts(request.actor)
    leaf = page_of(request, rows, SHOWN)
    context = {
        "tabs": [(name, KINDS[name][0], count, late) for name, count, late in counts if count or name == kind],
        "total": sum(count for _name, count, _late in counts),
        "kind": kind,
        "owner": owner,
        "rows": rows_of(request, list(leaf)),
        "leaf": leaf,
        "nobody_there": withheld.answered() if kind in ("", "refill") else [],
        "nobody_can": without_approver(),
        "address": urlencode({"kind": kind, "owner": owner}),
        "colleagues": list(colleagues(request.actor)) if may_open(request.actor, "queue.view") else [],
    }
    template = "console/_exception_rows.html" if request.htmx else "console/exceptions.html"
    return render(request, template, context)


@page("task.take", ["POST"], shows=showing.TASK)
def take(request: PageRequest, key: UUID) -> HttpResponse:
    """Make it one's own, or give it to somebody."""
    one = found(queries.by_id(request.actor, key))
    to = next((who for who in colleagues(request.actor) if str(who.pk) == posted.text(request, "to")), None)

    def work() -> object:
        if to is None:
            return actions.take(request.actor, one, version=version(request))
        return actions.hand_over(request.actor, one, to=to, version=version(request))

    return _do(request, work, gettext("It is assigned to you."))


@page("task.done", ["POST"], shows=showing.TASK)
def done(request: PageRequest, key: UUID) -> HttpResponse:
    """What came of it; or when it is tried again."""
    one = found(queries.by_id(request.actor, key))
    outcome, again = posted.text(request, "outcome"), AGAIN.get(posted.text(request, "again"))
    if outcome not in _outcomes(one):
        messages.error(request, gettext("Enter the outcome."))
        return redirect(_back(request))
    if again is not None:
        return _do(
            request,
            lambda: actions.later(request.actor, one, due_at=now() + again, outcome=outcome, version=version(request)),
            gettext("Saved. It will come up again."),
        )
    note = posted.text(request, "note", 400)
    return _do(
        request,
        lambda: actions.done(request.actor, one, outcome=outcome, note=note, version=version(request)),
        gettext("Done."),
    )


@page("proposal.send", ["POST"], shows=showing.PROPOSAL)
def propose(request: PageRequest, key: UUID) -> HttpResponse:
    """Hold the nearest time that fits, and ask the patient."""
    one = found(booking.by_id(request.actor, key))
    reason = posted.text(request, "reason", 200)
    try:
        once(lambda: proposals.propose(request.actor, one, reason=reason))
    except Refusal as problem:
        messages.error(request, str(problem))
    else:
        got = proposed.waiting_for(one)
        done = gettext("Another time is held.") if got else gettext("No time fits in three weeks.")
        if got is not None and on_an_earlier_day(one, got.hold.start):
            done = gettext("Another time is held, on an earlier day: no later time fits.")
        words = told(done, one.patient, one, *PROPOSING)
        messages.success(request, words, extra_tags=way_to_undo(request, one))
    return redirect("console:appointment", one.pk)


def rows_of(request: PageRequest, tasks: list[Task]) -> list[dict[str, object]]:
    """What each says and where it leads; what is about a time says which time and visit it is."""
    texts = messaging.by_key(one.thing_id for one in tasks if one.thing_kind == "inbound")
    missing = {
        one.pk: one.about[0] for one in texts.values() if len(one.about) == 1
    }  # who cannot come to just one visit
    keys = [one.thing_id for one in tasks if one.kind in ABOUT_A_TIME]
    times = booking.by_keys([*keys, *missing.values()])
    to_call = {one.thing_id for one in tasks if _nowhere(one)}
    unsaid = messaging.unsaid(request.actor, to_call)
    undelivered = messaging.undelivered(
        request.actor, [one.thing_id for one in tasks if one.kind == "message" and not _not_sent(one)]
    )
    moving = [one.thing_id for one in tasks if one.kind == "move"] + list(missing.values())
    waiting = proposed.unanswered(request.actor, moving)
    given_up = _given_up(one for one in times.values() if one.state in GIVEN_BACK)
    rows, reached, others = [], _reached(tasks), other_records(tasks)
    for one in tasks:
        name, step, outcomes = NOWHERE if _not_sent(one) else KINDS[one.kind]
        if not _not_sent(one):
            name = KINDS[one.shown_as][0]
        time = None
        if one.kind in ABOUT_A_TIME:
            time = times.get(one.thing_id)
        elif one.kind in ANSWERED and (time := times.get(missing.get(one.thing_id))) is None:
            step = UNKNOWN_VISIT
        if one.kind == "cannot" and one.thing_id in texts and texts[one.thing_id].meaning == "stop":
            name, step = STOPPED
        row = {
            "task": one,
            "name": name,
            "step": step,
            "outcomes": outcomes,
            "href": _address(one, time),
            "freed": time,
        }
        sender = texts[one.thing_id].sender if one.thing_id in texts else ""
        row |= {"sender": sender, "who": one.patient.name if one.patient else sender}
        moves = one.thing_id if one.kind == "move" else missing.get(one.thing_id)
        proposal = waiting.get(moves) if moves else None
        more = {"unsaid": unsaid.get(one.thing_id, []), "message": undelivered.get(one.thing_id)}
        if one.kind == "refill" and time is not None:
            row |= {"given_up": given_up.get(time.pk, ""), "first": _away_first(request, time)}
        rows.append(row | more | {"proposal": proposal, "reached": reached[one.pk], "other": others.get(one)})
    return rows


def _reached(tasks: list[Task]) -> dict[UUID, str]:
    """Whom to call about each: whoever may know of its visit; who wrote the text that it is about is named by its number."""
    asked = [one for one in tasks if one.patient is not None and one.thing_kind != "inbound"]
    visits = visits_of(asked)
    words = reached_each([(one.patient, visits[one.pk]) for one in asked])
    said = {one.pk: told for one, told in zip(asked, words, strict=True)}
    return {one.pk: said.get(one.pk, "") for one in tasks}


def _given_up(freed: Iterable[Appointment]) -> dict[UUID, str]:
    """Of each time that is free again: who gave it up, and why."""
    there = list(freed)
    keys = [one.pk for one in there]
    done = audit.last_of("appointment.cancel", keys) | audit.last_of("appointment.moved", keys)
    return {one.pk: _who_gave_up(one, done.get(one.pk)) for one in there}


def _who_gave_up(freed: Appointment, done: Entry | None) -> str:
    words = {"name": freed.patient.name, "who": done.actor_name if done is not None else "", "why": freed.reason}
    if done is not None and freed.state == "rescheduled":
        said = gettext("%(who)s moved %(name)s's appointment: %(why)s")
    elif done is not None and done.actor_kind == "patient":
        said = gettext("%(name)s gave it back: %(why)s") if freed.reason else gettext("%(name)s gave it back")
    elif done is not None and done.actor_kind == "staff":
        said = gettext("%(who)s canceled %(name)s's appointment: %(why)s")
    else:
        said = gettext("%(name)s's appointment was canceled: %(why)s")
    return said % words


def _away_first(request: PageRequest, freed: Appointment) -> str:
    """Where the time away of its provider is written down, if that is why it is free and it still counts as on offer."""
    if freed.means != NOT_FREE or not may_open(request.actor, "away.decide"):
        return ""
    day = freed.start.astimezone(ZoneInfo(freed.location.timezone)).date()
    return f"{reverse('console:away')}?{urlencode({'provider': freed.provider.code, 'date': day})}"


def _outcomes(one: Task) -> tuple[str, ...]:
    return (NOWHERE if _not_sent(one) else KINDS[one.kind])[2]


def _not_sent(one: Task) -> bool:
    return one.kind == "message" and (_nowhere(one) or one.what in NOT_SENT)


def _nowhere(one: Task) -> bool:
    return (one.kind, one.thing_kind) == ("message", "patient")


def _address(one: Task, time: Appointment | None) -> str:
    """The one button that does the next step; `time`: the appointment that it is about, where that is one."""
    match one.kind:
        case "refill":
            return _refill(time)
        case "no_show" | "hold" | "rebook":
            return reverse("console:book-times", args=[one.patient_id])
        case "move" | "broken" | "late" | "cannot" | "offered" if time is not None:
            there = "console:move" if one.kind == "late" and time.state == "arrived" else "console:appointment"
            return reverse(there, args=[time.pk])
        case "message" if one.thing_kind == "patient":
            return reverse("console:patient", args=[one.patient_id])
        case "message":
            return f"{reverse('console:messages')}?state=exceptions"
        case "urgent" if one.thing_kind == "request":
            return reverse("console:request", args=[one.thing_id])
        case "text" | "cannot" | "offered" | "urgent":
            return f"{reverse('console:messages')}?text={one.thing_id}"
        case "document" | "unbookable":
            return reverse("console:patient", args=[one.patient_id])
        case "duplicate":
            return reverse("console:merge", args=[one.thing_id])
        case "referral":
            return reverse("console:referral", args=[one.referral_id])
        case "gone" | "same_key" | "apart" | "lost":
            return _gone(one)
        case _:
            return reverse("console:away")


def _gone(one: Task) -> str:
    """Where the thing that is open is dealt with."""
    pages = {"request": "console:request", "appointment": "console:appointment", "referral": "console:referral"}
    if one.thing_kind in pages:
        return reverse(pages[one.thing_kind], args=[one.thing_id])
    if one.thing_kind in ("document", "proxy"):
        return reverse("console:patient", args=[one.patient_id])
    lists = {"waitlistentry": "console:waitlist", "recall": "console:recalls", "staff": "setup:staff"}
    return reverse(lists.get(one.thing_kind, "console:away"))


def _refill(freed: Appointment | None) -> str:
    if freed is None:
        return reverse("console:waitlist")
    value = f"{freed.provider.code}|{freed.location.code}|{freed.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    return f"{reverse('console:at')}?time={value}"


def _do(request: PageRequest, work, words: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    try:
        once(work)
        messages.success(request, words)
    except Refusal as problem:
        messages.error(request, str(problem))
    return redirect(_back(request))


def _back(request: PageRequest) -> str:
    referral = posted.text(request, "referral")
    if posted.text(request, "text"):  # settled where the texts are listed
        return reverse("console:messages")
    try:
        return reverse("console:referral", args=[UUID(referral)])
    except ValueError:
        kind, leaf = posted.text(request, "kind"), whole_number(posted.text(request, "page"))
        back = {"kind": kind if kind in KINDS else "", **({"page": leaf} if leaf else {})}
        return f"{reverse('console:exceptions')}?{urlencode(back)}"
