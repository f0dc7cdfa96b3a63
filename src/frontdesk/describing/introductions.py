"""What a clause introduces: the practice, people, places, insurance, rooms, kinds of visit."""

from __future__ import annotations

import re

from .clauses import Clause
from .facts import Description, Understood
from .names import Names, payers_of, people_of, places_of, visits_of
from .tables import SPECIALTIES


def named(clause: Clause, names: Names) -> list[Understood]:
    """What a clause introduces: the practice, people, insurance, rooms."""
    found = []
    if names.practice and names.practice in clause.text:
        found.append(("practice", names.practice))
    elif (
        names.specialty
        and re.search(r"\b(?:clinic|practice|office|group|are|is)\b", clause.plain, re.I)
        and _specialty(clause)
    ):
        found.append(("practice", names.specialty))
    introduces = re.search(r"\b(?:doctors?|providers?|are|is|include|team|staff|with|and|:)\b", clause.plain, re.I)
    people = people_of(clause.plain, names)
    alone = bool(people) and not re.search(r"[a-z]{3,} [a-z]{3,}", clause.plain)
    if people and (introduces or alone) and not re.search(r"\d+ minutes|approv|off\b|only", clause.plain):
        found += [("provider", one) for one in people if _plain_introduction(clause, people)]
    if re.search(r"\b(?:takes?|accepts?|bill|insurance|plans?|network)\b", clause.plain, re.I):
        taken = re.split(r"\b(?:but not|not|except|no)\b", clause.plain, flags=re.I)[0]
        found += [
            ("insurance", one)
            for one in payers_of(taken)
            if re.search(rf"\b{re.escape(one.split()[0])}", clause.plain, re.I)
        ]
    places = places_of(clause.plain, names)
    if places and re.search(r"\blocations?|offices?|sites?|clinics?|branch", clause.plain, re.I):
        found += [("location", one) for one in places]
    found += [
        ("room", f"{count} {kind}{'s' if count > 1 else ''}")
        for kind, count in names.rooms.items()
        if re.search(rf"\b(?:{count}|a|an) {re.escape(kind)}", clause.plain, re.I)
        and re.search(r"\bhave|\bhas|\bwith|\bare\b", clause.plain, re.I)
    ]
    if re.search(
        r"\b(?:offer|visits are|visit types|appointment types|we do|we see|we provide|services)\b", clause.plain, re.I
    ):
        found += [("visit type", one) for one in visits_of(clause.plain)]
    return [Understood(kind, says, clause.start, clause.end) for kind, says in found]


def introduced(clause: Clause, names: Names, facts: list[Understood], result: Description) -> list[Understood]:
    """Who is named for the first time, beside what else a clause says, or alone."""
    known = {fact.says for fact in (*result.understood, *facts) if fact.kind == "provider"}
    new = [one for one in people_of(clause.plain, names) if one not in known]
    if not new or not (facts or _plain_introduction(clause, new)):
        return []
    return [Understood("provider", one, clause.start, clause.end) for one in new]


def _specialty(clause: Clause) -> bool:
    return any(re.search(pattern, clause.plain, re.I) for pattern in SPECIALTIES)


def _plain_introduction(clause: Clause, people: list[str]) -> bool:
    """'Our doctors are Dr. Chen and Dr. Park' and nothing else."""
    if re.search(r"\b(?:does|do|will|can|may|handles?|takes?)\b", clause.plain, re.I):
        return False
    rest = clause.plain
    for person in people:
        rest = re.sub(
            rf"(?:Drs?\.? |Nurse )?(?:\w+ )?{re.escape(person.split(',')[0].split()[-1])}(?:, \w+)?", "", rest
        )
    return (
        len(
            re.findall(
                r"[a-z]{3,}",
                re.sub(
                    r"\b(?:doctors?|physicians?|providers?|are|is|our|and|the|we|have|with|team|staff|there|practice|clinic|including|include|nurse|practitioners?|plus|solo|owner|a|an|dentists?|dentistry|therapists?|hygienists?|family|two|three|see|patients|here|run|by|in|of)\b",
                    "",
                    rest,
                    flags=re.I,
                ),
            )
        )
        < 3
    )
