"""The practice itself and how it works with patients: contact, reminders, quiet hours, waitlist, due visits, how long requests may wait, reasons, who acts for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ....practice.file import PracticeFile, document, examine
from ....practice.file.messages import ORDERS
from ....practice.file.model import DECISIONS
from ....practice.file.sentences import add_sentence, replace_sentence
from ....practice.file.shapes import keys, words
from ....practice.reasons import STANDARD
from ....rules.families.service_levels import ServiceLevel
from ....rules.for_patients import amount
from ....rules.language import parse
from ....rules.scope import Scope
from ... import posted
from ...page import page
from ...picked import PickedTimeField
from ...request import PageRequest
from ...setup_words import ages_words
from .. import frame
from ..written import WrittenForm, over
from .addressing import names_of
from .forms import Entry, PracticeForm, ProxyForm

F = TypeVar("F", bound=WrittenForm)

WAITS = (("approval", _("for approval")), ("information", _("for information")), ("a time", _("for a time")))
UNITS = (("hours", _("hours")), ("business days", _("business days")), ("days", _("days")))
DECISION_NAMES = {
    "ask": _("When something is asked of the patient (the patient reads this)"),
    "approve": _("When a request is approved (kept with the request)"),
    "decline": _("When a request is declined (the patient reads this)"),
    "cancel": _("When an appointment is canceled (kept with the appointment)"),
}


class WritingForm(WrittenForm):
    """When the practice writes, and who is offered a freed time first."""

    reminders = forms.CharField(
        label=_("Reminders"),
        help_text=_("How long before, such as “7 days, 24 hours”."),
        max_length=100,
        required=False,
    )
    quiet_from = PickedTimeField(label=_("No messages from"), required=False)
    quiet_to = PickedTimeField(label=_("until"), required=False)
    order = forms.ChoiceField(
        label=_("A freed time is offered first to"),
        choices=[(ORDERS[0], _("who waits longest")), (ORDERS[1], _("whose visit is most urgent"))],
    )
    keep = forms.CharField(label=_("and kept for them"), help_text=_("Such as “30 minutes”."), max_length=20)
    invite = forms.CharField(
        label=_("For a recall, patients are invited"), help_text=_("Such as “4 weeks”, ahead."), max_length=20
    )
    remind = forms.CharField(label=_("and reminded every"), help_text=_("Such as “2 weeks”."), max_length=20)


@page("policy.edit", ["GET", "POST"])
def practice(request: PageRequest) -> HttpResponse:
    entry = document.mapping(frame.current(request).policy.text, "practice")
    form = PracticeForm(request.POST or None, initial=PracticeForm.of(entry))
    return _map_page(request, "practice", form, lambda form: {"practice": form.values})


@page("policy.edit", ["GET", "POST"])
def writing(request: PageRequest) -> HttpResponse:
    text = frame.current(request).policy.text
    told, waits, due = (document.mapping(text, name) for name in ("messages", "waitlist", "recalls"))
    quiet = keys(told.get("quiet hours"))
    initial = {
        "reminders": ", ".join(words(told.get("reminders", ["7 days", "24 hours"]))),
        "quiet_from": _clock(quiet.get("from"), dt.time(21)),
        "quiet_to": _clock(quiet.get("to"), dt.time(8)),
        "order": waits.get("order", ORDERS[0]),
        "keep": waits.get("keep offers", "30 minutes"),
        "invite": str(due.get("invite", "4 weeks")).removesuffix(" ahead"),
        "remind": due.get("remind every", "2 weeks"),
    }
    form = WritingForm(request.POST or None, initial=initial)

    def values(form: WritingForm) -> dict[str, Entry]:
        said = form.cleaned_data
        begin, end = said["quiet_from"], said["quiet_to"]
        return {
            "messages": {
                "reminders": [reminder.strip() for reminder in said["reminders"].split(",") if reminder.strip()],
                "quiet hours": {"from": f"{begin:%H:%M}", "to": f"{end:%H:%M}"} if begin and end else None,
            },
            "waitlist": {"order": said["order"], "keep offers": said["keep"]},
            "recalls": {"invite": f"{said['invite'].removesuffix(' ahead')} ahead", "remind every": said["remind"]},
        }

    return _map_page(request, "writing", form, values)


@page("policy.edit", ["GET", "POST"])
def reasons(request: PageRequest) -> HttpResponse:
    """A reason in a line; the Spanish after a bar; of one to cancel, what it means after another."""
    own = document.mapping(frame.current(request).policy.text, "reasons")
    fields = {
        name: forms.CharField(
            label=DECISION_NAMES[name],
            help_text=_(
                "One in a line; the Spanish after a bar. After a second bar: patient, where it is the patient's wish; not free, where "
                "nobody can be seen at that time. Empty: the standard ones."
            )
            if name == "cancel"
            else _("One in a line; the Spanish after a bar. Empty: the standard ones."),
            widget=forms.Textarea({"rows": 5}),
            required=False,
        )
        for name in DECISIONS
    }
    form = type("ReasonsForm", (WrittenForm,), fields)(
        request.POST or None, initial={name: _reason_lines(own, name) for name in DECISIONS}
    )

    def values(form: WrittenForm) -> dict[str, Entry]:
        return {"reasons": {name: _reasons_of(form.cleaned_data[name], name) for name in DECISIONS}}

    return _map_page(request, "reasons", form, values)


@page("policy.edit", ["GET", "POST"])
def service_levels(request: PageRequest) -> HttpResponse:
    """How long any request may wait, in each state; narrower rules stand in the rule book."""
    file = frame.file_of(request)
    now = {
        rule.waits_for: entry
        for entry in file.setup.book.entries
        if isinstance(rule := entry.rule, ServiceLevel) and rule.scope == Scope() and not rule.when
    }
    fields: dict[str, forms.Field] = {}
    initial: dict[str, Any] = {}
    for n, (waits, name) in enumerate(WAITS):
        fields[f"n{n}"] = forms.IntegerField(label=name, min_value=0, max_value=1000, required=False)
        fields[f"u{n}"] = forms.ChoiceField(label=_("counted in"), choices=UNITS)
        level = now[waits].rule if waits in now else None
        if isinstance(level, ServiceLevel):
            initial |= {f"n{n}": level.amount, f"u{n}": level.unit}
        else:
            initial[f"u{n}"] = "business days"
    form = type("LevelsForm", (WrittenForm,), fields)(request.POST or None, initial=initial)
    problem = ""
    if request.method == "POST" and form.is_valid():
        wanted = {
            waits: f"Requests wait at most {amount('en', form.cleaned_data[f'n{n}'], form.cleaned_data[f'u{n}'])} for {waits}."
            if form.cleaned_data[f"n{n}"] is not None
            else ""
            for n, (waits, _name) in enumerate(WAITS)
        }
        problem = frame.try_edit(
            request, lambda text: _with_levels(text, wanted), gettext("How long requests may wait")
        )
        if not problem:
            messages.success(request, gettext("Saved into the draft."))
            return redirect("setup:levels")
    narrower = [e.text for e in file.setup.book.entries if isinstance(e.rule, ServiceLevel) and e not in now.values()]
    context = {"form": form, "part": "levels", "narrower": narrower, "problem": problem}
    return frame.show(request, "setup/plan.html", "levels", context, 422 if form.errors or problem else 200)


@page("policy.edit", ["GET", "POST"])
def proxies(request: PageRequest, number: str = "") -> HttpResponse:
    """Who may see, book and cancel for whom: a table of lines, each addressed by what it says."""
    file, (names, rows) = frame.file_of(request), _proxies_now(request)
    if number and number not in names:
        messages.error(request, gettext("This line is no longer there. Nothing was changed."))
        return redirect("setup:proxies")
    at = names.index(number) if number else len(rows)
    form = ProxyForm(request.POST or None, initial=ProxyForm.of(rows[at]) if at < len(rows) else {})
    form.fields["visits"].choices = [(visit_type.id, visit_type.name) for visit_type in file.setup.visit_types.values()]  # type: ignore[attr-defined]
    removing, problem = posted.text(request, "do") == "remove", ""
    if request.method == "POST" and form.is_valid() and not removing and form.is_as_opened(number):
        return redirect("setup:proxies")
    if request.method == "POST" and (removing or form.is_valid()):
        own = rows[at] if at < len(rows) else {}
        said = {} if removing else form.changed(lambda form: form.values) if own else form.values
        line = over(own, {key: _in_its_order(own, key, value) for key, value in said.items()})
        new = [] if removing else [line]
        changed = [*rows[:at], *new, *rows[at + 1 :]]
        bare = [line for line in document.items(frame.current(request).policy.text, "proxies") if line not in rows]
        problem = frame.try_edit(
            request,
            lambda text: document.put_list(text, "proxies", [*changed, *bare]),
            gettext("Who can manage whose appointments"),
        )
        if not problem:
            messages.success(request, gettext("Saved into the draft."))
            return redirect("setup:proxies")
        before, (names, rows) = names, _proxies_now(request)
        number = _what_it_is_now(before, names, at) if number else ""
    visits = {visit_type.id: visit_type.name for visit_type in file.setup.visit_types.values()}
    shown = [
        (
            n,
            {**row, "may": words(row.get("may"))},
            ages_words(row),
            [visits.get(v, v) for v in words(row.get("visits"))],
        )
        for n, row in zip(names, rows, strict=True)
    ]
    context = {"form": form, "rows": shown, "number": number, "problem": problem}
    return frame.show(request, "setup/proxies.html", "proxies", context, 422 if form.errors or problem else 200)


# Helpers ----------------------------------------------------------------------------------------------------


def _proxies_now(request: PageRequest) -> tuple[list[str], list[Any]]:
    """Each line's name and the line: as the form showed them, and once it is refused as they stand now."""
    rows = document.entries(frame.current(request).policy.text, "proxies")
    return names_of(rows), rows


