"""A provider's week, painted: one layer at a time (a place, for which visits, from when to when in the year)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
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
from ....practice.file.shapes import words
from ....practice.file.written_hours import WrittenBlock, blocks_of, written_blocks
from ....rules.building import RELEASES
from ....rules.families.closures import clock
from ....rules.families.reserved import WEEKDAYS, KeptTime
from ....rules.spoken import spoken
from ....rules.words import listing
from ... import posted
from ...page import page
from ...picked import PickedDateField
from ...request import PageRequest
from .. import frame
from ..written import WrittenForm
from .closures import with_sentences
from .weeks import DAYS, Block, layers, name_of_layer, painted, rows, said, step_of

KEEP_STEP = 30


class LayerForm(WrittenForm):
    """Where, for what and when in the year the painted hours hold."""

    at = forms.ChoiceField(label=_("Where"))
    only = forms.MultipleChoiceField(
        label=_("Only for these visits"),
        help_text=_("None means all."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starting = PickedDateField(label=_("From this date on"), required=False)
    until = PickedDateField(label=_("Until this date, included"), required=False)
    every = forms.IntegerField(
        label=_("Every so many weeks"),
        help_text=_("2 is every other week, counted from the week of the first date."),
        min_value=1,
        max_value=52,
        required=False,
    )
    which = forms.MultipleChoiceField(
        label=_("Only on these weekdays of a month"),
        choices=[(ordinal, ordinal) for ordinal in ORDINALS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, setup: Setup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].choices = [(location.id, location.name) for location in setup.locations.values()]  # type: ignore[attr-defined]
        self.fields["only"].choices = [(visit_type.id, visit_type.name) for visit_type in setup.visit_types.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starting, until = cleaned.get("starting"), cleaned.get("until")
        if starting and until and until < starting:
            self.add_error("until", _("This date is before the first one."))
        if (cleaned.get("every") or 1) > 1 and not starting:
            self.add_error("starting", _("Every other week from when? Choose a date in the first week."))
        return cleaned

    @property
    def layer(self) -> Block:
        cleaned = self.cleaned_data
        return {
            "at": cleaned["at"],
            "only": cleaned["only"],
            "starting": str(cleaned["starting"] or ""),
            "until": str(cleaned["until"] or ""),
            "every": f"{cleaned['every']} weeks" if (cleaned["every"] or 1) > 1 else "",
            "which": cleaned["which"],
        }


@dataclass(frozen=True)
class Week:
    """Somebody's hours, and which of their layers is painted: `place` among them, None for a new one.  `gone`: what was asked for is not there."""

    provider: Block
    colleagues: list[Block]
    written: list[WrittenBlock]
    place: int | None
    gone: bool

    @cached_property
    def layers(self) -> list[list[Block]]:
        return layers(block.value for block in self.written if not block.faults)

    @property
    def unusable(self) -> list[WrittenBlock]:
        """What is painted nowhere, and stays in the file whatever is painted."""
        return [block for block in self.written if block.faults]

    @property
    def chosen(self) -> str:
        return "new" if self.place is None else name_of_layer(self.layers[self.place])

    @property
    def mine(self) -> list[Block]:
        return [] if self.place is None else self.layers[self.place]

    def others(self, places: dict[str, str]) -> list[tuple[str, Block]]:
        """(where it is, block) of the other layers."""
        return [
            (places.get(str(block.get("at")), ""), block)
            for n, blocks in enumerate(self.layers)
            if n != self.place
            for block in blocks
        ]

    def with_painted(self, blocks: list[Block]) -> list[Any]:
        """All hours, with these in the place of the layer."""
        everything = [block.value for block in self.written]
        first = next((n for n, block in enumerate(everything) if block in self.mine), len(everything))
        kept = [block for block in everything[first:] if block not in self.mine]
        return [*everything[:first], *blocks, *kept]


