"""Time away: a clinician asks; a scheduler decides, or writes it down when somebody falls ill, and asks all who are affected."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, TypedDict
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may_open
from ...availability.model import Reason
from ...booking.models import Appointment, TimeAway
from ...booking.moving import PROPOSED, PROPOSING
from ...booking.take import Place
from ...core.refusals import Refusal
from ...day.away import actions, keeping, queries
from ...day.away.many import actions as many
from ...day.away.many.queries import Press, last_press
from ...day.away.staying.queries import would_be_told
from ...day.correcting.many import all_open_until, undo_all
from ...outreach.proposals.preview import Planned, could_take, given_to, planned_proposals, why_none_fits
from ...outreach.proposals.queries import last_of_each, unanswered
from ...practice import queries as named
from ...practice.models import Provider
from ...tenancy.today import today_at
from .. import posted
from ..forms import (
    Form,
    TimeForm,
    chosen_day,
    new_key,
    none_of,
    pressed_between,
    pressed_key,
    way_back_of_all,
)
from ..page import get_or_404, once, page
from ..picked import NearDateField, PickedTimeField
from ..request import PageRequest
from ..who_was_told import show_reached, told_all, told_of_each
from . import asking_first, showing

DAY = 24 * 60
LOOKED_AT = 3
AT_ONCE = 150  # of so many patients a page shows the new times: three fields each, and a search
SAID_FOR = dt.timedelta(minutes=10)  # after a press, what came of it


class AwayValues(TypedDict):
    """What is asked for: the days, both included, and minutes of the day at the location."""

    first_on: dt.date
    last_on: dt.date
    from_minute: int
    to_minute: int
    note: str


class AwayForm(Form):
    provider = forms.ModelChoiceField(none_of(Provider), label=_("Who"), to_field_name="code", required=False)
    first_on = NearDateField(label=_("From"), until="id_last_on")
    last_on = NearDateField(label=_("To, this day included"))
    from_time = PickedTimeField(label=_("From what time"), required=False)
    to_time = PickedTimeField(label=_("To what time"), required=False)
    note = forms.CharField(label=_("Note for the scheduler"), max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = named.providers()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("This date is before the first one."))
        return said

    @property
    def values(self) -> AwayValues:
        said = self.cleaned_data
        begin, end = said.get("from_time"), said.get("to_time")
        return {
            "first_on": said["first_on"],
            "last_on": said["last_on"],
            "from_minute": begin.hour * 60 + begin.minute if begin else 0,
            "to_minute": end.hour * 60 + end.minute if end else DAY,
            "note": said["note"],
        }


@page("away.view", ["GET", "POST"])
def away(request: PageRequest) -> HttpResponse:
    """What is asked for and decided; and the form: a clinician asks, who decides writes it down at once."""
    day = chosen_day(request, _today(request))
    who = {"provider": request.GET.get("provider", "")}
    form = AwayForm(request.POST or None, initial={**who, "first_on": day, "last_on": day})
    form.fields["provider"].required = may_open(request.actor, "away.decide")
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = once(lambda: _write_down(request, form))
        except Refusal as wrong:
            problem = str(wrong)
        else:
            messages.success(request, _said(made))
            return redirect("console:away-one", made.pk) if made.state == "approved" else redirect("console:away")
    context = {
        "form": form,
        "problem": problem,
        "rows": queries.upcoming(request.actor, _today(request)),
        "decides": may_open(request.actor, "away.decide"),
        "key": new_key(),
    }
    return render(request, "console/away.html", context, status=422 if form.errors else 409 if problem else 200)


@page("away.view")
def time_away(request: PageRequest, key: UUID) -> HttpResponse:
    """Whom it affects, and who has answered."""
    row = get_or_404(queries.by_id(request.actor, key))
    standing = row.state in ("draft", "approved")  # what was taken back or declined moves nobody
    there, here = (queries.affected(row), queries.here_then(row)) if standing else ([], [])
    show_reached([*there, *here])
    answers, kept = _answers(there), unanswered(request.actor, [appointment.pk for appointment in there])
    press = last_press(row)
    context = {
        "row": row,
        "press": press,
        "preparing": press is not None and not press.is_over,
        **_came_of(request, row, press, {appointment.pk for appointment, answer in answers if not answer}),
        "sentence": keeping.sentence(row),
        "affected": [(appointment, answer, kept.get(appointment.pk)) for appointment, answer in answers],
        "not_asked": [appointment for appointment, answer in answers if not answer],
        "would_be_told": would_be_told(row, there) if row.state == "approved" else [],
        "settled": (settled := queries.moved_by(row)),
        "here": here,
        "steps": queries.only_a_step(row, there) if row.state == "approved" else [],
        "left": len(there) + len(here),
        "all": len(there) + len(here) + len(settled),
        "standing": standing,
        "decides": may_open(request.actor, "away.decide"),
    }
    return render(request, "console/away_one.html", context)


@page("away.decide", ["POST"], shows=showing.AWAY)
def decide(request: PageRequest, key: UUID) -> HttpResponse:
    row = get_or_404(queries.by_id(request.actor, key))
    yes, reason = posted.text(request, "answer") == "yes", posted.text(request, "reason", 200)
    try:
        made = once(lambda: actions.decide_time_away(request.actor, row, yes=yes, reason=reason))
        messages.success(request, _said(made))
    except Refusal as wrong:
        messages.error(request, str(wrong))
    return redirect("console:away-one", row.pk)


@page("away.withdraw", ["POST"], shows=showing.AWAY)
def withdraw(request: PageRequest, key: UUID) -> HttpResponse:
    row = get_or_404(queries.by_id(request.actor, key))
    try:
        once(lambda: actions.withdraw(request.actor, row))
        messages.success(request, gettext("Withdrawn."))
    except Refusal as wrong:
        messages.error(request, str(wrong))
    return redirect("console:away")


@page("away.decide", ["POST"], shows=showing.AWAY)
def take_back(request: PageRequest, key: UUID) -> HttpResponse:
    """They are here after all."""
    row = get_or_404(queries.by_id(request.actor, key))
    try:
        there = queries.affected(row)
        told = would_be_told(row, there)
        once(lambda: actions.take_back(request.actor, row, reason=posted.text(request, "reason", 200)))
        done = gettext("Undone. The times are on offer again.")
        messages.success(
            request, told_all(done, [(appointment.patient, appointment) for appointment in told], "time-stays")
        )
    except Refusal as wrong:
        messages.error(request, str(wrong))
    return redirect("console:away-one", row.pk)


@page("away.decide", ["GET", "POST"], shows=showing.PROPOSE_ALL)
def propose_all(request: PageRequest, key: UUID) -> HttpResponse:
    """Who would be proposed which new time; sent to those who stay ticked.  Who has been asked already is left alone."""
    row = get_or_404(queries.by_id(request.actor, key))
    answers = _answers(queries.affected(row))
    waiting = [appointment for appointment, answer in answers if not answer]
    again = [
        appointment for appointment, answer in answers if answer == "passed"
    ]  # they may be asked once more, where somebody says so
    if request.method != "POST":
        leaf = Paginator([*waiting, *again], AT_ONCE).get_page(request.GET.get("page"))
        there = list(leaf.object_list)
        others = Others.of(row, [*waiting, *again], there)
        chosen = _given_to(request, others)
        asked_before = {appointment.pk for appointment in again}
        plans = _plans(row, there, chosen, asked_before)
        context = {
            "row": row,
            "sentence": keeping.sentence(row),
            "shown": [row, *(planned.appointment for planned in plans if planned.fits)],
            "leaf": leaf,
            "address": urlencode({"with": chosen.code} if chosen is not None else {}),
            "given_to": chosen,
            "others": others,
            "planned": [planned for planned in plans if planned.fits],
            "not_fitting": [planned for planned in plans if not planned.fits],
            "again": asked_before & {appointment.pk for appointment in there},
            "asked": [appointment for appointment, answer in answers if answer not in ("", "passed")],
            "here": queries.here_then(row),
            "steps": queries.only_a_step(row, [*waiting, *again]),
        }
        return render(request, "console/propose.html", context)
    places: dict[UUID, Place | None] | None = None
    if posted.text(request, "looked"):
        picked = set(posted.texts(request, "pick"))
        waiting = [appointment for appointment in [*waiting, *again] if str(appointment.pk) in picked]
        places = {appointment.pk: _place(posted.text(request, f"place-{appointment.pk}")) for appointment in waiting}
    if not waiting:
        messages.error(request, gettext("Nobody was selected. No message was sent."))
        return redirect(_this_list(request, row))
    try:
        once(lambda: many.propose_all(request.actor, row, appointments=waiting, places=places))
    except Refusal as problem:
        messages.error(request, str(problem))
        return redirect(_this_list(request, row))
    return redirect("console:away-one", row.pk)


@page("away.decide", ["POST"])
def undo_proposals(request: PageRequest, key: UUID) -> HttpResponse:
    """What one press proposed to many: whoever has not been told yet is not asked after all."""
    row, press = get_or_404(queries.by_id(request.actor, key)), get_or_404(pressed_between(request))
    if (question := asking_first.of_many(request, press[1], reverse("console:away-one", args=[row.pk]))) is not None:
        return question
    taken = once(lambda: undo_all(request.actor, queries.affected(row), press))
    if taken.back:
        count = len(taken.back)
        words = ngettext("%(count)s proposal was undone.", "%(count)s proposals were undone.", count)
        messages.success(request, words % {"count": count})
    elif not taken.left:
        messages.error(request, gettext("There is nothing left to undo."))
    if taken.left:
        count = len(taken.left)
        words = ngettext("%(count)s had been sent already.", "%(count)s had been sent already.", count)
        names = ", ".join(dict.fromkeys(appointment.patient.name for appointment in taken.left))
        messages.error(request, f"{words % {'count': count}} {names}".strip())
    return redirect("console:away-one", row.pk)


def _came_of(request: PageRequest, row: TimeAway, press: Press | None, unasked: set[UUID]) -> dict[str, object]:
    """What came of the last press that proposed times to many: who was asked, for whom it could not be done, and the way back."""
    if press is None:
        return {}
    asked = press.of("made")
    left = {"not_free": press.of("not free"), "failed": press.of("failed")}
    outcome: dict[str, object] = {
        name: [appointment for appointment in some if appointment.pk in unasked] for name, some in left.items()
    }
    if not press.is_over or now() - press.span[1] > SAID_FOR or not asked:
        return outcome
    return {**outcome, "said": _so_far(request, asked), "way_to_undo": _way_to_undo(request, row, press, asked)}


def _so_far(request: PageRequest, asked: list[Appointment]) -> str:
    """For how many a time is held, what those said who have answered, and who of the others could not be told."""
    held = unanswered(request.actor, [appointment.pk for appointment in asked])
    words = [gettext("Another time is held for %(got)s of %(all)s.") % {"got": len(held), "all": len(asked)}]
    last = last_of_each(appointment.pk for appointment in asked)
    said = Counter(proposal.state for proposal in last.values())
    if count := said["accepted"]:
        words.append(ngettext("%(count)s has accepted.", "%(count)s have accepted.", count) % {"count": count})
    if count := said["declined"]:
        words.append(ngettext("%(count)s has declined.", "%(count)s have declined.", count) % {"count": count})
    know = {key for key, proposal in last.items() if proposal.state in ("accepted", "declined")}
    waiting = [
        (appointment.patient, appointment)
        for appointment in asked
        if appointment.state == "booked" and appointment.pk not in know
    ]
    return told_all(" ".join(words), waiting, *PROPOSING)


def _way_to_undo(request: PageRequest, row: TimeAway, press: Press, asked: list[Appointment]) -> str:
    last = asked[-LOOKED_AT:]  # the last of a press can be taken back the longest
    until = all_open_until(request.actor, last) if may_open(request.actor, "appointment.undo") else None
    if until is None:
        return ""
    return way_back_of_all(reverse("console:undo-proposals", args=[row.pk]), press.span, until)


def _this_list(request: PageRequest, row: TimeAway) -> str:
    """The page that was shown: with whom, and which part of the list."""
    kept = urlencode({name: value[:80] for name in ("with", "page") if (value := request.GET.get(name, ""))})
    return f"{reverse('console:propose-all', args=[row.pk])}?{kept}".rstrip("?")


@dataclass(frozen=True)
class Others:
    """Who could see somebody whom whoever is out was to see; who was to have a step of a visit alone is not the one who sees them.

    `fitting`: at the time that at least one of them has; `able`: by the rules, and at none of these times; `why_not`: for each of
    those who see nobody then, what stands in the way.
    """

    fitting: list[Provider]
    able: list[Provider]
    why_not: list[tuple[Provider, tuple[Reason, ...]]]

    @classmethod
    def of(cls, row: TimeAway, appointments: list[Appointment], shown: list[Appointment]) -> Others:
        """`shown`: those on this page, about which it is looked who fits."""
        theirs, here = (
            [appointment for appointment in some if appointment.provider_id == row.provider_id]
            for some in (appointments, shown)
        )
        by_rule = could_take(theirs) if theirs else set()
        others = [provider for provider in named.providers() if provider.pk != row.provider_id]
        if not here:  # only steps on this page; whoever was chosen on another one stays chosen
            return cls([], [provider for provider in others if provider.code in by_rule], [])
        why = why_none_fits(here)
        not_fitting = [provider for provider in others if provider.code in why]
        return cls(
            [provider for provider in others if provider.code not in why],
            [provider for provider in not_fitting if provider.code in by_rule],
            [(provider, reasons) for provider in not_fitting if (reasons := why[provider.code])],
        )

    def by_code(self, code: str) -> Provider | None:
        return next((provider for provider in [*self.fitting, *self.able] if provider.code == code), None)


def _given_to(request: PageRequest, others: Others) -> Provider | None:
    """Who is to see them all at the times that they have; None: the same provider first, then others."""
    code = request.GET.get("with", "")
    chosen = others.by_code(code)
    if code and chosen is None:
        messages.error(request, gettext("These patients cannot be given to that provider. Choose another."))
    return chosen


def _plans(row: TimeAway, there: list[Appointment], chosen: Provider | None, asked_before: set[UUID]) -> list[Planned]:
    """A visit in which whoever is out has a step alone stays with its provider, and another time is looked for."""
    theirs = [appointment for appointment in there if chosen is not None and appointment.provider_id == row.provider_id]
    rest = [appointment for appointment in there if appointment not in theirs]
    given = given_to(theirs, chosen, not_ticked=asked_before) if chosen is not None else []
    plans = {planned.appointment.pk: planned for planned in [*given, *planned_proposals(rest)]}
    return [plans[appointment.pk] for appointment in there]


def _place(shown: str) -> Place | None:
    """The time that the page showed for somebody; None: that no time fits."""
    form = TimeForm({"time": shown})
    return form.place if form.is_valid() else None


def _today(request: PageRequest) -> dt.date:
    return today_at(request.practice)


def _write_down(request: PageRequest, form: AwayForm) -> TimeAway:
    if may_open(request.actor, "away.decide"):
        provider = form.cleaned_data["provider"]
        if provider is None:
            raise actions.WrongDates
        return actions.at_once(request.actor, provider, key=pressed_key(request), **form.values)
    own = named.provider_by_key(request.actor.provider)
    if own is None:
        raise actions.NotAProvider
    return actions.ask_for_time_away.once(pressed_key(request), request.actor, own, **form.values)


def _said(made: TimeAway) -> str:
    return {
        "draft": gettext("Requested. Nothing is closed until a scheduler decides."),
        "approved": gettext("Saved. No times are offered then."),
        "declined": gettext("Declined."),
    }.get(made.state, "")


def _answers(there: list[Appointment]) -> list[tuple[Appointment, str]]:
    said = queries.answers(there, told_of_each(there, *PROPOSED))
    return [(appointment, said[appointment.pk]) for appointment in there]
