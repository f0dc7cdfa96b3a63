"""What the rules say about one visit with one provider at one place: values by the narrowest rule, and all restrictions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules.book import Entry, RuleBook
from ..rules.facts import Visit
from ..rules.families import (
    TIMED,
    WHATEVER_THE_TIME,
    buffers,
    cancellation,
    grid,
    lead_time,
    length,
    present,
    resources,
    steps,
)
from ..rules.families.caps import AtOnce, Cap, InARow, PatientCap
from ..rules.families.own_provider import WithOwnProvider
from ..rules.families.reserved import KeptCount, KeptTime
from ..rules.families.seats import Seats
from ..rules.families.self_scheduling import PatientsMayBook
from ..rules.rule import RestrictingRule, Rule, StartRule, TimedRule, ValuedRule
from ..rules.vocabulary import Vocabulary
from .bits import blocked_starts, spread
from .model import AtLeast, Long, Minute, Reason

if TYPE_CHECKING:
    from .taken import Taken


@dataclass(frozen=True)
class Part:
    """A step of a visit, from `begin` to `end` minutes after its start, with the buffers where it is the first or the last.

    Who has it: one of a `kind`, one `provider`, or (both None) the visit's own.  `room`: of that kind, unless the visit has one anyway.
    `whole`: somebody else is there from its start to its end, beside its provider and whoever has a step.
    """

    begin: int
    end: int
    before: int
    after: int
    kind: str | None
    provider: str | None
    room: str | None
    text: str
    whole: bool = False

    @property
    def handed_on(self) -> bool:
        """Whether somebody else than the visit's own provider may have it."""
        return self.kind is not None or self.provider is not None


@dataclass(frozen=True)
class Terms:
    """`own`: from when to when, in minutes after the start, the provider that it is booked with is taken.  `length`, `grid`, `before` and `after` in minutes.  The entries carry the sentence that decided."""

    visit: Visit
    length: int
    grid: int
    grid_rule: str | None
    before: int
    after: int
    lead: tuple[Entry, ...]
    horizon: tuple[Entry | None, ...]
    obstacles: tuple[Reason, ...]
    timed: tuple[tuple[TimedRule, str], ...]
    caps: tuple[tuple[Cap, str], ...]
    patient_caps: tuple[tuple[PatientCap, str], ...]
    at_once: tuple[tuple[AtOnce, str], ...]
    in_a_row: tuple[tuple[InARow, str], ...]
    by_start: tuple[tuple[StartRule, str], ...]
    kinds: tuple[tuple[str, str], ...]
    self_schedulable: bool
    own: tuple[int, int]
    parts: tuple[Part, ...] = ()
    cancellation: Entry | None = None
    length_rule: str | None = None
    usual_length: int = 0
    seats: int = 1
    seats_rule: str | None = None
    kept: tuple[tuple[KeptTime, str], ...] = ()
    kept_counts: tuple[tuple[KeptCount, str], ...] = ()
    kept_count_rules: frozenset[str] = frozenset()
    vocabulary: Vocabulary = Vocabulary()
    own_first: tuple[tuple[WithOwnProvider, str], ...] = ()
    there: tuple[tuple[present.WhileThere, str], ...] = ()

    def with_other(self, visit: Visit, *more: Reason) -> Terms:
        """The same of a visit of which the same rules hold; `more`: what else keeps it from its provider."""
        changed = object.__new__(Terms)
        changed.__dict__.update(self.__dict__, visit=visit, obstacles=(*self.obstacles, *more))
        return changed

    @property
    def counting(self) -> tuple[str, ...]:
        """The sentences that count what is booked with several providers: who books under one waits for whoever books under it."""
        return tuple(text for _, text in (*self.caps, *self.at_once))

    @property
    def own_span(self) -> tuple[int, int]:
        """The same with the buffers that lie at its ends."""
        begin, end = self.own
        return (begin - (self.before if begin == 0 else 0), end + (self.after if end == self.length else 0))

    @property
    def times(self) -> tuple[object, ...]:
        """Equal for those of one book whose starts are the same wherever hours are, whatever is taken."""
        rules = (*self.timed, *self.patient_caps, *self.by_start, *self.kept, *self.there)
        entries = (*self.lead, *self.horizon)
        who = self.visit.provider if self.own_first else None
        long = (self.length, self.grid, self.before, self.after, self.own, self.parts, self.seats)
        return (*long, who, *(id(rule) for rule, _ in rules), *(id(entry) for entry in entries))


