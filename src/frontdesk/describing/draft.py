"""What was taken, written as a practice file; each name and sentence in it is one that was said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .hours import Timetable
from .names import Ids, Names

UNNAMED = "Main office"


@dataclass
class Draft:
    """`lines` of the file, and which of them are an entry of which name: what a fact says."""

    lines: list[str] = field(default_factory=list)
    entries: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    rules: dict[int, str] = field(default_factory=dict)  # line → sentence

    @property
    def text(self) -> str:
        return "\n".join([*self.lines, ""])

    def add(self, kind: str, name: str, *lines: str) -> None:
        self.entries[kind, name] = list(lines)
        self.lines += lines


@dataclass
class Taken:
    """What goes into the draft, in the order in which it was said."""

    practice: str = ""
    timezone: str = ""
    places: dict[str, None] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)
    visits: dict[str, None] = field(default_factory=dict)
    payers: dict[str, None] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    sentences: dict[str, None] = field(default_factory=dict)


def write(taken: Taken, names: Names, timetable: Timetable) -> Draft:
    draft, ids = Draft(), Ids()
    draft.lines.append("practice:" if taken.practice or taken.timezone else "practice: {}")
    if taken.practice:
        draft.add("practice", taken.practice, f"  name: {_quoted(taken.practice)}")
    if taken.timezone:
        draft.lines.append(f"  timezone: {taken.timezone}")
    _places(draft, taken, ids)
    if taken.payers:
        draft.lines.append("payers:")
    for payer in taken.payers:
        draft.add("insurance", payer, f"  - {{id: {ids.of('payer', payer)}, name: {_quoted(payer)}}}")
    if taken.visits:
        draft.lines.append("visit types:")
    for visit in taken.visits:
        draft.add("visit", visit, f"  - {{id: {ids.of('visit', visit)}, name: {_quoted(visit)}}}")
    _people(draft, taken, names, timetable, ids)
    if taken.sentences:
        draft.lines.append("rules: |")
    for sentence in taken.sentences:
        draft.rules[len(draft.lines) + 1] = sentence
        draft.lines.append(f"  {sentence}")
    return draft


def _places(draft: Draft, taken: Taken, ids: Ids) -> None:
    draft.lines.append("locations:")
    for place in taken.places:
        draft.add("location", place, f"  - id: {ids.of('location', place)}", f"    name: {_quoted(place)}")
        if taken.rooms and place == next(iter(taken.places)):
            draft.lines.append("    rooms:")
            for kind, count in taken.rooms.items():
                base = re.sub(r"[^a-z0-9]+", "-", kind.lower())
                draft.add("room", kind, *(f"      - {{id: {base}-{n}, kind: {kind}}}" for n in range(1, count + 1)))


def _people(draft: Draft, taken: Taken, names: Names, timetable: Timetable, ids: Ids) -> None:
    if taken.people:
        draft.lines.append("providers:")
    for person in taken.people:
        kind = names.people.named.get(person, "")
        lines = [
            f"  - id: {ids.of('provider', person)}",
            f"    name: {_quoted(person)}",
            *([f"    kind: {kind}"] if kind else []),
        ]
        draft.add("provider", person, *lines)
        blocks = timetable.blocks(person, names, ids)
        if blocks:
            hours = [
                f'      - {{at: {block["at"]}, days: [{", ".join(block["days"])}], from: "{block["from"]}", to: "{block["to"]}"}}'
                for block in blocks
            ]
            draft.lines.append("    hours:")
            draft.lines += hours
            draft.entries["hours", person] = hours


def _quoted(text: str) -> str:
    return (
        text
        if re.fullmatch(r"[A-Za-z][\w .'’/-]*", text)
        and not re.fullmatch(r"(?:yes|no|on|off|true|false|null|y|n)", text, re.I)
        else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
