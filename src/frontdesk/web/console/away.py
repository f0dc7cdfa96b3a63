"""Time away: a clinician asks; a scheduler decides, or writes it down when somebody falls ill, and asks all who are affected."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypedDict
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may_open
from ...booking.away import actions, keeping, queries
from ...booking.away.many import actions as many
from ...booking.away.many.queries import Press, last_press
from ...booking.correcting.many import all_open_until, undo_all
from ...booking.models import Appointment, TimeAway
from ...booking.moving import PROPOSING
from ...booking.proposals.preview import planned
from ...booking.proposals.queries import answered, unanswered
from ...booking.take import Place
from ...core.refusals import Refusal
from ...practice import queries as named
from ...practice.models import Provider
from ...tenancy.today import today_at
from .. import posted
from ..forms import (
    Form,
    NearDateField,
    TimeForm,
    chosen_day,
    new_key,
    none_of,
    pressed_between,
    pressed_key,
    way_back_of_all,
)
from ..page import found, once, page
from ..request import PageRequest
from ..told import show_reached, told_all, told_of_each
from . import asking_first, showing

DAY = 24 * 60
LOOKED_AT = 3
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
    from_time = forms.TimeField(label=_("From what time"), required=False, widget=forms.TimeInput({"type": "time"}))
    to_time = forms.TimeField(label=_("To what time"), required=False, widget=forms.TimeInput({"type": "time"}))
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
def one(request: PageRequest, key: UUID) -> HttpResponse:
    """Whom it affects, and who has answered."""
    row = found(queries.by_id(request.actor, key))
    standing = row.state in ("draft", "approved")  # what was taken back or declined moves nobody
    there = queries.affected(row) if standing else []
    show_reached(there)
    answers, kept = _answers(there), unanswered(request.actor, [one.pk for one in there])
    told = queries.told(there)
    press = last_press(row)
    context = {
        "row": row,
        "press": press,
        "preparing": press is not None and not press.is_over,
        **_came_of(request, row, press, {one.pk for one, answer in answers if not answer}),
        "sentence": keeping.sentence(row),
        "affected": [(one, answer, kept.get(one.pk)) for one, answer in answers],
        "not_asked": [one for one, answer in answers if not answer],
        "would_be_told": [one for one in there if one.pk in told],
        "settled": (settled := queries.moved_by(row)),
        "all": len(there) + len(settled),
        "standing": standing,
        "decides": may_open(request.actor, "away.decide"),
    }
    return render(request, "console/away_one.html", context)


@page("away.decide", ["POST"], shows=showing.AWAY)
def decide(request: PageRequest, key: UUID) -> HttpResponse:
    row = found(queries.by_id(request.actor, key))
    yes, reason = posted.text(request, "answer") == "yes", posted.text(request, "reason", 200)
    try:
        made = once(lambda: actions.decide(request.actor, row, yes=yes, reason=reason))
        messages.success(request, _said(made))
    except Refusal as wrong:
        messages.error(request, str(wrong))
    return redirect("console:away-one", row.pk)


@page("away.withdraw", ["POST"], shows=showing.AWAY)
def withdraw(request: PageRequest, key: UUID) -> HttpResponse:
    row = found(queries.by_id(request.actor, key))
    try:
        once(lambda: actions.withdraw(request.actor, row))
        messages.success(request, gettext("Withdrawn."))
    except Refusal as wrong:
        messages.error(request, str(wrong))
    return redirect("console:away")


@page("away.decide", ["POST"], shows=showing.AWAY)
def take_back(request: PageRequest, key: UUID) -> HttpResponse:
    """They are here after all."""
    row = found(queries.by_id(request.actor, key))
    try:
        there = queries.affected(row)
        known = queries.told(there)
        told = [one for one in there if one.pk in known]
        once(lambda: actions.take_back(request.actor, row, reason=posted.text(request, "reason", 200)))
        done = gettext("Undone. The times are on offer again.")
        messages.success(request, told_all(done, [(one.patient, one) for one in told], "time-stays"))
    except Refusal as wrong:
        messages.error(request, str(wrong))
    return redirect("console:away-one", row.pk)


@page("away.decide", ["GET", "POST"], shows=showing.PROPOSE_ALL)
def propose_all(request: PageRequest, key: UUID) -> HttpResponse:
    """Who would be proposed which new time; sent to those who stay ticked.  Who has been asked already is left alone."""
    row = found(queries.by_id(request.actor, key))
    answers = _answers(queries.affected(row))
    waiting = [one for one, answer in answers if not answer]
    again = [
        one for one, answer in answers if answer == "passed"
    ]  # they may be asked once more, where somebody says so
    if request.method != "POST":
        context = {
            "row": row,
            "sentence": keeping.sentence(row),
            "shown": [row, *(one for one, _answer in answers)],
            "planned": planned([*waiting, *again]),
            "again": {one.pk for one in again},
            "asked": [one for one, answer in answers if answer not in ("", "passed")],
        }
        return render(request, "console/propose.html", context)
    places: dict[UUID, Place | None] | None = None
    if posted.text(request, "looked"):
        picked = set(posted.texts(request, "pick"))
        waiting = [one for one in [*waiting, *again] if str(one.pk) in picked]
        places = {one.pk: _place(posted.text(request, f"place-{one.pk}")) for one in waiting}
    if not waiting:
        messages.error(request, gettext("Nobody was selected. No message was sent."))
        return redirect("console:propose-all", row.pk)
    try:
        once(lambda: many.propose_all(request.actor, row, appointments=waiting, places=places))
    except Refusal as problem:
        messages.error(request, str(problem))
        return redirect("console:propose-all", row.pk)
    return redirect("console:away-one", row.pk)


@page("away.decide", ["POST"])
def undo_proposals(request: PageRequest, key: UUID) -> HttpResponse:
    """What one press proposed to many: whoever has not been told yet is not asked after all."""
    row, press = found(queries.by_id(request.actor, key)), found(pressed_between(request))
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
        names = ", ".join(dict.fromkeys(one.patient.name for one in taken.left))
        messages.error(request, f"{words % {'count': count}} {names}".strip())
    return redirect("console:away-one", row.pk)


def _came_of(request: PageRequest, row: TimeAway, press: Press | None, unasked: set[UUID]) -> dict[str, object]:
    """What came of the last press that proposed times to many: who was asked, for whom it could not be done, and the way back."""
    if press is None:
        return {}
    asked = press.of("made")
    left = {"not_free": press.of("not free"), "failed": press.of("failed")}
    found: dict[str, object] = {name: [one for one in some if one.pk in unasked] for name, some in left.items()}
    if not press.is_over or now() - press.span[1] > SAID_FOR or not asked:
        return found
    know = answered(asked)
    got = len(know | set(unanswered(request.actor, [one.pk for one in asked])))
    words = gettext("Another time is held for %(got)s of %(all)s.") % {"got": got, "all": len(asked)}
    if know:
        words += " " + ngettext("%(count)s has answered.", "%(count)s have answered.", len(know)) % {"count": len(know)}
    waiting = [(one.patient, one) for one in asked if one.pk not in know]
    said = told_all(words, waiting, *PROPOSING)
    return {**found, "said": said, "way_to_undo": _way_to_undo(request, row, press, asked)}


def _way_to_undo(request: PageRequest, row: TimeAway, press: Press, asked: list[Appointment]) -> str:
    last = asked[-LOOKED_AT:]  # the last of a press can be taken back the longest
    until = all_open_until(request.actor, last) if may_open(request.actor, "appointment.undo") else None
    if until is None:
        return ""
    return way_back_of_all(reverse("console:undo-proposals", args=[row.pk]), press.span, until)


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
    return actions.ask.once(pressed_key(request), request.actor, own, **form.values)


def _said(made: TimeAway) -> str:
    return {
        "draft": gettext("Requested. Nothing is closed until a scheduler decides."),
        "approved": gettext("Saved. No times are offered then."),
        "declined": gettext("Declined."),
    }.get(made.state, "")


def _answers(there: list[Appointment]) -> list[tuple[Appointment, str]]:
    said = queries.answers(there, told_of_each(there, "time-proposed"))
    return [(one, said[one.pk]) for one in there]
