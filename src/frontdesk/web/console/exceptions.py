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

from ...access.may import may, may_any, may_open
from ...access.roles import NAMES
from ...audit import queries as audit
from ...audit.models import Entry
from ...booking import queries as booking
from ...booking import withheld
from ...booking.models import Appointment
from ...booking.moving import PROPOSING
from ...booking.states import GIVEN_BACK
from ...core.refusals import Refusal
from ...core.typed import whole_number
from ...day.exceptions.queries import visits_of
from ...intake.models import Task
from ...intake.queue.queries import colleagues
from ...intake.tasks import actions, queries
from ...messaging import queries as messaging
from ...outreach.proposals import actions as proposals
from ...outreach.proposals import queries as proposed
from ...outreach.proposals.ranking import on_an_earlier_day
from ...people.models import Staff
from ...practice.file.model import NOT_FREE
from ...practice.roles.standing_still import left_undone
from ...records.merging.unmerging.queries import other_records
from .. import posted
from ..csv_file import csv_of, wanted
from ..forms import version
from ..limited import page_of
from ..out_words import out_words
from ..page import get_or_404, once, page
from ..request import PageRequest
from ..who_was_told import reached_each, told
from ..words import came_of
from ..zones import when_at
from . import showing
from .appointments import way_to_undo
from .next_steps import KINDS, NOT_SENT, NOWHERE, STOPPED, UNKNOWN_VISIT, step_after
from .no_longer_allowed import no_longer_allowed

ABOUT_A_TIME = ("refill", "move", "broken", "late", "here", "paper", "order", "to_take")
ON_OFFER = ("offered", "to_take")
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
                KINDS[task.shown_as][0],
                task.patient.name if task.patient else "",
                task.what,
                task.due_at,
                task.owner.name if task.owner else "",
                came_of(task.outcome),
            )
            for task in rows
        )
        return csv_of(request, "exceptions", heading, cells)
    counts = queries.counts(request.actor)
    leaf, sees_all = page_of(request, rows, SHOWN), may_any(request.actor, "task.view")
    context = {
        "tabs": [(name, KINDS[name][0], count, late) for name, count, late in counts if count or name == kind],
        "total": sum(count for _name, count, _late in counts),
        "kind": kind,
        "owner": owner,
        "rows": rows_of(request, list(leaf)),
        "leaf": leaf,
        "sees_all": sees_all,
        "nobody_there": withheld.answered_times() if sees_all and kind in ("", "refill") else [],
        "nobody_can": left_undone() if sees_all else [],
        "address": urlencode({"kind": kind, "owner": owner}),
        "colleagues": _colleagues(request),
    }
    template = "console/_exception_rows.html" if request.htmx else "console/exceptions.html"
    return render(request, template, context)


def _colleagues(request: PageRequest) -> list[Staff]:
    """To whom it can be given; nobody for who does not see the queue, and takes only what is their own."""
    return colleagues(request.actor) if may_open(request.actor, "queue.view") else []


@page("task.take", ["POST"], shows=showing.TASK)
def take(request: PageRequest, key: UUID) -> HttpResponse:
    """Make it one's own, or give it to somebody."""
    task = get_or_404(queries.by_id(request.actor, key))
    to = next((who for who in _colleagues(request) if str(who.pk) == posted.text(request, "to")), None)

    def work() -> object:
        if to is None:
            return actions.take(request.actor, task, version=version(request))
        return actions.hand_over(request.actor, task, to=to, version=version(request))

    return _do(request, work, gettext("It is assigned to you."))


@page("task.done", ["POST"], shows=showing.TASK)
def done(request: PageRequest, key: UUID) -> HttpResponse:
    """What came of it; or when it is tried again."""
    task = get_or_404(queries.by_id(request.actor, key))
    outcome, again = posted.text(request, "outcome"), AGAIN.get(posted.text(request, "again"))
    if outcome not in _outcomes(task):
        messages.error(request, gettext("Enter the outcome."))
        return redirect(_back(request))
    if again is not None:
        return _do(
            request,
            lambda: actions.later(request.actor, task, due_at=now() + again, outcome=outcome, version=version(request)),
            gettext("Saved. It will come up again."),
        )
    note = posted.text(request, "note", 400)
    return _do(
        request,
        lambda: actions.done(request.actor, task, outcome=outcome, note=note, version=version(request)),
        gettext("Done."),
    )


