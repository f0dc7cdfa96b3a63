"""`cases:`: times that the practice has decided once, each with its answer, and whether the rules still give it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from ...rules.facts import CHANNELS
from ...rules.language import Refusal, parse, render
from ...rules.vocabulary import Vocabulary, nearest
from .given import Given, judged
from .model import Case, PracticeFile
from .nodes import Node

PATIENTS = ("new", "established")


def read_cases(top: Node, file: PracticeFile) -> tuple[Case, ...]:
    """Every case that could be asked about; what is wrong with the others is a fault in its line."""
    seen: dict[str, int] = {}
    cases = (_case(node, file, seen) for node in top.items("cases", "a case"))
    return tuple(case for case in cases if case is not None)


def broken(file: PracticeFile) -> Iterator[tuple[Case, str]]:
    """The cases that are answered otherwise than they say, each with what it was to be and what it is."""
    for case in file.cases:
        judgment = judged(file, case.wanted, case.provider, case.location, case.moment)
        reasons = [reason.rule or f"{reason.kind}: {reason.detail}" for reason in judgment.reasons]
        because = " ".join(dict.fromkeys(reasons))
        if case.offered and reasons:
            yield case, f"it was to be offered, and is not: {because}"
        elif not case.offered and not reasons:
            yield case, f"{_refused(case)}, and it is offered"
        elif case.by and case.by not in reasons:
            yield case, f"{_refused(case)}, and is not offered by: {because}"
        elif case.approval is not None and case.approval != bool(judgment.needs.approval):
            is_ = f"needs it: {' '.join(judgment.needs.approval)}" if judgment.needs.approval else "needs none"
            yield case, f"it was to need {'approval' if case.approval else 'no approval'}, and {is_}"


def _refused(case: Case) -> str:
    return f"it was not to be offered by “{case.by}”" if case.by else "it was not to be offered"


# Reading ----------------------------------------------------------------------------------------------------


def _case(node: Node, file: PracticeFile, seen: dict[str, int]) -> Case | None:
    before = len(node.faults.noted)
    node.only(
        *("name", "visit", "provider", "at", "start", "now", "offered", "by", "needs approval"),
        *("patient", "patient-id", "age", "born", "no-shows", "last-visit", "last", "payer", "own-provider"),
        *("channel", "answer", "given"),
    )
    name = node.text("name", required=True)
    if name in seen:
        node.fault("name", f"two cases are called '{name}' (first in line {seen[name]})")
    seen.setdefault(name, node.line)
    asked = _asked(node)
    offered, by = _answer(node, file.setup.book.vocabulary)
    approval = node.flag("needs approval") if "needs approval" in node.data else None
    if len(node.faults.noted) > before:
        return None
    reader = Given(file)
    wanted = reader.wanted(asked, (asked.provider,), (asked.at,))
    moment = reader.minute("--start", asked.start)
    for fault in reader.faults:
        node.faults.add(node.line, f"case '{name}': {fault.removeprefix('--')}")
    if reader.faults or moment is None:
        return None
    return Case(name, node.line, wanted, asked.provider, asked.at, moment, offered, by, approval)


def _asked(node: Node) -> SimpleNamespace:
    """What the options of `frontdesk explain` would say."""

    def said(key: str) -> str | None:
        return node.text(key) if key in node.data else None

    if "age" in node.data and "born" in node.data:
        node.fault("born", "say 'age' or 'born', not both")
    return SimpleNamespace(
        visit=node.text("visit", required=True),
        provider=node.text("provider", required=True),
        at=node.text("at", required=True),
        start=node.text("start", required=True),
        now=node.text("now", required=True),
        patient=_one_of(node, "patient", PATIENTS),
        patient_id=said("patient-id"),
        age=said("age"),
        born=said("born"),
        no_shows=said("no-shows"),
        last_visit=said("last-visit"),
        last=_pairs(node, "last"),
        payer=said("payer"),
        own_provider=said("own-provider"),
        channel=_one_of(node, "channel", CHANNELS) or "staff",
        answer=_pairs(node, "answer"),
        given=_pairs(node, "given"),
    )


def _answer(node: Node, vocabulary: Vocabulary) -> tuple[bool, str]:
    """Whether it is offered, and by which sentence (in its canonical form) it is not."""
    if "offered" not in node.data:
        node.faults.add(node.line, f"{node.what} has no 'offered'; write offered: yes, or offered: no")
    offered, by = node.flag("offered"), node.text("by")
    if by and offered:
        node.fault("by", "'by' says which sentence is against it, and this is to be offered")
    try:
        return offered, render(parse(by, vocabulary), vocabulary) if by else ""
    except Refusal as refusal:
        node.fault("by", str(refusal))
        return offered, ""


def _one_of(node: Node, key: str, known: tuple[str, ...]) -> str | None:
    said = node.text(key)
    if said and said not in known:
        hint = nearest(said, known)
        node.fault(key, f"'{said}' is not one of {', '.join(known)}" + (f"; did you mean '{hint}'?" if hint else ""))
    return said or None


def _pairs(node: Node, key: str) -> list[str]:
    child = node.child(key)
    return [] if child is None else [f"{name}={_plain(value)}" for name, value in child.data.items()]


def _plain(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