@dataclass(frozen=True, slots=True)
class Reach:
    """The time that starts can touch, from `begin` up to `end`, buffers included; bits are counted from `origin`."""

    origin: Minute
    begin: Minute
    end: Minute

    def busy(self, taken: Taken, key: tuple[str, str]) -> int:
        """What is taken of it there, as bits from `origin`."""
        return taken.bitmap(key, self.begin, self.end - self.begin) << self.begin - self.origin


def own_minutes(agreed: Terms, mask: int) -> int:
    """All minutes for which the visit's own provider might be taken by one of these starts, as bits from the same."""
    begin, end = agreed.own_span
    return spread(mask, end - begin) << begin if begin >= 0 else spread(mask, end - begin) >> -begin


def without_busy(agreed: Terms, mask: int, busy: int) -> int:
    """Of these starts, those at which a provider with these busy minutes, as bits from the same, is free for their part of the visit."""
    begin, end = agreed.own_span
    return mask & ~(blocked_starts(busy, 0, end - begin) >> begin if begin >= 0 else blocked_starts(busy, -begin, end))


def reach_of(agreed: Terms, mask: int, origin: Minute) -> Reach:
    """What these starts (bits from `origin`) can touch: provider, rooms, and everybody who has a step."""
    before = max([agreed.before, *(part.before for part in agreed.parts)])
    after = max([agreed.after, *(part.after for part in agreed.parts)])
    low = (mask & -mask).bit_length() - 1
    return Reach(origin, origin + low - before, origin + mask.bit_length() + agreed.length + after)


def terms(book: RuleBook, visit: Visit, minutes: Long = None) -> Terms:
    """Everything that the book says about a visit, its time apart.  `minutes`: a length that somebody has chosen instead."""

    def value(kind: type[ValuedRule], sets: str, default: int) -> tuple[int, str | None]:
        entry = book.winner(kind, sets, visit)
        if entry is None:
            return default, None
        assert isinstance(entry.rule, ValuedRule) and isinstance(entry.rule.value, int)
        return entry.rule.value, entry.text

    online = visit.facts.channel == "online"
    steps, grid_rule = value(grid.Grid, "grid", grid.DEFAULT)
    refusals = _self_scheduling(book, visit)
    usual, length_rule = value(length.Length, "length", length.DEFAULT)
    before, after = value(buffers.Buffer, "buffer before", 0)[0], value(buffers.Buffer, "buffer after", 0)[0]
    long = max(minutes.minutes, usual) if isinstance(minutes, AtLeast) else minutes or usual
    own, parts, too_long = _parts(book, visit, long, before, after)
    seats, seats_rule = value(Seats, "seats", 1) if not parts else (1, None)
    return Terms(
        visit=visit,
        length=long,
        grid=steps,
        grid_rule=grid_rule,
        before=before,
        after=after,
        lead=_lead(book, visit),
        horizon=_horizon(book, visit),
        obstacles=(*obstacles_of(book, visit), *too_long, *(refusals if online else ())),
        timed=tuple(pair for kind in TIMED for pair in _pairs(book, kind, visit)),
        caps=_pairs(book, Cap, visit),
        patient_caps=_pairs(book, PatientCap, visit),
        at_once=_pairs(book, AtOnce, visit),
        in_a_row=_pairs(book, InARow, visit),
        by_start=tuple((rule, text) for rule, text in book.by_start if rule.judges(visit)),
        kinds=_kinds(book, visit),
        self_schedulable=not refusals,
        own=own,
        parts=parts,
        length_rule=length_rule,
        usual_length=usual,
        seats=seats,
        seats_rule=seats_rule,
        kept=tuple(pair for pair in _pairs(book, KeptTime, visit) if pair[0].keeps_out(visit)),
        kept_counts=tuple(pair for pair in _pairs(book, KeptCount, visit) if pair[0].keeps_out(visit)),
        kept_count_rules=frozenset(entry.text for entry in book.entries if isinstance(entry.rule, KeptCount)),
        vocabulary=book.vocabulary,
        own_first=_pairs(book, WithOwnProvider, visit),
        there=_pairs(book, present.WhileThere, visit),
        cancellation=book.winner(cancellation.PatientsMayCancel, "cancellation", visit),
    )