@page("proposal.send", ["POST"], shows=showing.PROPOSAL)
def propose(request: PageRequest, key: UUID) -> HttpResponse:
    """Hold the nearest time that fits, and ask the patient."""
    appointment = get_or_404(booking.by_id(request.actor, key))
    reason = posted.text(request, "reason", 200)
    try:
        once(lambda: proposals.propose(request.actor, appointment, reason=reason))
    except Refusal as problem:
        messages.error(request, str(problem))
    else:
        got = proposed.waiting_for(appointment)
        done = gettext("Another time is held.") if got else gettext("No time fits in three weeks.")
        if got is not None and on_an_earlier_day(appointment, got.hold.start):
            done = gettext("Another time is held, on an earlier day: no later time fits.")
        words = told(done, appointment.patient, appointment, *PROPOSING)
        messages.success(request, words, extra_tags=way_to_undo(request, appointment))
    return redirect("console:appointment", appointment.pk)


def rows_of(request: PageRequest, tasks: list[Task]) -> list[dict[str, object]]:
    """What each says and where it leads; what is about a time says which time and visit it is."""
    texts = messaging.by_key(task.thing_id for task in tasks if task.thing_kind == "inbound")
    missing = {
        inbound.pk: inbound.about[0] for inbound in texts.values() if len(inbound.about) == 1
    }  # who cannot come to just one visit
    keys = [task.thing_id for task in tasks if task.kind in ABOUT_A_TIME]
    times = booking.by_keys([*keys, *missing.values()])
    closed = {key for key, appointment in times.items() if not may(request.actor, "appointment.view", appointment)}
    to_call = {task.thing_id for task in tasks if _nowhere(task)}
    unsaid = messaging.unsaid(request.actor, to_call)
    undelivered = messaging.undelivered(
        request.actor, [task.thing_id for task in tasks if task.kind == "message" and not _not_sent(task)]
    )
    moving = [task.thing_id for task in tasks if task.kind == "move"] + list(missing.values())
    waiting = proposed.unanswered(request.actor, moving)
    given_up = _given_up(appointment for appointment in times.values() if appointment.state in GIVEN_BACK)
    last = proposed.last_of_each(task.thing_id for task in tasks if task.kind == "move")
    rows, reached, others = [], _reached(tasks), other_records(tasks)
    for task in tasks:
        name, step, outcomes = NOWHERE if _not_sent(task) else KINDS[task.kind]
        if not _not_sent(task):
            name = KINDS[task.shown_as][0]
        time = None
        if task.kind in ABOUT_A_TIME:
            time = times.get(task.thing_id)
            if task.shown_as == "broken" and time is not None:
                name = no_longer_allowed(time)
        elif task.kind in ANSWERED and (time := times.get(missing.get(task.thing_id))) is None:
            step = UNKNOWN_VISIT
        if task.kind == "move" and task.thing_id in last:
            step = step_after(last[task.thing_id]) or step
        if task.kind == "cannot" and task.thing_id in texts and texts[task.thing_id].meaning == "stop":
            name, step = STOPPED
        row = {
            "task": task,
            "name": name,
            "step": step,
            "meant_for": NAMES.get(task.meant_for, task.meant_for),
            "outcomes": outcomes,
            "href": "" if task.kind == "order" and task.thing_id in closed else _address(task, time),
            "freed": time,
            "on_offer": task.kind in ON_OFFER,
        }
        sender = texts[task.thing_id].sender if task.thing_id in texts else ""
        row |= {"sender": sender, "who": _about(task, time, sender)}
        moves = task.thing_id if task.kind == "move" else missing.get(task.thing_id)
        proposal = waiting.get(moves) if moves else None
        more = {"unsaid": unsaid.get(task.thing_id, []), "message": undelivered.get(task.thing_id)}
        if task.kind == "refill" and time is not None:
            row |= {"given_up": given_up.get(time.pk, ""), "first": _away_first(request, time)}
        rows.append(row | more | {"proposal": proposal, "reached": reached[task.pk], "other": others.get(task)})
    return rows


