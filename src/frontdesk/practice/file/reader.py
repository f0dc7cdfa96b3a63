"""A practice file, read whole or refused whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

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
from ...core.letters import unseen
from ...rules import book
from ...rules.vocabulary import Vocabulary, nearest
from . import hours
from .cases import read_cases
from .intake import asked, read_questions
from .messages import read_messages, read_recalls, read_waitlist
from .model import FileFaults, PracticeFile
from .names import NameCheck
from .nodes import Faults, Node, load
from .proxies import read_proxies
from .reasons import read_reasons
from .rule_lines import read_sentences

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
    "cases",
)


LONGEST_NAME = 200
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

    Kept as what `examine` finds is, and by itself: drafts that people type push nothing out that is in force.
    """
    practice_file, faults = examine(text)
    if practice_file is None or faults:
        raise FileFaults(list(faults))
    return practice_file


@lru_cache(maxsize=64)
def examine(text: str) -> tuple[PracticeFile | None, tuple[book.Fault, ...]]:
    """As much of it as can be read, for set-up pages that show a draft with its faults; None where it is not YAML.

    Nothing but such a page may use a file that has faults.

    The same text is the same practice, whoever wrote it and wherever: what was found is kept, since one press asks for the same
    text again and again. Nobody can change what was found: all of it is frozen, its mappings too.
    """
    faults = Faults()
    top = load(text, faults)
    if top is None:
        return None, tuple(faults.noted)
    top.only(*TOP)
    practice_file = _Reader(top, faults).read(text)
    return practice_file, tuple(FileFaults(faults.noted).faults)


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
        self._hours_of_rooms()
        self._providers()
        self.names.finish()
        vocabulary = self._vocabulary()
        intake = read_questions(self.top, self.visit_types, vocabulary)
        rules = self._rules(vocabulary, text)
        setup = Setup(
            name,
            zone,
            MappingProxyType(self.locations),
            MappingProxyType(self.visit_types),
            MappingProxyType(self.providers),
            MappingProxyType(self.payers),
            rules,
        )
        file = PracticeFile(
            setup,
            intake,
            self._appointments(),
            text,
            *contact,
            spanish=MappingProxyType(self.spanish),
            messages=read_messages(self.top),
            waitlist=read_waitlist(self.top),
            recalls=read_recalls(self.top),
            proxies=read_proxies(self.top, self.visit_types),
            reasons=MappingProxyType(read_reasons(self.top)),
            canceled=MappingProxyType({patient: tuple(ended) for patient, ended in self.canceled.items()}),
        )
        return replace(file, cases=read_cases(self.top, file))

    def _practice(self) -> tuple[str, ZoneInfo, tuple[str, str, int, bool]]:
        node = self.top.child("practice")
        if node is None:
            if self.top.data.get("practice") is None:
                self.faults.add(1, "the file has no 'practice:' with a name and a timezone")
            return "", ZoneInfo("UTC"), ("", "", 2, False)
        node.only("name", "timezone", "phone", "email", "replies within days", "ask about paying oneself")
        contact = (
            node.phone("phone"),
            node.email("email"),
            node.number("replies within days", 2, 1, 60),
            node.flag("ask about paying oneself"),
        )
        name = node.text("name", required=True)
        if name and (any(map(unseen, name)) or not any(map(str.isalpha, name)) or len(name) > LONGEST_NAME):
            node.fault("name", f"'{name}' is no name; write letters that can be seen, at most {LONGEST_NAME}")
        return name, self._zone(node, None), contact

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
                node.phone("phone"),
                node.flag("sensitive"),
            )

    def _rooms(self, location: Node) -> tuple[Resource, ...]:
        seen: dict[str, int] = {}
        rooms = []
        for node in location.items("rooms", "a room"):
            node.only("id", "kind", "hours")
            rooms.append(Resource(node.id(seen), self.names.kind(node, "kind of room", required=True)))
        return tuple(rooms)

    def _hours_of_rooms(self) -> None:
        """Read behind the visit types, which they may name."""
        for place in self.top.items("locations", "a location"):
            location = self.locations[place.text("id")]
            blocks = {
                node.text("id"): self._hours_of_room(node, location.id) for node in place.items("rooms", "a room")
            }
            rooms = (replace(room, blocks=blocks.get(room.id, ())) for room in location.resources)
            self.locations[location.id] = replace(location, resources=tuple(rooms))

    def _hours_of_room(self, room: Node, location: str) -> tuple[Block, ...]:
        if room.data.get("hours") == []:
            room.fault("hours", "'hours' of a room is empty; say when it can be had, or leave it out: at any time")
        return hours.read_blocks(room, "write each time once", self.locations, self.visit_types, at=location)

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
            self.providers[id_] = Provider(id_, name, self._hours(node), npi, self.names.kind(node, "kind of provider"))
        for node in self.top.items("providers", "a provider"):  # who is named may stand below
            id_ = node.text("id")
            there = (
                member for member in node.strings("team") if node.reference("team", member, self.providers, "provider")
            )
            team = tuple(dict.fromkeys(member for member in there if member != id_))
            if team and id_ in self.providers:
                self.providers[id_] = replace(self.providers[id_], team=team)

    def _hours(self, provider: Node) -> tuple[Block, ...]:
        return hours.read_blocks(provider, "nobody is in two places", self.locations, self.visit_types)

    def _vocabulary(self) -> Vocabulary:
        questions = asked(self.top)
        return Vocabulary(
            _names(self.visit_types),
            _names(self.providers),
            _names(self.locations),
            MappingProxyType(self.payers),
            MappingProxyType({id_: id_.replace("-", " ") for id_ in questions}),
            tuple(dict.fromkeys(room.kind for location in self.locations.values() for room in location.resources)),
            tuple(dict.fromkeys(provider.kind for provider in self.providers.values() if provider.kind)),
            MappingProxyType({id_: provider.kind for id_, provider in self.providers.items() if provider.kind}),
            MappingProxyType(questions),
        )

    def _rules(self, vocabulary: Vocabulary, text: str) -> book.RuleBook:
        read, faults = book.read_rules(read_sentences(self.top, text, self._all_names()), vocabulary)
        for fault in faults:
            self.faults.add(fault.line, fault.message)
        return read

    def _all_names(self) -> list[str]:
        people_and_places = (self.visit_types, self.providers, self.locations)
        return [named.name for group in people_and_places for named in group.values()] + list(self.payers.values())

    def _appointments(self) -> tuple[Booked, ...]:
        appointments = []
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
                other
                for other in node.strings("also with")
                if node.reference("also with", other, self.providers, "provider")
            )
            start = _start(node, location.zone)
            state = _state(node)
            if state == CANCELED and start is not None:
                self._canceled(node, Ended(visit, provider, at, instant_of(start)), location.zone)
            elif start is not None and state is not None:
                patient, kept = node.text("patient") or None, state != "no_show"
                booked = Booked(visit, provider, at, start, minutes, patient, resources, also_with=others)
                appointments.append(replace(booked, state=state, counts_as_seen=kept))
        return tuple(appointments)

    def _canceled(self, node: Node, ended: Ended, zone: ZoneInfo) -> None:
        """It takes no time; when the patient canceled it, where that is said, counts as late or as missed, or it does not."""
        at = _start(node, zone, "canceled") if "canceled" in node.data else None
        patient = node.text("patient")
        if at is not None and patient:
            self.canceled.setdefault(patient, []).append(replace(ended, canceled=instant_of(at)))


def _names(named: Mapping[str, VisitType] | Mapping[str, Provider] | Mapping[str, Location]) -> Mapping[str, str]:
    return MappingProxyType({id_: entity.name for id_, entity in named.items()})


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
    instant = day(moment.date(), zone).instant(moment.hour * 60 + moment.minute)
    if instant is None:
        node.fault(key, f"'{value}' does not exist in {zone.key}: the clock is moved forward over it")
    return instant


def valid_npi(npi: str) -> bool:
    """Ten digits with the Luhn check digit over '80840' + NPI (45 CFR 162.406; CMS, 'NPI check digit')."""
    if not re.fullmatch("[0-9]{10}", npi):
        return False
    digits = [int(digit) for digit in "80840" + npi]
    total = sum(digit if index % 2 == 0 else sum(divmod(digit * 2, 10)) for index, digit in enumerate(reversed(digits)))
    return total % 10 == 0
