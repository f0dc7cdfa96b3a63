"""A practice file, read whole or refused whole."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString

from ...availability.clock import day
from ...availability.model import (
    Block,
    Booked,
    Location,
    Minute,
    Provider,
    Resource,
    Setup,
    VisitType,
    instant_of,
    minute_of,
)
from ...availability.not_kept import Ended
from ...rules import book
from ...rules.vocabulary import Vocabulary, nearest
from . import hours
from .intake import ids, read_questions
from .messages import read_messages, read_recalls, read_waitlist
from .model import FileFaults, PracticeFile
from .names import NameCheck
from .nodes import Faults, Node, load
from .proxies import read_proxies
from .reasons import read_reasons

TOP = (
    "practice",
    "locations",
    "payers",
    "visit types",
    "providers",
    "intake",
    "rules",
    "messages",
    "waitlist",
    "recalls",
    "proxies",
    "reasons",
    "appointments",
)


NO_PLACES = frozenset({"localtime", "Factory", "posixrules"})  # files beside IANA's zones that name no place


# What begins a new line for whoever reads the file: kept as LF alone, so that lines are the same for everybody.
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def read_path(path: str | Path) -> PracticeFile:
    """The practice file at a path.  Raises FileFaults, and OSError where it cannot be opened."""
    try:
        return read(as_kept(Path(path).read_bytes()))
    except UnicodeDecodeError:
        raise FileFaults([book.Fault(1, "this is not a text file in UTF-8")]) from None


def as_kept(data: bytes) -> str:
    """A file's text in the one form in which it is kept and given back: UTF-8 without a mark, lines that end with LF.

    Raises UnicodeDecodeError.
    """
    return _LINE_ENDS.sub("\n", data.decode("utf-8-sig"))


def rewritten(data: bytes) -> bool:
    """Whether a file came in another form than that.  Who gives it is told so."""
    return as_kept(data).encode() != data


@lru_cache(maxsize=64)
def read(text: str) -> PracticeFile:
    """The practice that a text describes.  Raises FileFaults with everything that is wrong.

    The same text is the same practice, and nothing changes one that was read: it is kept, since what is checked, published
    and then asked for is one text three times.
    """
    found, faults = examine(text)
    if found is None or faults:
        raise FileFaults(list(faults))
    return found


def examine(text: str) -> tuple[PracticeFile | None, tuple[book.Fault, ...]]:
    """As much of it as can be read, for set-up pages that show a draft with its faults; None where it is not YAML.

    Nothing but such a page may use a file that has faults.
    """
    faults = Faults()
    top = load(text, faults)
    if top is None:
        return None, tuple(faults.found)
    top.only(*TOP)
    found = _Reader(top, faults).read(text)
    return found, tuple(FileFaults(faults.found).faults)


@cache
def _zones() -> frozenset[str]:
    """The zones of places, looked for on the disk once."""
    return frozenset(available_timezones() - NO_PLACES)


class _Reader:
    """Reads section by section; later sections refer to what earlier ones found."""

    def __init__(self, top: Node, faults: Faults) -> None:
        self.top, self.faults = top, faults
        self.locations: dict[str, Location] = {}
        self.visit_types: dict[str, VisitType] = {}
        self.payers: dict[str, str] = {}
        self.providers: dict[str, Provider] = {}
        self.spanish: dict[str, tuple[str, str]] = {}
        self.names = NameCheck()
        self.canceled: dict[str, list[Ended]] = {}

    def read(self, text: str) -> PracticeFile:
        name, zone, contact = self._practice()
        self._locations(zone)
        self._payers()
        self._visit_types()
        self._providers()
        self.names.finish()
        vocabulary = self._vocabulary()
        intake = read_questions(self.top, self.visit_types, vocabulary)
        rules = self._rules(vocabulary)
        setup = Setup(name, zone, self.locations, self.visit_types, self.providers, self.payers, rules)
        return PracticeFile(
            setup,
            intake,
            self._appointments(),
            text,
            *contact,
            spanish=self.spanish,
            messages=read_messages(self.top),
            waitlist=read_waitlist(self.top),
            recalls=read_recalls(self.top),
            proxies=read_proxies(self.top, self.visit_types),
            reasons=read_reasons(self.top),
            canceled={patient: tuple(ended) for patient, ended in self.canceled.items()},
        )

    def _practice(self) -> tuple[str, ZoneInfo, tuple[str, str, int, bool]]:
        node = self.top.child("practice")
        if node is None:
            if self.top.data.get("practice") is None:
                self.faults.add(1, "the file has no 'practice:' with a name and a timezone")
            return "", ZoneInfo("UTC"), ("", "", 2, False)
        node.only("name", "timezone", "phone", "email", "replies within days", "ask about paying oneself")
        contact = (
            node.text("phone"),
            node.text("email"),
            node.number("replies within days", 2, 1, 60),
            node.flag("ask about paying oneself"),
        )
        return node.text("name", required=True), self._zone(node, None), contact

    def _zone(self, node: Node, default: ZoneInfo | None) -> ZoneInfo:
        name = node.text("timezone", required=default is None)
        if not name:
            return default or ZoneInfo("UTC")
        zones = _zones()
        if name not in zones:
            hint = nearest(name, zones)
            node.fault(
                "timezone",
                f"no time zone '{name}'"
                + (f"; did you mean '{hint}'?" if hint else "; write an IANA name such as America/Chicago"),
            )
            return default or ZoneInfo("UTC")
        return ZoneInfo(name)

    def _locations(self, zone: ZoneInfo) -> None:
        seen: dict[str, int] = {}
        for node in self.top.items("locations", "a location"):
            node.only("id", "name", "timezone", "address", "phone", "sensitive", "rooms")
            id_ = node.id(seen)
            self.locations[id_] = Location(
                id_,
                self.names.read(node, id_, "location"),
                self._zone(node, zone),
                self._rooms(node),
                node.text("address"),
                node.text("phone"),
                node.flag("sensitive"),
            )

    def _rooms(self, location: Node) -> tuple[Resource, ...]:
        seen: dict[str, int] = {}
        rooms = []
        for node in location.items("rooms", "a room"):
            node.only("id", "kind")
            rooms.append(Resource(node.id(seen), node.text("kind", required=True)))
        return tuple(rooms)

    def _payers(self) -> None:
        seen: dict[str, int] = {}
        for node in self.top.items("payers", "a payer"):
            node.only("id", "name")
            id_ = node.id(seen)
            self.payers[id_] = self.names.read(node, id_, "payer")

    def _visit_types(self) -> None:
        seen: dict[str, int] = {}
        for node in self.top.items("visit types", "a visit type"):
            node.only("id", "name", "sensitive", "description", "es")
            id_ = node.id(seen)
            name = self.names.read(node, id_, "visit type")
            self.visit_types[id_] = VisitType(id_, name, node.flag("sensitive"), node.text("description"))
            spanish = node.child("es")
            if spanish is not None:
                spanish.only("name", "description")
                self.spanish[id_] = (spanish.text("name"), spanish.text("description"))

    def _providers(self) -> None:
        seen: dict[str, int] = {}
        for node in self.top.items("providers", "a provider"):
            node.only("id", "name", "npi", "kind", "team", "hours")
            id_ = node.id(seen)
            npi = node.text("npi")
            if npi and not valid_npi(npi):
                node.fault("npi", f"NPI '{npi}' is wrong: it must have ten digits, and its check digit must be right")
            name = self.names.read(node, id_, "provider")
            self.providers[id_] = Provider(id_, name, self._hours(node), npi, node.text("kind"))
        for node in self.top.items("providers", "a provider"):  # who is named may stand below
            id_ = node.text("id")
            there = (one for one in node.strings("team") if node.reference("team", one, self.providers, "provider"))
            team = tuple(dict.fromkeys(one for one in there if one != id_))
            if team and id_ in self.providers:
                self.providers[id_] = replace(self.providers[id_], team=team)

    def _hours(self, provider: Node) -> tuple[Block, ...]:
        blocks: list[tuple[Block, int]] = []
        for node in provider.items("hours", "a block of hours"):
            block = hours.read_block(node, dict(self.locations), dict(self.visit_types))
            if block is None:
                continue
            for earlier, line in blocks:
                date = hours.first_overlap(earlier, block)
                if date:
                    self.faults.add(
                        node.line, f"these hours overlap those in line {line} (on {date}): nobody is in two places"
                    )
                    break
            blocks.append((block, node.line))
        return tuple(block for block, _ in blocks)

    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(
            {id_: one.name for id_, one in self.visit_types.items()},
            {id_: one.name for id_, one in self.providers.items()},
            {id_: one.name for id_, one in self.locations.items()},
            self.payers,
            {id_: id_.replace("-", " ") for id_ in ids(self.top)},
            tuple(dict.fromkeys(room.kind for one in self.locations.values() for room in one.resources)),
            tuple(dict.fromkeys(one.kind for one in self.providers.values() if one.kind)),
            {id_: one.kind for id_, one in self.providers.items() if one.kind},
        )

    def _rules(self, vocabulary: Vocabulary) -> book.RuleBook:
        read, faults = book.read(self._sentences(), vocabulary)
        for fault in faults:
            self.faults.add(fault.line, fault.message)
        return read

    def _sentences(self) -> list[book.Sentence]:
        value = self.top.data.get("rules")
        if value is None:
            return []
        names = self._all_names()
        if isinstance(value, CommentedSeq):
            return [
                sentence
                for index, item in enumerate(value)
                for sentence in book.sentences(str(item), int(value.lc.item(index)[0]) + 1, names)
            ]
        if isinstance(value, FoldedScalarString):  # its lines are one, so that a remark would swallow all after it
            self.top.fault("rules", "write 'rules: |' and not 'rules: >', which makes one line of all sentences")
            return []
        if not isinstance(value, str):
            self.top.fault("rules", "'rules' must be sentences below 'rules: |'")
            return []
        literal = isinstance(value, LiteralScalarString)
        first = self.top.line_of("rules") + 1 if literal else self.top.value_line("rules")
        return list(book.sentences(value, first, names))

    def _all_names(self) -> list[str]:
        people_and_places = (self.visit_types, self.providers, self.locations)
        return [one.name for group in people_and_places for one in group.values()] + list(self.payers.values())

    def _appointments(self) -> tuple[Booked, ...]:
        found = []
        for node in self.top.items("appointments", "an appointment"):
            node.only(
                "visit", "provider", "at", "start", "minutes", "patient", "resources", "also with", "state", "canceled"
            )
            visit = node.reference("visit", node.text("visit"), self.visit_types, "visit type")
            provider = node.reference("provider", node.text("provider"), self.providers, "provider")
            at = node.reference("at", node.text("at"), self.locations, "location")
            minutes = node.number("minutes", 0, 1, 24 * 60)
            if visit is None or provider is None or at is None or not minutes:
                continue
            location = self.locations[at]
            rooms = {room.id for room in location.resources}
            resources = tuple(
                r
                for r in node.strings("resources")
                if node.reference("resources", r, rooms, f"room or machine at {at}")
            )
            others = tuple(
                one for one in node.strings("also with") if node.reference("also with", one, self.providers, "provider")
            )
            start = _start(node, location.zone)
            state = _state(node)
            if state == CANCELED and start is not None:
                self._canceled(node, Ended(visit, provider, at, instant_of(start)), location.zone)
            elif start is not None and state is not None:
                patient, kept = node.text("patient") or None, state != "no_show"
                one = Booked(visit, provider, at, start, minutes, patient, resources, also_with=others)
                found.append(replace(one, state=state, counts_as_seen=kept))
        return tuple(found)

    def _canceled(self, node: Node, one: Ended, zone: ZoneInfo) -> None:
        """It takes no time; when the patient canceled it, where that is said, counts as late or as missed, or it does not."""
        at = _start(node, zone, "canceled") if "canceled" in node.data else None
        patient = node.text("patient")
        if at is not None and patient:
            self.canceled.setdefault(patient, []).append(replace(one, canceled=instant_of(at)))


CANCELED = "cancelled"
STATES = {
    "booked": "booked",
    "completed": "completed",
    "missed": "no_show",
    "canceled": CANCELED,
    "cancelled": CANCELED,
}


def _state(node: Node) -> str | None:
    """As the engine calls it; None where nobody knows it."""
    said = node.text("state") or "booked"
    if said not in STATES:
        node.fault("state", f"no state '{said}'; write booked, completed, missed or canceled")
    elif "canceled" in node.data and STATES[said] != CANCELED:
        node.fault("canceled", f"a visit that is {said} was not canceled; write 'state: canceled', or leave it out")
    return STATES.get(said)


def _start(node: Node, zone: ZoneInfo, key: str = "start") -> Minute | None:
    """The instant of an appointment's `start` (or when it was `canceled`), written in the location's wall-clock time."""
    value = node.data.get(key)
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        node.fault(key, f"'{value}' is not a time; write it as \"2026-12-01T09:00\", in the location's own time")
        return None
    if moment.tzinfo is not None:
        return minute_of(moment)
    found = day(moment.date(), zone).instant(moment.hour * 60 + moment.minute)
    if found is None:
        node.fault(key, f"'{value}' does not exist in {zone.key}: the clock is moved forward over it")
    return found


def valid_npi(npi: str) -> bool:
    """Ten digits with the Luhn check digit over '80840' + NPI (45 CFR 162.406; CMS, 'NPI check digit')."""
    if not re.fullmatch("[0-9]{10}", npi):
        return False
    digits = [int(digit) for digit in "80840" + npi]
    total = sum(digit if index % 2 == 0 else sum(divmod(digit * 2, 10)) for index, digit in enumerate(reversed(digits)))
    return total % 10 == 0