def _in_its_order(own: Entry, key: str, value: Any) -> Any:
    """What boxes say has no order of its own: the same of them stays as the line has it."""
    same = isinstance(value, list) and key in own and sorted(value) == sorted(words(own[key]))
    return own[key] if same else value


def _what_it_is_now(before: list[str], now: list[str], at: int) -> str:
    """The name of what has become of a line, so that a refused change of it stays one; '' where it was taken out."""
    for kind, begin, end, first, last in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if begin <= at < end and kind in ("equal", "replace") and first + at - begin < last:
            return now[first + at - begin]
    return ""


def _map_page(request: PageRequest, part: str, form: F, values: Callable[[F], dict[str, Entry]]) -> HttpResponse:
    """A form over sections that have keys; faults that the file's reader finds in it are said at once."""
    problem = ""
    if request.method == "POST" and form.is_valid():
        wanted = {
            section: changed
            for section in values(form)
            if (changed := form.changed(lambda form, section=section: values(form)[section]))  # type: ignore[misc]
        }
        problem = _fault_of(frame.current(request).policy.text, wanted) or frame.try_edit(
            request, lambda text: _put(text, wanted), gettext("Settings: %(part)s") % {"part": part}
        )
        if not problem:
            messages.success(request, gettext("Saved into the draft."))
            return redirect(f"setup:{part}")
    context = {"form": form, "part": part, "problem": problem}
    return frame.show(request, "setup/plan.html", part, context, 422 if form.errors or problem else 200)


