"""A clause about people into sentences: who does what, for whom, with which insurance, what must be approved or known first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ..rules.words import article, listing
from .clauses import Clause, weekdays
from .names import Names, payers_of, people_of, places_of, visit_of, visits_of
from .nouns import noun

_FIELDS = (
    (r"referrals?", "referral"),
    (r"insurance cards?", "insurance card"),
    (r"date of birth|birth ?dates?|dob", "date of birth"),
    (r"phone(?: numbers?)?", "phone"),
    (r"reason(?: for (?:the )?visit)?", "reason"),
    (r"guardian(?:'s)?(?: name)?|parent(?:'s)? name", "guardian name"),
    (r"pharmacy", "pharmacy"),
    (r"member ids?", "member id"),
)
_NO = r"(?:doesn't|does not|don't|do not|won't|will not|never|can't|cannot)"
_DOES = r"(?:see|sees|do|does|take|takes|perform|performs|handle|handles|offer|offers|treat|treats)"


def _of_a_kind(text: str, names: Names) -> list[str]:
    """'with the hygienists': everybody who is one."""
    said = re.search(r"\b(?:with|by|to) (?:the |our )?([a-z]+?)s?\b", text)
    return [name for name, kind in names.providers.items() if said and kind and kind == said[1]]


def who(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    people, visits = people_of(text, names) or _of_a_kind(text, names), visits_of(text)
    if weekdays(text):
        return  # on which days somebody has a visit has no sentence of its own
    if people and visits and not payers_of(text):
        listed = listing(people)
        if re.search(rf"\b{_NO} (?:\w+ )?{_DOES}\b", text, re.I):
            for person in people:
                yield from (f"{person} does not offer {noun(visit)}" for visit in visits)
            return
        only = re.search(rf"\bonly {_DOES}\b|\b{_DOES} only\b|\bjust {_DOES}\b", text, re.I)
        if only and len(people) == 1:
            yield from (f"{people[0]} does not offer {noun(v)}" for v in names.visits if v not in visits)
            return
        first = re.search(r"\bonly\b|\bexclusively\b|\balways\b", text, re.I)
        by = re.search(
            r"\b(?:done|seen|handled|performed|given|taught|led|run) (?:only )?by\b|\bgo to\b|\b(?:are|is) (?:only )?with\b|\bwith\b.*\bonly\b",
            text,
            re.I,
        )
        does = re.search(rf"\b(?:{_DOES}|teaches|leads|runs)\b(?: (?:all|the|our))?", text, re.I)
        if (first or by or does) and not re.search(
            r"\d+ (?:minutes|hours)|\bapprov|\bper\b|\ba (?:day|week)\b|keep|hold|start with|self|online|no more than|at most",
            text,
            re.I,
        ):
            yield from (f"only {listed} {'offers' if len(people) == 1 else 'offer'} {noun(visit)}" for visit in visits)
    places = places_of(text, names)
    if (
        visits
        and places
        and not people
        and re.search(r"\bonly\b|\bjust\b|\bare at\b|\bare done at\b|\bis at\b", text, re.I)
        and not re.search(r"\d+ minutes", text)
    ):
        yield from (f"{noun(visit)} are only offered at {listing(places)}" for visit in visits)


def insurance(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text, payers = clause.plain, payers_of(clause.plain)
    if not payers or re.search(r"approv|sign[- ]off|referral|\bnew\b", text, re.I):
        return
    subject = (people_of(text, names) or places_of(text, names) or ["the practice"])[0]
    sides = re.split(r",? (?:but |and )?\b(?:no|not|never)\b ", text, maxsplit=1)
    if (
        len(sides) == 2
        and payers_of(sides[0])
        and payers_of(sides[1])
        and re.search(r"\b(?:take|accept)", sides[0], re.I)
    ):
        yield f"{subject} does not take {listing(payers_of(sides[1]))}"
        return
    but = re.search(r"\b(?:but not|except)\b(.*)", text, re.I)
    if but and payers_of(but[1]):
        yield f"{subject} does not take {listing(payers_of(but[1]))}"
        return
    if re.search(
        rf"\b{_NO} (?:take|accept|bill|see|work with)|\bno (?:{'|'.join(map(re.escape, payers))})|\bnot? (?:taking|accepting)|out of network",
        text,
        re.I,
    ):
        yield f"{subject} does not take {listing(payers)}"
    elif re.search(
        r"\bonly (?:take|takes|accept|accepts)|\b(?:take|takes|accept|accepts) only|\b(?:take|accept)s? nothing but",
        text,
        re.I,
    ):
        yield f"{subject} only takes {listing(payers)}"


_OVER = ("over", "older than", "above", "past")
_TURNED_AWAY = re.compile(
    rf"\b(?:{_NO}|no longer) (?:see|treat|take|accept)\b ?((?:[a-z]+ ){{0,3}}?)(over|older than|above|past|under|younger than|below) (?:the age of |age )?(\d+)\b(?! (?:minutes|days|weeks|hours|visits))",
    re.I,
)


def patients(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    visit = visit_of(text)
    if turned := _TURNED_AWAY.search(text):
        age = int(turned[3])
        yield f"{noun(visit)} are for patients {f'under {age + 1}' if turned[2].lower() in _OVER else f'over {age - 1}'}"
        return
    if re.search(
        r"\bneed|\brequire|\bmust\b|approv|elsewhere|another|\brefer|\bgo to\b|don't|do not|not (?:see|treat)|\bno\b",
        text,
        re.I,
    ):
        return
    under = re.search(
        r"\b(?:under|younger than|up to(?: age)?|below) (\d+)\b(?! (?:minutes|days|weeks|hours|visits|people|patients))",
        text,
        re.I,
    )
    over = re.search(
        r"\b(?:over|older than|above) (?:age )?(\d+)\b(?! (?:minutes|days))|\b(\d+) (?:and|or) (?:older|over|up)\b|\bages? (\d+)\+|\b(\d+)\+",
        text,
        re.I,
    )
    people = r"\b(?:kids|children|patients|people|adults|ages?|teens|for|see|treat|those|years)\b"
    if re.search(people, text, re.I) and (under or over):
        subject = f"{noun(visit)} are for patients"
        if under:
            most = int(under[1]) + ("up to" in under.group().lower())
            yield f"{subject} under {most}"
        if over:
            least = int(over[1]) if over[1] else int(over[2] or over[3] or over[4]) - 1
            yield f"{subject} over {least}"
    elif (
        visit
        and re.search(
            r"\bfor (?:established|existing|returning|current) patients\b|\b(?:established|existing|current) patients only\b",
            text,
            re.I,
        )
        and visit != "Follow-up visit"
    ):
        yield f"{noun(visit)} are for established patients"
    elif re.search(
        r"\bfollow[- ]?ups? (?:are|is) (?:only )?(?:for|open to) (?:established|existing|current)", text, re.I
    ):
        yield "follow-up visits are for established patients"


def online(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    if not re.search(
        r"\bonline\b|\bthemselves\b|on their own|self[- ]schedul|\bbook (?:it|them) (?:them|your)sel", text, re.I
    ) or re.search(r"\bahead\b|in advance", text):
        return
    whom = re.sub(r"(?:established|existing) patients (?:can|may|cannot|can't)", "patients", text)
    visits: list[str | None] = [*visits_of(whom)] or [None]
    no = re.search(
        rf"\b{_NO}\b|\bno online|\bnot (?:be )?(?:book|schedul)|\bnot online\b|\bexcept\b|\bnobody\b|\bphone only\b",
        text,
        re.I,
    )
    for visit in visits:
        yield f"patients may {'not ' if no else ''}book {noun(visit)} themselves"


_EVERYBODY = r"\b(?:visits?|appointments?|bookings?|requests?|every\w*|all|anything|patients?|it)\b"


def approval(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    if not re.search(
        r"\bapprov|sign[- ]?off|\bok'?d?\b by|\breviews? (?:all|every|new)|\bgreen light|\bsay yes", text, re.I
    ):
        return
    doctors = people_of(text, names)
    clinician = bool(doctors) or re.search(
        r"\b(?:a |the )?(?:doctor|physician|clinician|provider)(?:'s)? (?:approv|sign|ok)|approv\w+ (?:from|by) (?:a |the )?(?:doctor|physician|clinician)",
        text,
        re.I,
    )
    from_ = " from a clinician" if clinician else ""
    shows = re.search(r"\b(\d+) (?:or more )?(?:no[- ]shows|missed (?:visits|appointments))", text, re.I)
    payers = payers_of(text)
    cases = [f" when the insurance is {payer}" for payer in payers] or (
        [f" when the patient has {shows[1]} or more no-shows"] if shows else [""]
    )
    mentioned = (
        re.search(r'(?:mentions?|about|says?) "?([\w ]+?)"?(?: needs?| must| has|$)', text)
        if not payers and not shows
        else None
    )
    if mentioned and not visit_of(text):
        cases = [f' when the reason mentions "{mentioned[1].strip()}"']
    new = re.search(r"\bnew\b[\w, ]*\bpatients?\b", text, re.I)
    if not new and not visits_of(text) and cases == [""] and not re.search(_EVERYBODY, text, re.I):
        return  # of something that we do not know
    visits: list[str | None] = ["New patient visit"] if new else [*visits_of(text)] or [None]
    for visit in visits:
        yield from (f"{noun(visit)} need approval{from_}{case}" for case in cases)


def information(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    if not re.search(
        r"\bneed|\brequire|\bmust\b|\bbring|\bsend|\bupload|\bask (?:for|every|them|patients|new)|\bwant\b|\bhave to\b|\bwithout\b",
        text,
        re.I,
    ) or re.search(r"approv|sign[- ]off", text, re.I):
        return
    fields = [field for pattern, field in _FIELDS if re.search(rf"\b(?:{pattern})\b", text, re.I)]
    age = re.search(r"\b(?:under|younger than) (\d+)\b", text, re.I) or (
        re.search(r"\bminors?\b", text, re.I) and re.match(r"(18)", "18")
    )
    if age and re.search(r"\bguardian|\bparent", text, re.I):
        fields = list(dict.fromkeys(["guardian name", *fields]))
    if not fields:
        return
    said = listing([article(one) if one in ("referral",) else one for one in fields])
    case = f" when the patient is under {age[1]}" if age else ""
    payers = payers_of(text)
    case = case or (f" when the insurance is {payers[0]}" if len(payers) == 1 else "")
    named: list[str | None] = [*visits_of(text)] or [None]
    if named == [None] and re.search(r"\bnew\b[\w, ]*\bpatients?\b", text, re.I):
        named = ["New patient visit"]
    for visit in named:
        yield f"{noun(visit)} need {said} before booking{case}"