def _about(task: Task, time: Appointment | None, sender: str) -> str:
    """What its buttons are about, for whoever hears them by name: the patient, the referral or who is away, and the time where it is about one."""
    whom = task.patient.name if task.patient else task.referral.patient_name if task.referral else sender
    if time is None:
        return whom or out_words(task.what)
    when = when_at(time.start, time.location)
    return f"{when}, {time.provider.name}" if task.kind == "refill" else f"{whom}, {when}"


def _reached(tasks: list[Task]) -> dict[UUID, str]:
    """Whom to call about each: whoever may know of its visit; who wrote the text that it is about is named by its number."""
    asked = [task for task in tasks if task.patient is not None and task.thing_kind != "inbound"]
    visits = visits_of(asked)
    words = reached_each([(task.patient, visits[task.pk]) for task in asked])
    said = {task.pk: told for task, told in zip(asked, words, strict=True)}
    return {task.pk: said.get(task.pk, "") for task in tasks}


def _given_up(freed: Iterable[Appointment]) -> dict[UUID, str]:
    """Of each time that is free again: who gave it up, and why."""
    there = list(freed)
    keys = [appointment.pk for appointment in there]
    done = audit.last_of("appointment.cancel", keys) | audit.last_of("appointment.moved", keys)
    return {appointment.pk: _who_gave_up(appointment, done.get(appointment.pk)) for appointment in there}


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


def _outcomes(task: Task) -> tuple[str, ...]:
    return (NOWHERE if _not_sent(task) else KINDS[task.kind])[2]


def _not_sent(task: Task) -> bool:
    return task.kind == "message" and (_nowhere(task) or task.what in NOT_SENT)


def _nowhere(task: Task) -> bool:
    return (task.kind, task.thing_kind) == ("message", "patient")


def _address(task: Task, time: Appointment | None) -> str:
    """The one button that does the next step; `time`: the appointment that it is about, where that is one."""
    match task.kind:
        case "refill":
            return _refill(time)
        case "no_show" | "hold" | "rebook":
            return reverse("console:book-times", args=[task.patient_id])
        case "move" | "broken" | "late" | "here" | "paper" | "order" | "cannot" | "offered" | "to_take" if (
            time is not None
        ):
            is_here = task.kind in ("late", "here") and time.state == "arrived"
            there = "console:move" if is_here else "console:appointment"
            return reverse(there, args=[time.pk])
        case "message" if task.thing_kind == "patient":
            return reverse("console:patient", args=[task.patient_id])
        case "message":
            return f"{reverse('console:messages')}?state=exceptions"
        case "urgent" | "promise" if task.thing_kind == "request":
            return reverse("console:request", args=[task.thing_id])
        case "text" | "cannot" | "offered" | "urgent":
            return f"{reverse('console:messages')}?text={task.thing_id}"
        case "document" | "unbookable":
            return reverse("console:patient", args=[task.patient_id])
        case "duplicate":
            return reverse("console:merge", args=[task.thing_id])
        case "referral" | "unanswered":
            return reverse("console:referral", args=[task.referral_id])
        case "gone" | "same_key" | "apart" | "lost":
            return _gone(task)
        case _:
            return reverse("console:away")


def _gone(task: Task) -> str:
    """Where the thing that is open is dealt with."""
    pages = {"request": "console:request", "appointment": "console:appointment", "referral": "console:referral"}
    if task.thing_kind in pages:
        return reverse(pages[task.thing_kind], args=[task.thing_id])
    if task.thing_kind in ("document", "proxy"):
        return reverse("console:patient", args=[task.patient_id])
    lists = {"waitlistentry": "console:waitlist", "recall": "console:recalls", "staff": "setup:staff"}
    return reverse(lists.get(task.thing_kind, "console:away"))


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