def _clock(text: Any, usual: dt.time) -> dt.time:
    try:
        return dt.time.fromisoformat(str(text).zfill(5))
    except ValueError:
        return usual


def _put(text: str, wanted: dict[str, Entry]) -> str:
    for section, values in wanted.items():
        text = document.put_mapping(text, section, values)
    return text


def _fault_of(text: str, wanted: dict[str, Entry]) -> str:
    """What would be wrong that was not wrong before."""
    before = {fault.message for fault in examine(text)[1]}
    new = [fault.message for fault in examine(_put(text, wanted))[1] if fault.message not in before]
    return "; ".join(new)


def _with_levels(text: str, wanted: dict[str, str]) -> str:
    for waits, sentence in wanted.items():
        file = examine(text)[0]
        assert file is not None
        now = _level(file, waits)
        if now is not None and (not sentence or now.text != sentence):
            text = replace_sentence(text, now.line, now.written, sentence)
        elif now is None and sentence:
            rule = parse(sentence, file.setup.book.vocabulary)
            text = add_sentence(text, sentence, file.setup.book.entries, rule)
    return text


def _level(file: PracticeFile, waits: str):  # type: ignore[no-untyped-def]
    return next(
        (
            entry
            for entry in file.setup.book.entries
            if isinstance(rule := entry.rule, ServiceLevel)
            and rule.scope == Scope()
            and not rule.when
            and rule.waits_for == waits
        ),
        None,
    )


def _reason_lines(own: Entry, name: str) -> str:
    if name not in own:
        return "\n".join(str(gettext(reason)) for reason in STANDARD[name])
    written = own[name] if isinstance(own[name], list) else words(own[name])
    entries = [reason if isinstance(reason, dict) else {"say": reason} for reason in written]
    return "\n".join(" | ".join(_parts(entry)) for entry in entries)


def _parts(reason: Mapping[str, Any]) -> list[str]:
    """As many as it needs: what is in the middle may be empty."""
    parts = [str(reason.get(key) or "") for key in ("say", "es", "means")]
    return parts[: max(place for place, part in enumerate(parts) if part or place == 0) + 1]


def _reasons_of(text: str, name: str) -> list[Any] | None:
    """None where they are the standard ones: these are translated anyway."""
    lines = [[part.strip() for part in line.split("|", 2)] for line in text.splitlines() if line.strip()]
    written = [dict(zip(("say", "es", "means"), line, strict=False)) for line in lines]
    if not written or written == [{"say": str(gettext(reason))} for reason in STANDARD[name]]:
        return None
    said = [{key: part for key, part in reason.items() if part} for reason in written]
    return [reason if len(reason) > 1 else reason.get("say", "") for reason in said]
