"""`frontdesk slots`, `frontdesk explain` and `frontdesk practice check`: the engine without a server."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from dataclasses import replace
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from ..availability.clock import day, say, say_time
from ..availability.engine import Engine
from ..availability.explain import explain, not_on_the_clock
from ..availability.model import Minute, Reason, Slot, Wanted, instant_of, minute_of
from ..availability.not_kept import Ended, with_not_kept
from ..availability.told import advice, told
from ..core.counting import counted
from ..core.typed import whole_number
from ..practice.file import FileFaults, PracticeFile, read_path
from ..practice.odd import odd
from ..rules.days_and_times import EARLIEST, LATEST
from ..rules.facts import CHANNELS, Facts
from ..rules.vocabulary import nearest
from ..rules.words import key

WRONG = 2


class Wrong(Exception):
    """Wrong arguments; `faults` one a line."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


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


def add_check(practice: Any) -> None:
    check = practice.add_parser(
        "check", help="list every fault of a practice file, and what is odd about it, with its line"
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
    parser.add_argument(
        "--age", metavar="N", help="in whole years; `--answer date-of-birth=2026-06-30` says it to the day"
    )
    parser.add_argument("--no-shows", metavar="N")
    parser.add_argument("--last-visit", metavar="DATE")
    parser.add_argument(
        "--last",
        action="append",
        default=[],
        metavar="VISIT=DATE",
        help="when the patient last had such a visit, where that stands among no appointments; may be repeated",
    )
    parser.add_argument("--payer", metavar="ID")
    parser.add_argument(
        "--own-provider",
        metavar="ID",
        help="the patient's own provider; one who is not (any more) in the file limits nothing",
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
        work(arguments, file)
        sys.stdout.flush()  # whoever reads it may have gone: said here, and not when Python ends
    except FileFaults as faults:
        print("\n".join(faults.lines()), file=sys.stderr)
        return WRONG
    except Wrong as wrong:
        print("\n".join(wrong.faults), file=sys.stderr)
        return WRONG
    return 0


def _slots(arguments: argparse.Namespace, practice: PracticeFile) -> None:
    reader = _Arguments(practice)
    wanted = reader.wanted(arguments, tuple(arguments.provider), tuple(arguments.at))
    first = reader.date("--from", arguments.first)
    days = reader.number("--days", arguments.days, 1, 3660)
    limit = reader.number("--limit", arguments.limit, 1, 10_000_000) if arguments.limit is not None else None
    reader.finish()
    assert first is not None
    engine = Engine(practice.setup, practice.appointments)
    zones = {id_: location.zone for id_, location in practice.setup.locations.items()}
    found = list(islice(engine.slots(wanted, first, days or 14), limit))
    needs = engine.needs(wanted)
    asked: dict[str, Any] = {"approval": list(needs.approval), "information": list(needs.information)}
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
            for slot in found
        ]
        print(json.dumps({"slots": slots, "needs": asked, "self_schedulable": self_schedulable}, ensure_ascii=False))
        return
    for slot in found:
        others = [f"{one.id} from {say_time(one.begin, zones[slot.location])}" for one in slot.steps]
        rooms = f"  ({', '.join([*slot.resources, *others])})" if slot.resources or others else ""
        print(f"{say(slot.start, zones[slot.location]):24}  {slot.provider:16}  {slot.location}{rooms}")
    print(f"{counted(len(found), 'time')}. Patients may {'' if self_schedulable else 'not '}book this themselves.")
    for sentence in needs.approval:
        print(f"needs approval: {sentence}")
    if needs.information:
        print(f"needs before booking: {', '.join(needs.information)}")
    if needs.unknown:
        print(f"not known yet, and a rule asks: {', '.join(needs.unknown)}")


def _steps(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    """Who and what has a part of the visit, where it is handed on."""
    if not slot.steps:
        return {}
    return {
        "steps": [
            {
                one.kind: one.id,
                "from": instant_of(one.begin, zone).isoformat(),
                "to": instant_of(one.end, zone).isoformat(),
            }
            for one in slot.steps
        ]
    }


def _explain(arguments: argparse.Namespace, practice: PracticeFile) -> None:
    reader = _Arguments(practice)
    wanted = reader.wanted(arguments, (arguments.provider,), (arguments.at,))
    moment = reader.minute("--start", arguments.start)
    reader.finish()
    assert moment is not None
    zone = practice.setup.locations[arguments.at].zone
    engine = Engine(practice.setup, practice.appointments)
    reasons: list[Reason]
    start = minute_of(moment) if moment.tzinfo else day(moment.date(), zone).instant(moment.hour * 60 + moment.minute)
    needs = engine.needs(wanted, start)
    if start is None:
        reasons = [not_on_the_clock(moment.date(), moment.hour * 60 + moment.minute, zone.key)]
    else:
        reasons = explain(engine, wanted, arguments.provider, arguments.at, start)
    before = [] if start is None else _told_before(engine, wanted, arguments, start)
    if arguments.json:
        rows = [{"kind": reason.kind, "rule": reason.rule, "detail": reason.detail} for reason in reasons]
        asked = {"approval": list(needs.approval), "information": list(needs.information)}
        print(json.dumps({"offered": not reasons, "reasons": rows, "needs": asked, "told": before}, ensure_ascii=False))
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
            print(f"  needs before booking: {', '.join(needs.information)}")
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


def _check(arguments: argparse.Namespace, practice: PracticeFile) -> None:
    setup = practice.setup
    print(
        f"{arguments.file}: {setup.name}, {counted(len(setup.locations), 'location')}, {counted(len(setup.providers), 'provider')}, "
        f"{counted(len(setup.visit_types), 'visit type')}, {counted(len(setup.book.entries), 'rule')}; no errors."
    )
    for one in odd(practice, dt.datetime.now(setup.zone).date()):
        print(f"look again: {one.message}")
        for place in one.places:
            print(f"  line {place.line}: {place.text}" if place.line else f"  {place.text}")


class _Arguments:
    """Reads arguments against a practice and collects what is wrong with them."""

    def __init__(self, practice: PracticeFile) -> None:
        self.practice, self.setup = practice, practice.setup
        self.faults: list[str] = []

    def finish(self) -> None:
        if self.faults:
            raise Wrong(*self.faults)

    def wanted(self, arguments: argparse.Namespace, providers: tuple[str, ...], locations: tuple[str, ...]) -> Wanted:
        self.one_of("--visit", arguments.visit, self.setup.visit_types, "visit type")
        for provider in providers:
            self.one_of("--provider", provider, self.setup.providers, "provider")
        for location in locations:
            self.one_of("--at", location, self.setup.locations, "location")
        if arguments.payer is not None:
            self.one_of("--payer", arguments.payer, self.setup.payers, "payer")
        answers = self._answers(arguments.answer)
        said = answers.get("date-of-birth", "")
        facts = Facts(
            patient=arguments.patient,
            age=self.number("--age", arguments.age, 0, 130) if arguments.age is not None else None,
            payer=arguments.payer,
            channel=arguments.channel,
            no_shows=self.number("--no-shows", arguments.no_shows, 0, 1000) if arguments.no_shows is not None else None,
            last_visit=self.date("--last-visit", arguments.last_visit) if arguments.last_visit else None,
            answers=answers,
            born=self.date("--answer date of birth", said) if said else None,
            last=self._last(arguments.last),
            own_provider=arguments.own_provider,
        )
        now = self._now(arguments.now)
        if arguments.patient_id is not None:
            facts = self._history(facts, arguments.patient_id, now)
        return Wanted(arguments.visit, now, facts, providers, locations, arguments.patient_id)

    def _history(self, facts: Facts, patient: str, now: dt.datetime) -> Facts:
        """What the file's appointments say the patient did not keep; how often in all, where `--no-shows` does not say it."""
        missed = [
            Ended(one.visit, one.provider, one.location, instant_of(one.start))
            for one in self.practice.appointments
            if one.patient == patient and one.state == "no_show"
        ]
        found = with_not_kept(self.setup, facts, [*missed, *self.practice.canceled.get(patient, ())], now)
        return found if facts.no_shows is None else replace(found, no_shows=facts.no_shows)

    def _now(self, text: str | None) -> dt.datetime:
        if text is None:
            return dt.datetime.now(dt.UTC)
        moment = self.moment("--now", text) or dt.datetime.now(dt.UTC)
        return moment if moment.tzinfo else moment.replace(tzinfo=self.setup.zone)

    def _answers(self, given: list[str]) -> dict[str, str]:
        answers = {}
        for text in given:
            name, equals, value = text.partition("=")
            field = self.setup.book.vocabulary.lookup("field", key(name))
            if not equals:
                self.faults.append(f"--answer {text}: write FIELD=VALUE")
            elif field is None:
                hint = self.setup.book.vocabulary.nearest("field", name)
                self.faults.append(f"--answer: no field '{name}'" + (f"; did you mean '{hint}'?" if hint else ""))
            elif (
                self._is_date(field)
                and field != "date-of-birth"
                and self.date(f"--answer {name}", value.strip()) is None
            ):
                continue
            elif (chosen := self._option(field, value)) is None:
                self.faults.append(
                    f"--answer {name}: '{value}' is no option; there are {', '.join(self._options(field))}"
                )
            else:
                answers[field] = chosen
        return answers

    def _last(self, given: list[str]) -> dict[str, dt.date]:
        """The latest date of each visit type."""
        found: dict[str, dt.date] = {}
        for text in given:
            visit, equals, said = text.partition("=")
            if not equals:
                self.faults.append(f"--last {text}: write VISIT=DATE")
                continue
            self.one_of("--last", visit, self.setup.visit_types, "visit type")
            date = self.date(f"--last {visit}", said)
            if date is not None:
                found[visit] = max(date, found.get(visit, date))
        return found

    def _options(self, field: str) -> tuple[str, ...]:
        """What can be answered; empty where anything can."""
        question = self.practice.question(field)
        if question is None:
            return ()
        return ("yes", "no") if question.kind == "yes/no" else question.options

    def _is_date(self, field: str) -> bool:
        question = self.practice.question(field)
        return question is not None and question.kind == "date"

    def _option(self, field: str, value: str) -> str | None:
        """The option as the file writes it, whatever its case; None where it is none."""
        options = self._options(field)
        return next((one for one in options if one.casefold() == value.strip().casefold()), None) if options else value

    def one_of(self, option: str, value: str, among: Any, noun: str) -> None:
        if value not in among:
            hint = nearest(value, list(among))
            self.faults.append(
                f"{option}: no {noun} '{value}'"
                + (f"; did you mean '{hint}'?" if hint else f"; there are {', '.join(among)}")
            )

    def number(self, option: str, text: str, least: int, most: int) -> int | None:
        found = whole_number(text, least, most)
        if found is not None:
            return found
        self.faults.append(f"{option}: '{text}' is not a whole number from {least} to {most}")
        return None

    def date(self, option: str, text: str) -> dt.date | None:
        try:
            found = dt.date.fromisoformat(text)
        except ValueError:
            self.faults.append(f"{option}: '{text}' is not a date that exists; write it as 2026-12-01")
            return None
        return found if self._near(option, text, found) else None

    def moment(self, option: str, text: str) -> dt.datetime | None:
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            self.faults.append(f"{option}: '{text}' is not a time; write it as 2026-12-01T09:20")
            return None
        return found if self._near(option, text, found) else None

    def minute(self, option: str, text: str) -> dt.datetime | None:
        """A moment without seconds: a visit starts at a whole minute."""
        found = self.moment(option, text)
        if found is not None and (found.second or found.microsecond):
            self.faults.append(f"{option}: '{text}' has seconds; a visit starts at a whole minute")
            return None
        return found

    def _near(self, option: str, text: str, found: dt.date) -> bool:
        if EARLIEST <= found.year <= LATEST:
            return True
        self.faults.append(f"{option}: '{text}' is too far away; write a year from {EARLIEST} to {LATEST}")
        return False