def _parts(
    book: RuleBook, visit: Visit, length_: int, before: int, after: int
) -> tuple[tuple[int, int], tuple[Part, ...], list[Reason]]:
    """What is left for the visit's own provider, the steps in order, and why it cannot be where nothing is left."""
    own, parts, too_long = _steps(book, visit, length_, before, after)
    return own, (*parts, *_taken_too(book, visit, length_, before, after)) if not too_long else (), too_long


def _taken_too(book: RuleBook, visit: Visit, length_: int, before: int, after: int) -> Iterator[Part]:
    """Who is taken from the start to the end beside the visit's own provider, each once."""
    text_by_who: dict[present.Who, str] = {}
    for kind in (present.Together, present.NeedsSomebody):
        for entry in book.holding(kind, visit):
            assert isinstance(entry.rule, present.TakenToo)
            for who in entry.rule.others(visit):
                text_by_who.setdefault(who, entry.text)
    for (kind_, id_), text in text_by_who.items():
        of_kind, provider = (None, id_) if kind_ == present.PROVIDER else (id_, None)
        yield Part(0, length_, before, after, of_kind, provider, None, text, whole=True)


def _steps(
    book: RuleBook, visit: Visit, length_: int, before: int, after: int
) -> tuple[tuple[int, int], tuple[Part, ...], list[Reason]]:
    """The same of the sentences about steps."""
    sides: dict[str, tuple[tuple[steps.Step, ...], str]] = {}
    for side in ("start", "end"):
        entry = book.winner(steps.Steps, f"steps at the {side}", visit)
        if entry is not None and isinstance(entry.rule, steps.Steps):
            sides[side] = (entry.rule.steps, entry.text)
    if not sides:
        return (0, length_), (), []
    laid = []
    at = 0
    for step, text in ((step, sides["start"][1]) for step in sides.get("start", ((), ""))[0]):
        laid.append((at, at + step.minutes, step, text))
        at += step.minutes
    end = length_ - sum(step.minutes for step in sides.get("end", ((), ""))[0])
    first, last = at, end
    for step, text in ((step, sides["end"][1]) for step in sides.get("end", ((), ""))[0]):
        laid.append((end, end + step.minutes, step, text))
        end += step.minutes
    parts = tuple(
        Part(b, e, before if b == 0 else 0, after if e == length_ else 0, s.kind, s.provider, s.room, text)
        for b, e, s, text in laid
    )
    if first >= last:
        said = f"its steps take {first + length_ - last} of {length_} minutes: nothing is left for the visit itself"
        return (0, length_), (), [Reason("hours", laid[0][3], said)]
    # What stays with the visit's own provider belongs to their part, where the two touch.
    while any(p.end == first and not p.handed_on for p in parts):
        first = next(p.begin for p in parts if p.end == first and not p.handed_on)
    while any(p.begin == last and not p.handed_on for p in parts):
        last = next(p.end for p in parts if p.begin == last and not p.handed_on)
    return (first, last), parts, []


