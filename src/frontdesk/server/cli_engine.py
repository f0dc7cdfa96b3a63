"""`frontdesk slots`, `frontdesk explain` and `frontdesk practice check`: the engine without a server."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from ..availability.clock import say, say_time
from ..availability.engine import Engine
from ..availability.model import Minute, Needs, Slot, Wanted, instant_of
from ..availability.told import advice, told
from ..core.counting import counted
from ..practice.file import FileFaults, PracticeFile, read_path
from ..practice.file.cases import broken
from ..practice.file.given import Given, Wrong, judged
from ..practice.findings import findings_in_file
from ..rules.dates import short
from ..rules.facts import CHANNELS
from . import cli_due

BROKEN, WRONG = 1, 2


def add_to(commands: Any) -> None:
    slots = commands.add_parser("slots", help="the times on offer, from a practice file alone")
    _facts(slots)
    slots.add_argument(
        "--from", dest="first", required=True, metavar="DATE", help="the first local date, such as 2026-12-01"
    )
    slots.add_argument("--days", default="14", metavar="N", help="how many local dates (14)")
    slots.add_argument(
        "--provider", action="append", default=[], metavar="ID", help="only with this provider; may be repeated"
    )
    slots.add_argument("--at", action="append", default=[], metavar="ID", help="only at this location; may be repeated")
    slots.add_argument("--limit", metavar="N", help="stop after so many slots")
    slots.set_defaults(run=lambda arguments: _run(_slots, arguments))

    why = commands.add_parser("explain", help="every reason against one time")
    _facts(why)
    why.add_argument("--provider", required=True, metavar="ID")
    why.add_argument("--at", required=True, metavar="ID")
    why.add_argument(
        "--start", required=True, metavar="LOCAL-ISO", help="such as 2026-12-01T09:20, in the location's time"
    )
    why.set_defaults(run=lambda arguments: _run(_explain, arguments))
    due = commands.add_parser("due", help="when such a visit is due, by what took place before (`--last`, `--born`)")
    _facts(due)
    due.set_defaults(run=lambda arguments: _run(cli_due.due, arguments))


def add_check(practice: Any) -> None:
    check = practice.add_parser(
        "check",
        help="list every fault of a practice file, what is odd about it and which of its cases are broken, with the line",
    )
    check.add_argument("file", metavar="FILE")
    check.set_defaults(run=lambda arguments: _run(_check, arguments))


def _facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a practice file")
    parser.add_argument("--visit", required=True, metavar="ID", help="the visit type")
    parser.add_argument(
        "--now", metavar="ISO", help="as if it were this time (local to the practice unless it says its offset)"
    )
    parser.add_argument("--patient", choices=["new", "established"])
    parser.add_argument(
        "--patient-id",
        metavar="ID",
        help="as `patient:` of the file's appointments: their time is taken, their caps count",
    )
    age = parser.add_mutually_exclusive_group()
    age.add_argument("--age", metavar="N", help="in whole years; `--born` says it to the day")
    age.add_argument("--born", metavar="DATE", help="the patient's date of birth, such as 2026-06-30")
    parser.add_argument("--no-shows", metavar="N", help="missed visits of this type, as if of today: within any span")
    parser.add_argument("--last-visit", metavar="DATE")
    parser.add_argument(
        "--last",
        action="append",
        default=[],
        metavar="VISIT=DATE",
        help="when the patient last had such a visit, where that stands among no appointments; may be repeated",
    )
    parser.add_argument("--payer", metavar="ID", help="or `none` (they pay themselves), `other` (not in the file)")
    parser.add_argument(
        "--own-provider",
        metavar="ID",
        help="the patient's own provider; one who is not (any more) in the file limits nothing",
    )
    parser.add_argument(
        "--given",
        action="append",
        default=[],
        metavar="FIELD=DATE",
        help="when the patient gave that paper, for rules that say how long it holds; may be repeated",
    )
    parser.add_argument("--channel", choices=list(CHANNELS), default="staff")
    parser.add_argument("--answer", action="append", default=[], metavar="FIELD=VALUE")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _run(work: Any, arguments: argparse.Namespace) -> int:
    try:
        file = read_path(arguments.file)
    except OSError as error:
        print(f"cannot read {arguments.file}: {error.strerror or error}", file=sys.stderr)
        return WRONG
    except FileFaults as faults:
        print("\n".join(faults.lines()), file=sys.stderr)
        return WRONG
    try:
        status = work(arguments, file) or 0
        sys.stdout.flush()  # whoever reads it may have gone: said here, and not when Python ends
    except FileFaults as faults:
        print("\n".join(faults.lines()), file=sys.stderr)
        return WRONG
    except Wrong as wrong:
        print("\n".join(wrong.faults), file=sys.stderr)
        return WRONG
    return int(status)


def _slots(arguments: argparse.Namespace, practice: PracticeFile) -> None:
    reader = Given(practice)
    wanted = reader.wanted(arguments, tuple(arguments.provider), tuple(arguments.at))
    first = reader.date("--from", arguments.first)
    days = reader.number("--days", arguments.days, 1, 3660)
    limit = reader.number("--limit", arguments.limit, 1, 10_000_000) if arguments.limit is not None else None
    reader.finish()
    assert first is not None
    engine = Engine(practice.setup, practice.appointments)
    zones = {id_: location.zone for id_, location in practice.setup.locations.items()}
    times = list(islice(engine.slots(wanted, first, days or 14), limit))
    needs = engine.needs(wanted)
    asked = _asked(needs)
    if needs.unknown:
        asked["unknown"] = list(needs.unknown)
    self_schedulable = engine.self_schedulable(wanted)
    if arguments.json:
        slots = [
            {
                "start": instant_of(slot.start, zones[slot.location]).isoformat(),
                "end": instant_of(slot.end, zones[slot.location]).isoformat(),
                "visit": slot.visit,
                "provider": slot.provider,
                "at": slot.location,
                "resources": list(slot.resources),
                **_steps(slot, zones[slot.location]),
            }
            for slot in times
        ]
        print(json.dumps({"slots": slots, "needs": asked, "self_schedulable": self_schedulable}, ensure_ascii=False))
        return
    for slot in times:
        others = [f"{taking.id} from {say_time(taking.begin, zones[slot.location])}" for taking in slot.steps]
        rooms = f"  ({', '.join([*slot.resources, *others])})" if slot.resources or others else ""
        print(f"{say(slot.start, zones[slot.location]):24}  {slot.provider:16}  {slot.location}{rooms}")
    print(f"{counted(len(times), 'time')}. Patients may {'' if self_schedulable else 'not '}book this themselves.")
    for sentence in needs.approval:
        print(f"needs approval: {sentence}")
    if needs.information:
        print(f"needs before booking: {_listed(needs)}")
    if needs.unknown:
        print(f"not known yet, and a rule asks: {', '.join(needs.unknown)}")


def _asked(needs: Needs) -> dict[str, Any]:
    asked: dict[str, Any] = {"approval": list(needs.approval), "information": list(needs.information)}
    if needs.expired:
        asked["expired"] = {paper: str(last) for paper, last in needs.expired.items()}
    return asked


def _listed(needs: Needs) -> str:
    """What is missing, and of what was given until when it was good."""
    expired = {paper: f" (held until {short(last)})" for paper, last in needs.expired.items()}
    return ", ".join(f"{missing}{expired.get(missing, '')}" for missing in needs.information)


def _steps(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    """Who and what has a part of the visit, where it is handed on."""
    if not slot.steps:
        return {}
    return {
        "steps": [
            {
                taking.kind: taking.id,
                "from": instant_of(taking.begin, zone).isoformat(),
                "to": instant_of(taking.end, zone).isoformat(),
            }
            for taking in slot.steps
        ]
    }


def _explain(arguments: argparse.Namespace, practice: PracticeFile) -> None:
    reader = Given(practice)
    wanted = reader.wanted(arguments, (arguments.provider,), (arguments.at,))
    moment = reader.minute("--start", arguments.start)
    reader.finish()
    assert moment is not None
    judgment = judged(practice, wanted, arguments.provider, arguments.at, moment)
    engine, start, reasons, needs = judgment.engine, judgment.start, judgment.reasons, judgment.needs
    before = [] if start is None else _told_before(engine, wanted, arguments, start)
    if arguments.json:
        rows = [{"kind": reason.kind, "rule": reason.rule, "detail": reason.detail} for reason in reasons]
        answer = {"offered": not reasons, "reasons": rows, "needs": _asked(needs), "told": before}
        print(json.dumps(answer, ensure_ascii=False))
        return
    waits = " and ".join(
        words for words, there in (("approval", needs.approval), ("information", needs.information)) if there
    )
    offered = f"offered; booked only after {waits}:" if waits else "offered"
    print(offered if not reasons else "not offered:")
    if not reasons:
        for sentence in needs.approval:
            print(f"  needs approval: {sentence}")
        if needs.information:
            print(f"  needs before booking: {_listed(needs)}")
        if needs.unknown:
            print(f"  not known yet, and a rule asks: {', '.join(needs.unknown)}")
    for said in before:
        print(f"  patients are told: {said}")
    for reason in reasons:
        print(f"  {reason.kind}: {reason.detail}" + (f" — {reason.rule}" if reason.rule else ""))


def _told_before(engine: Engine, wanted: Wanted, arguments: argparse.Namespace, start: Minute) -> list[str]:
    """What the rules tell the patient before this visit, and whoever answers so, in English."""
    rules = told(engine, wanted, arguments.provider, arguments.at, start)
    facts = engine.agreed(wanted, arguments.provider, arguments.at, start).visit.facts
    said = [rule.for_patient("en") for rule in rules]
    return list(dict.fromkeys([*said, *advice(engine.setup, wanted.visit, facts, "en").said]))


def _check(arguments: argparse.Namespace, practice: PracticeFile) -> int:
    """The status: whether every case of the file is answered as it says."""
    setup = practice.setup
    print(
        f"{arguments.file}: {setup.name}, {counted(len(setup.locations), 'location')}, {counted(len(setup.providers), 'provider')}, "
        f"{counted(len(setup.visit_types), 'visit type')}, {counted(len(setup.book.entries), 'rule')}; no errors."
    )
    for finding in findings_in_file(practice, dt.datetime.now(setup.zone).date()):
        print(f"look again: {finding.message}")
        for place in finding.places:
            print(f"  line {place.line}: {place.text}" if place.line else f"  {place.text}")
    otherwise = list(broken(practice))
    for case, what in otherwise:
        print(f"line {case.line}: case “{case.name}”: {what}")
    if practice.cases:
        print(
            f"{counted(len(practice.cases), 'case')}: {len(practice.cases) - len(otherwise)} hold, {len(otherwise)} broken."
        )
    return BROKEN if otherwise else 0