@page("policy.edit", ["GET", "POST"])
def hours(request: PageRequest, id_: str) -> HttpResponse:
    """`?layer=…` paints one; `?layer=new` begins another.  What is refused stays as it was painted."""
    week = _week(request, id_, posted.text(request, "layer") or request.GET.get("layer") or "")
    if week is None:
        raise Http404
    problem = gettext("These hours are no longer there. Nothing was changed.") if week.gone else ""
    if problem and request.method != "POST":
        messages.error(request, problem)
        return redirect("setup:hours", id_)
    setup = frame.file_of(request).setup
    form = LayerForm(setup, request.POST or None, initial=_initial(week.mine[0] if week.mine else {}))
    grid = step_of(week.mine) if week.mine else 30  # None: odd minutes, shown as text
    drawn = week.mine
    if request.method == "POST":
        step, cells = _step(posted.text(request, "step")), posted.texts(request, "cell")
        if grid is None and not problem:
            problem = gettext("These hours cannot be painted. Change them in the file. Nothing was changed.")
        if form.is_valid() and not problem:
            blocks = painted(cells, step, form.layer)
            if [_listed(block) for block in blocks] == [_listed(block) for block in week.mine]:
                blocks = week.mine  # as they are written
            new = week.with_painted(blocks)
            problem = _save(request, id_, new)
            if not problem:
                return redirect(f"{reverse('setup:hours', args=[id_])}?layer={_place(new, blocks)}")
            week = _week(request, id_, week.chosen) or week  # as it stands now: pressed again, it goes over that
        grid, drawn = grid and step, painted(cells, step, {"at": ""})
    places = {place.id: place.name for place in setup.locations.values()}
    context = {
        "one": week.provider,
        "layers": [
            (name_of_layer(b), places.get(str(b[0].get("at")), ""), _listed(b[0]), said(b)) for b in week.layers
        ],
        "chosen": week.chosen,
        "form": form,
        "problem": problem,
        "step": grid,
        "rows": rows(drawn, week.others(places), _kept(setup, id_), grid) if grid else [],
        "text": said(week.mine),
        "unusable": week.unusable,
        "line": document.line_of(frame.current(request).policy.text, "providers", id_),
        "colleagues": week.colleagues,
    }
    return frame.show(request, "setup/hours.html", "providers", context, 422 if form.errors or problem else 200)


def _week(request: PageRequest, id_: str, asked: str) -> Week | None:
    """None: there is nobody of that id."""
    text, setup = frame.current(request).policy.text, frame.file_of(request).setup
    entries = document.entries(text, "providers")
    provider = next((entry for entry in entries if str(entry.get("id")) == id_), None)
    if provider is None:
        return None
    colleagues = [other for other in entries if str(other.get("id")) != id_ and blocks_of(other.get("hours"))]
    week = Week(provider, colleagues, written_blocks(text, id_, setup.locations, setup.visit_types), None, False)
    names = [name_of_layer(blocks) for blocks in week.layers]
    asked = asked or (names[0] if names else "new")
    place = names.index(asked) if asked in names else None
    return replace(week, place=place, gone=asked not in (*names, "new"))


def _listed(block: Block) -> Block:
    """What may stand by itself, as the list of one that it is."""
    return {**block, **{key: words(block[key]) for key in ("only", "which") if key in block}}


class KeepForm(WrittenForm):
    """For which visits the painted time is kept, and until when."""

    visits = forms.MultipleChoiceField(label=_("For these visits"), widget=forms.CheckboxSelectMultiple)
    until = forms.ChoiceField(label=_("Until when it is kept"), required=False)

    def __init__(self, setup: Setup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visits"].choices = [(visit_type.id, visit_type.name) for visit_type in setup.visit_types.values()]  # type: ignore[attr-defined]
        releases = [(release, spoken(release)) for release in RELEASES]
        self.fields["until"].choices = [("", _("never given to others")), *releases]  # type: ignore[attr-defined]
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
    week = _week(request, id_, "new")
    if week is None:
        raise Http404
    other = next((each for each in week.colleagues if str(each.get("id")) == posted.text(request, "from")), None)
    if posted.text(request, "do") == "copy" and other is not None:
        problem, done = _save(request, id_, blocks_of(other.get("hours"))), gettext("Copied.")
    elif posted.text(request, "do") == "remove" and (gone := posted.text(request, "layer")) in [
        name_of_layer(blocks) for blocks in week.layers
    ]:
        place = [name_of_layer(blocks) for blocks in week.layers].index(gone)
        problem, done = _save(request, id_, replace(week, place=place).with_painted([])), gettext("Taken out.")
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
    return [
        entry.text
        for entry in entries
        if isinstance(entry.rule, KeptTime) and entry.rule.scope.providers == (provider,)
    ]


def _save(request: PageRequest, id_: str, blocks: list[Any]) -> str:
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
