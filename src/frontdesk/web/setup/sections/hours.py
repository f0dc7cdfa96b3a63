"""A provider's week, painted: one layer at a time (a place, for which visits, from when to when in the year)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ....availability.clock import DAY
from ....availability.model import Setup
from ....core.typed import whole_number
from ....practice.file import document, examine
from ....practice.file.hours import ORDINALS
from ....rules.building import RELEASES
from ....rules.families.closures import clock
from ....rules.families.reserved import WEEKDAYS, KeptTime
from ....rules.spoken import spoken
from ....rules.words import listing
from ... import posted
from ...forms import Form
from ...page import page
from ...request import PageRequest
from .. import frame
from .closures import with_sentences
from .weeks import DAYS, Block, layers, name_of_layer, painted, rows, said, step_of

KEEP_STEP = 30


class LayerForm(Form):
    """Where, for what and when in the year the painted hours hold."""

    at = forms.ChoiceField(label=_("Where"))
    only = forms.MultipleChoiceField(
        label=_("Only for these visits"),
        help_text=_("None means all."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starting = forms.DateField(label=_("From this date on"), widget=forms.DateInput({"type": "date"}), required=False)
    until = forms.DateField(
        label=_("Until this date, included"), widget=forms.DateInput({"type": "date"}), required=False
    )
    every = forms.IntegerField(
        label=_("Every so many weeks"),
        help_text=_("2 is every other week, counted from the week of the first date."),
        min_value=1,
        max_value=52,
        required=False,
    )
    which = forms.MultipleChoiceField(
        label=_("Only on these weekdays of a month"),
        choices=[(one, one) for one in ORDINALS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, setup: Setup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].choices = [(one.id, one.name) for one in setup.locations.values()]  # type: ignore[attr-defined]
        self.fields["only"].choices = [(one.id, one.name) for one in setup.visit_types.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        starting, until = found.get("starting"), found.get("until")
        if starting and until and until < starting:
            self.add_error("until", _("This date is before the first one."))
        if (found.get("every") or 1) > 1 and not starting:
            self.add_error("starting", _("Every other week from when? Choose a date in the first week."))
        return found

    @property
    def layer(self) -> Block:
        found = self.cleaned_data
        return {
            "at": found["at"],
            "only": found["only"],
            "starting": str(found["starting"] or ""),
            "until": str(found["until"] or ""),
            "every": f"{found['every']} weeks" if (found["every"] or 1) > 1 else "",
            "which": found["which"],
        }


@page("policy.edit", ["GET", "POST"])
def hours(request: PageRequest, id_: str) -> HttpResponse:
    """`?layer=…` paints one; `?layer=new` begins another."""
    file = frame.file_of(request)
    entries = document.entries(frame.current(request).policy.text, "providers")
    one = next((found for found in entries if str(found.get("id")) == id_), None)
    if one is None:
        raise Http404
    found = layers(one.get("hours") or [])
    names = [name_of_layer(blocks) for blocks in found]
    chosen = posted.text(request, "layer") or request.GET.get("layer") or (names[0] if found else "new")
    if chosen not in (*names, "new"):
        messages.error(request, gettext("These hours are no longer there. Nothing was changed."))
        return redirect("setup:hours", id_)
    number = names.index(chosen) if chosen in names else None
    mine = found[number] if number is not None else []
    others = [block for n, blocks in enumerate(found) if n != number for block in blocks]
    form = LayerForm(file.setup, request.POST or None, initial=_initial(mine[0] if mine else {}))
    problem = ""
    if request.method == "POST" and form.is_valid():
        step = _step(posted.text(request, "step"))
        blocks = painted(posted.texts(request, "cell"), step, form.layer)
        new = [b for n, there in enumerate(found) for b in (blocks if n == number else there)]
        new += blocks if number is None else []
        problem = _save(request, id_, new)
        if not problem:
            return redirect(f"{reverse('setup:hours', args=[id_])}?layer={_place(new, blocks)}")
    grid = step_of(mine) if mine else 30  # None: odd minutes, shown as text
    places = {place.id: place.name for place in file.setup.locations.values()}
    context = {
        "one": one,
        "layers": [(name_of_layer(b), places.get(str(b[0].get("at")), ""), b[0], said(b)) for b in found],
        "chosen": chosen,
        "form": form,
        "problem": problem,
        "step": grid,
        "rows": rows(mine, [(places.get(str(b.get("at")), ""), b) for b in others], _kept(file.setup, id_), grid)
        if grid
        else [],
        "text": said(mine),
        "colleagues": [other for other in entries if other.get("id") != id_ and other.get("hours")],
    }
    return frame.show(request, "setup/hours.html", "providers", context, 422 if form.errors or problem else 200)


class KeepForm(Form):
    """For which visits the painted time is kept, and until when."""

    visits = forms.MultipleChoiceField(label=_("For these visits"), widget=forms.CheckboxSelectMultiple)
    until = forms.ChoiceField(label=_("Until when it is kept"), required=False)

    def __init__(self, setup: Setup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visits"].choices = [(one.id, one.name) for one in setup.visit_types.values()]  # type: ignore[attr-defined]
        self.fields["until"].choices = [("", _("never given to others")), *((one, spoken(one)) for one in RELEASES)]  # type: ignore[attr-defined]
        self.fields["visits"].error_messages["required"] = _("Choose the visits that the time is kept for.")


@page("policy.edit", ["GET", "POST"])
def keep(request: PageRequest, id_: str) -> HttpResponse:
    """Paint time that is kept for some visits: each painted piece becomes a sentence of the rules."""
    file = frame.file_of(request)
    provider = file.setup.providers.get(id_)
    if provider is None:
        raise Http404
    form = KeepForm(file.setup, request.POST or None)
    cells, problem = posted.texts(request, "cell"), ""
    if request.method == "POST" and form.is_valid():
        sentences = _kept_sentences(file.setup, id_, cells, form.cleaned_data)
        what = gettext("Rule added: %(rule)s") % {"rule": " ".join(sentences)}
        problem = (
            frame.try_edit(
                request,
                lambda text: with_sentences(text, sentences),
                what,
                lambda shown, now: _kept_by_others(id_, shown, now, sentences),
            )
            if sentences
            else gettext("Paint the time that is to be kept.")
        )
        if not problem:
            messages.success(request, gettext("Added."))
            return redirect("setup:keep", id_)
    mine = [
        {
            "at": block.at,
            "days": [DAYS[day] for day in block.weekdays],
            "from": clock(block.from_),
            "to": clock(block.to if block.to <= DAY else block.to - DAY),
        }
        for block in provider.blocks
    ]
    picked = painted(cells, KEEP_STEP, {"at": ""})
    context = {
        "one": provider,
        "form": form,
        "problem": problem,
        "step": KEEP_STEP,
        "rows": rows(picked, [], _kept(file.setup, id_), KEEP_STEP, there=mine),
    }
    return frame.show(request, "setup/keep.html", "providers", context, 422 if form.errors or problem else 200)


def _kept_sentences(setup: Setup, provider: str, cells: list[str], said: dict[str, Any]) -> list[str]:
    vocabulary = setup.book.vocabulary
    whom = listing([vocabulary.visit_noun(visit) for visit in said["visits"]])
    until = f" {said['until']}" if said["until"] else ""
    return [
        f"Keep {listing([WEEKDAYS[DAYS.index(day)] for day in block['days']])} from {block['from']} to {block['to']} "
        f"with {vocabulary.provider(provider)} for {whom}{until}."
        for block in painted(cells, KEEP_STEP, {"at": ""})
    ]


@page("policy.edit", ["POST"])
def change(request: PageRequest, id_: str) -> HttpResponse:
    """Copy everything from somebody else, or take a layer out."""
    entries = {str(one.get("id")): one for one in document.entries(frame.current(request).policy.text, "providers")}
    if id_ not in entries:
        raise Http404
    mine = entries[id_].get("hours") or []
    other = entries.get(posted.text(request, "from"))
    if posted.text(request, "do") == "copy" and other is not None:
        problem, done = _save(request, id_, other.get("hours") or []), gettext("Copied.")
    elif posted.text(request, "do") == "remove" and (gone := posted.text(request, "layer")) in [
        name_of_layer(blocks) for blocks in layers(mine)
    ]:
        kept = [block for blocks in layers(mine) if name_of_layer(blocks) != gone for block in blocks]
        problem, done = _save(request, id_, kept), gettext("Taken out.")
    else:
        return redirect("setup:hours", id_)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
    return redirect("setup:hours", id_)


# Helpers ----------------------------------------------------------------------------------------------------


def _kept_by_others(provider: str, shown: str, now: str, mine: list[str]) -> list[str]:
    """Time of theirs that somebody kept, or gave back, since the page was shown, beside what is to be kept now."""
    before, after = _kept_sentences_of(shown, provider), _kept_sentences_of(now, provider)
    if before == after or set(mine) <= set(after):
        return []
    return [f"rules: “{' '.join(after)}” / “{' '.join(mine)}”"]


def _kept_sentences_of(text: str, provider: str) -> list[str]:
    file = examine(text)[0]
    if file is None:
        return []
    entries = file.setup.book.entries
    return [one.text for one in entries if isinstance(one.rule, KeptTime) and one.rule.scope.providers == (provider,)]


def _save(request: PageRequest, id_: str, blocks: list[Block]) -> str:
    what = gettext("Hours of %(name)s") % {"name": id_}
    return frame.try_edit(request, lambda text: document.put(text, "providers", id_, {"hours": blocks or None}), what)


def _place(new: list[Block], blocks: list[Block]) -> str:
    """Which layer these blocks are now; '' where nothing of it is left."""
    return name_of_layer(blocks) if blocks else ""


def _initial(block: Block) -> dict[str, Any]:
    every = str(block.get("every", "")).partition(" ")[0]
    return {**block, "every": whole_number(every)}


def _step(text: str) -> int:
    return int(text) if text in ("15", "30") else 30


def _kept(setup: Setup, provider: str) -> list[tuple[str, int, int, int]]:
    """Reserved time of a provider: (the rule, weekday, from, to)."""
    return [
        (entry.text, weekday, entry.rule.from_, entry.rule.to)
        for entry in setup.book.entries
        if isinstance(entry.rule, KeptTime)
        and (not entry.rule.scope.providers or provider in entry.rule.scope.providers)
        for weekday in entry.rule.weekdays
    ]
