"""What the rules say about one visit with one provider at one place: values by the narrowest rule, and all restrictions."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.book import Entry, RuleBook
from ..rules.facts import Visit
from ..rules.families import buffers, cancellation, grid, lead_time, length, offers, patients, payers, resources
from ..rules.families.caps import Cap, PatientCap
from ..rules.families.closures import Closure
from ..rules.families.self_scheduling import PatientsMayBook
from ..rules.rule import RestrictingRule, Rule, ValuedRule
from .model import Reason

STATIC: tuple[type[RestrictingRule], ...] = (
    offers.OnlyBy,
    offers.DoesNotOffer,
    offers.OnlyAt,
    payers.Takes,
    patients.ForPatients,
    patients.ForAges,
)


@dataclass(frozen=True)
class Terms:
    """`length`, `grid`, `before` and `after` in minutes.  The entries carry the sentence that decided."""

    visit: Visit
    length: int
    grid: int
    grid_rule: str | None
    before: int
    after: int
    lead: tuple[Entry, ...]
    horizon: tuple[Entry | None, ...]
    obstacles: tuple[Reason, ...]
    closures: tuple[tuple[Closure, str], ...]
    caps: tuple[tuple[Cap, str], ...]
    patient_caps: tuple[tuple[PatientCap, str], ...]
    within_last: tuple[tuple[patients.WithinDaysOfLast, str], ...]
    kinds: tuple[tuple[str, str], ...]
    self_schedulable: bool
    cancellation: Entry | None = None


def terms(book: RuleBook, visit: Visit) -> Terms:
    """Everything that the book says about a visit, its time apart."""

    def value(kind: type[ValuedRule], sets: str, default: int) -> tuple[int, str | None]:
        entry = book.winner(kind, sets, visit)
        if entry is None:
            return default, None
        assert isinstance(entry.rule, ValuedRule) and isinstance(entry.rule.value, int)
        return entry.rule.value, entry.text

    online = visit.facts.channel == "online"
    steps, grid_rule = value(grid.Grid, "grid", grid.DEFAULT)
    refusals = _self_scheduling(book, visit)
    return Terms(
        visit=visit,
        length=value(length.Length, "length", length.DEFAULT)[0],
        grid=steps,
        grid_rule=grid_rule,
        before=value(buffers.Buffer, "buffer before", 0)[0],
        after=value(buffers.Buffer, "buffer after", 0)[0],
        lead=_known(book.winner(lead_time.LeadTime, sets, visit) for sets in _sets("lead time", online)),
        horizon=_horizon(book, visit, online),
        obstacles=(*_static(book, visit), *(refusals if online else ())),
        closures=_pairs(book, Closure, visit),
        caps=_pairs(book, Cap, visit),
        patient_caps=_pairs(book, PatientCap, visit),
        within_last=_pairs(book, patients.WithinDaysOfLast, visit),
        kinds=_kinds(book, visit),
        self_schedulable=not refusals,
        cancellation=book.winner(cancellation.PatientsMayCancel, "cancellation", visit),
    )


def buffers_of(book: RuleBook, visit: Visit) -> tuple[int, int]:
    """The minutes kept free before and after a visit of which no more is known than `visit` says."""
    found = (book.winner(buffers.Buffer, f"buffer {side}", visit) for side in ("before", "after"))
    before, after = (entry.rule.minutes if entry and isinstance(entry.rule, buffers.Buffer) else 0 for entry in found)
    return before, after


def _sets(name: str, online: bool) -> tuple[str, ...]:
    return (name, f"patients' {name}") if online else (name,)


def _known(entries) -> tuple[Entry, ...]:  # type: ignore[no-untyped-def]
    return tuple(entry for entry in entries if entry is not None)


def _horizon(book: RuleBook, visit: Visit, online: bool) -> tuple[Entry | None, ...]:
    """The entries that limit how far ahead; None stands for the default, where nothing is said for everybody."""
    found = [book.winner(lead_time.Horizon, sets, visit) for sets in _sets("horizon", online)]
    return (found[0], *_known(found[1:]))


def _static(book: RuleBook, visit: Visit) -> list[Reason]:
    reasons = []
    for kind in STATIC:
        for entry in book.holding(kind, visit):
            assert isinstance(entry.rule, RestrictingRule)
            detail = entry.rule.obstacle(visit, book.vocabulary)
            if detail is not None:
                reasons.append(Reason(entry.rule.kind, entry.text, detail))
    return reasons


def _self_scheduling(book: RuleBook, visit: Visit) -> list[Reason]:
    """Every reason why a patient may not book this; a condition that is not known stands in the way of nothing."""
    entries = book.covering(PatientsMayBook, visit)
    reasons = []
    allowed = False
    for entry in entries:
        assert isinstance(entry.rule, PatientsMayBook)
        holds = entry.rule.when.holds(visit.facts)
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
    found: dict[str, str] = {}
    for entry in book.holding(resources.NeedsResources, visit):
        assert isinstance(entry.rule, resources.NeedsResources)
        for kind in entry.rule.kinds:
            found.setdefault(kind, entry.text)
    return tuple(found.items())
