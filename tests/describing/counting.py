"""How a description was read, counted by fact: right, asked, misread, lost."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from frontdesk.describing import Description, describe
from frontdesk.practice.file import document, examine
from frontdesk.rules.language import Refusal, parse, render
from tests.describing.practices import Described

TODAY = dt.date(2026, 11, 25)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MORE_THAN_NOTHING = ("ask", "aside")


@dataclass
class Counted:
    counts: Counter[str] = field(default_factory=Counter)
    misread: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def count(one: Described) -> Counted:
    found = describe(one.text, today=TODAY, timezone="America/Chicago")
    draft = said_in(found)
    vocabulary = examine(found.text)[0].setup.book.vocabulary
    counted = Counted()
    allowed: set[str] = set()
    for line, good in one.facts:
        options = [spread(option, vocabulary) for option in good if option not in MORE_THAN_NOTHING]
        allowed.update(*options)
        if any(option <= draft for option in options):
            verdict = "right"
        elif is_asked(found, one, line) or any(whose_is_asked(found, option - draft) for option in options):
            verdict = "asked"
            if "aside" not in good:
                counted.asked.append(f"{one.lines[line]} → {good[0]}")
        elif "aside" in good:
            verdict = "right"
        else:
            verdict = "lost"
            counted.lost.append(f"{one.lines[line]} → {good}")
        counted.counts[verdict] += 1
    counted.misread = sorted(
        said
        for said in draft - allowed
        if not re.match(r"(?:provider|payer|location|visit|room|practice) ", said) or not in_text(said, one.text)
    )
    counted.counts["misread"] += len(counted.misread)
    return counted


def said_in(found: Description) -> set[str]:
    """Everything that a draft says, one by one."""
    places = {one["id"]: one["name"] for one in document.entries(found.text, "locations")}
    said = {entry.text for entry in examine(found.text)[0].setup.book.entries}
    for who in document.entries(found.text, "providers"):
        said.add(f"provider {who['name']}")
        for block in who.get("hours") or []:
            place = f" @ {places[block['at']]}" if len(places) > 1 else ""
            every = " every 2 weeks" if block.get("every") else ""
            said |= {f"hours {who['name']}: {day} {block['from']}-{block['to']}{place}{every}" for day in block["days"]}
    said |= {f"payer {one['name']}" for one in document.entries(found.text, "payers")}
    said |= {f"location {name}" for name in places.values() if len(places) > 1}
    said |= {f"visit {one['name']}" for one in document.entries(found.text, "visit types")}
    rooms = Counter(
        room["kind"] for one in document.entries(found.text, "locations") for room in one.get("rooms") or []
    )
    said |= {f"room {kind} x{many}" for kind, many in rooms.items()}
    if name := document.mapping(found.text, "practice").get("name"):
        said.add(f"practice {name}")
    return said


def spread(option: str, vocabulary) -> set[str]:
    """One fact as what a draft says of it."""
    match = re.fullmatch(r"hours (.+): (\S+) ((?:\d\d:\d\d-\d\d:\d\d ?)+)(@ \w+)?(every 2 weeks)?", option)
    if match:
        end = "".join(f" {more.strip()}" for more in match.groups()[3:] if more)
        names = re.findall(r"[^,]+(?:, (?:PA-C|PA|MD|NP|FNP|CNM|DPT|LCSW|LPC|PT|RDH|SLP|OT)(?=,|$))?", match[1])
        return {
            f"hours {name.strip()}: {day} {span}{end}"
            for name in names
            for day in days(match[2])
            for span in match[3].split()
        }
    if option.endswith("."):
        try:
            return {render(parse(option, vocabulary), vocabulary)}
        except Refusal:
            return {option}
    return {option}


def days(said: str) -> list[str]:
    found = []
    for piece in said.split(","):
        first, _, last = piece.partition("-")
        found += DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]
    return found


def is_asked(found: Description, one: Described, line: int) -> bool:
    """Whether a question quotes a word of that line."""
    begin = sum(len(text) + 1 for text in one.lines[:line])
    end = begin + len(one.lines[line])
    return any(
        question.last and any(begin <= found.spans[n][0] < end for n in range(question.first, question.last))
        for question in found.questions
    )


def whose_is_asked(found: Description, missing: set[str]) -> bool:
    """Whether only hours are missing, and of each of those people is asked when they see patients."""
    whose = {match[1] for said in missing if (match := re.match(r"hours (.+?): ", said))}
    asked = {value for question in found.questions for _key, value in question.names if not question.last}
    return bool(whose) and whose <= asked and all(said.startswith("hours ") for said in missing)


def in_text(said: str, text: str) -> bool:
    """Whether an entry's name stands in the words (its last word, as it was written)."""
    name = said.partition(" ")[2].split(",")[0].split(" x")[0]
    last = name.split()[-1].lower()[:4]
    return (
        said.startswith("visit")
        or said.startswith("practice")
        or last in text.lower()
        or (said.startswith("payer") and ("BCBS" in text or "UHC" in text))
        or "location Main office" in said
    )