def own_part(book: RuleBook, visit: Visit, minutes: int) -> tuple[int, int, tuple[Part, ...]]:
    """Of an appointment of `minutes`: when its provider is taken, and its steps; for appointments that only a file knows."""
    before, after = buffers_of(book, visit)
    own, parts, _ = _parts(book, visit, minutes, before, after)
    return (*own, parts)


def buffers_of(book: RuleBook, visit: Visit) -> tuple[int, int]:
    """The minutes kept free before and after a visit of which no more is known than `visit` says."""
    winners = (book.winner(buffers.Buffer, f"buffer {side}", visit) for side in ("before", "after"))
    before, after = (entry.rule.minutes if entry and isinstance(entry.rule, buffers.Buffer) else 0 for entry in winners)
    return before, after


def _sets(name: str, visit: Visit) -> tuple[str, ...]:
    return (name, f"patients' {name}") if visit.facts.patient_chooses else (name,)


def _known(entries) -> tuple[Entry, ...]:  # type: ignore[no-untyped-def]
    return tuple(entry for entry in entries if entry is not None)


def _lead(book: RuleBook, visit: Visit) -> tuple[Entry, ...]:
    """The entries that limit how near."""
    ahead = [book.winner(lead_time.LeadTime, sets, visit) for sets in _sets("lead time", visit)]
    return _known([*ahead, book.winner(lead_time.Closes, "closing", visit)])


def _horizon(book: RuleBook, visit: Visit) -> tuple[Entry | None, ...]:
    """The entries that limit how far ahead; None stands for the default, where nothing is said for everybody."""
    winners = [book.winner(lead_time.Horizon, sets, visit) for sets in _sets("horizon", visit)]
    return (winners[0], *_known([*winners[1:], book.winner(lead_time.Opens, "opening", visit)]))


def obstacles_of(book: RuleBook, visit: Visit) -> list[Reason]:
    """What keeps it from that provider or place whatever the time, as far as its rules can say alone."""
    reasons = []
    for kind in WHATEVER_THE_TIME:
        for entry in book.holding(kind, visit):
            assert isinstance(entry.rule, RestrictingRule)
            detail = entry.rule.obstacle(visit, book.vocabulary)
            if detail is not None:
                reasons.append(Reason(entry.rule.kind, entry.text, detail))
    return reasons


def forbidden_alone(book: RuleBook, visit: Visit) -> tuple[str, ...]:
    """The sentences that say that this patient may not book it without staff, whatever else allows it."""
    return tuple(reason.rule for reason in _self_scheduling(book, visit) if reason.rule is not None)


def _self_scheduling(book: RuleBook, visit: Visit) -> list[Reason]:
    """Every reason why a patient may not book this; a condition that is not known stands in the way of nothing."""
    entries = book.covering(PatientsMayBook, visit)
    reasons = []
    allowed = False
    for entry in entries:
        assert isinstance(entry.rule, PatientsMayBook)
        holds = entry.rule.holds(visit.facts)
        if entry.rule.allowed:
            allowed = allowed or holds is not False
        elif holds:
            reasons.append(Reason("self-scheduling", entry.text, "patients may not book this themselves"))
    if not allowed:
        reasons.insert(0, Reason("self-scheduling", None, "no rule lets patients book this themselves"))
    return reasons


def _pairs(book: RuleBook, kind: type[Rule], visit: Visit):  # type: ignore[no-untyped-def]
    return tuple((entry.rule, entry.text) for entry in book.holding(kind, visit))


def _kinds(book: RuleBook, visit: Visit) -> tuple[tuple[str, str], ...]:
    """(kind, sentence), each kind once."""
    text_by_kind: dict[str, str] = {}
    for entry in book.holding(resources.NeedsResources, visit):
        assert isinstance(entry.rule, resources.NeedsResources)
        for kind in entry.rule.kinds:
            text_by_kind.setdefault(kind, entry.text)
    return tuple(text_by_kind.items())
