"""Who and what a description names: the practice, places, people, visits, insurance, rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from ..rules.words import upper_first
from .clauses import Clause
from .tables import PAYERS, SPECIALTIES, VISITS

_CREDENTIALS = r"(?:MD|DO|NP|PA|PA-C|RN|LCSW|LPC|PT|DPT|DC|DDS|DMD|OD|PhD|PsyD|APRN|CNM|FNP)"
_NAME = r"[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?(?: (?!(?:On|In|At|Is|And|The|She|He|They|Works|Only|Does|Sees|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)[A-Z][a-z'’]+)?"
DOCTOR = re.compile(rf"\b(?:Dr\.?|Doctor) ({_NAME})")
DOCTORS = re.compile(rf"\bDrs?\.? ({_NAME})((?:, (?:Dr\.? )?{_NAME})*),? (?:and|&) (?:Dr\.? )?({_NAME})")
CREDENTIALED = re.compile(rf"\b({_NAME}),? ({_CREDENTIALS})\b")
BEFORE_NAME = re.compile(rf"\b(PA|NP|RN|DO|MD|CNM|LCSW) ({_NAME})")
_ROLES = r"(?:therapists?|providers?|doctors?|dentists?|hygienists?|nurses?|physicians?|clinicians?|counselors?|optometrists?|chiropractors?|midwives|podiatrists?|psychologists?)"
TEAM = re.compile(
    rf"\b[Tt]?(?:he |ur )?({_ROLES})(?:,|:| are| is| include)? ({_NAME})((?:, {_NAME})*)(?:,? (?:and|&) ({_NAME}))",
    re.I,
)
NURSE = re.compile(r"\b[Nn]urse ((?!practitioner|Practitioner)[A-Z][a-z]+)")
_ROOM = re.compile(
    r"\b(\d+|an?|the|our) ((?:exam|procedure|treatment|ultrasound|x-?ray|therapy|operating|consult(?:ation)?|massage|testing|infusion|hearing|echo|stress|lab|group) rooms?|dental chairs?|chairs|operatories|ultrasound machines?)\b",
    re.I,
)
_PLACE = re.compile(
    rf"\b(?:at|in) (?:our |the )?({_NAME}) (?:office|location|clinic|site|branch)|\b(?:our |the )?({_NAME}) (?:office|location|site|branch)\b"
)
_PLACES = re.compile(
    rf"\b(?:\d+ )?(?:[Ll]ocations?|[Oo]ffices|[Ss]ites|[Cc]linics)(?: in|:|, in| at|,| are) ((?:{_NAME})(?:(?:, | and |, and )(?:{_NAME}))+)"
)


@dataclass
class Names:
    """Everything found so far, as name → what it is for the file."""

    practice: str = ""
    specialty: str = ""
    usual: tuple[str, ...] = ()
    providers: dict[str, str] = field(default_factory=dict)  # name → kind
    locations: list[str] = field(default_factory=list)
    visits: dict[str, None] = field(default_factory=dict)
    payers: dict[str, None] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    doctors: int = 0

    def visit_in(self, text: str) -> str | None:
        """The visit type that a text begins to speak of, if any; found ones are remembered."""
        found = visit_of(text)
        if found:
            self.visits.setdefault(found)
        return found


def visit_of(text: str) -> str | None:
    """The first visit that a text names."""
    found = _first(text)
    return found[2] if found else None


def visits_of(text: str) -> list[str]:
    """All visits that a text names, in its order."""
    found = []
    while (first := _first(text)) is not None:
        start, end, name = first
        found.append(name)
        text = f"{text[:start]}{'_' * (end - start)}{text[end:]}"
    return list(dict.fromkeys(found))


def _first(text: str) -> tuple[int, int, str] | None:
    """(start, end, visit type) of the first, and of those the longest."""
    best: tuple[int, int, str] | None = None
    text = _ROOM_WORDS.sub(lambda match: "_" * len(match.group()), text)
    for pattern, name in (*_OWN.get(), *_VISITS):
        match = pattern.search(text)
        if match and (best is None or (match.start(), -match.end()) < (best[0], -best[1])):
            said = upper_first(re.sub(r"es$", "", match.group().lower())) if name == "class" else name
            best = (match.start(), match.end(), said)
    return best


# The visits that one description names itself ('concussion checks 45 min'): set while it is read, and by nothing else.
_OWN: ContextVar[tuple[tuple[re.Pattern[str], str], ...]] = ContextVar("own visits", default=())
_TIMED = re.compile(
    r"^(?:[A-Z][\w& ]+: )?(?:and |our |all )?((?:[A-Za-z][\w'/-]+ ){0,3}[A-Za-z][\w'/-]+?)s?(?: (?:are|is|takes?|lasts?|runs?|gets?|need|needs))?[:,]? (?:about )?\d+(?: (?:minutes|hours)\b|$)"
)
# 'postpartum visits', 'cataract evaluations': another visit than the one that the second word alone would be.
_QUALIFIED = re.compile(
    r"\b([A-Za-z][a-z-]{3,}) (?:visits?|appointments?|evaluations?|exams?|checks?|screenings?|testing|treatments?|consults?|consultations?)\b"
)
_GENERAL = re.compile(
    r"(?:the|our|all|most|other|any|some|these|those|your|every|each|after|before|between|with|new|first|initial|follow-?up|followup|regular|standard|normal|"
    r"routine|usual|typical|online|same-day|next|more|such|many|short|long|longer|shorter|patients?|patient's|return|returning|morning|afternoon|evening|their|"
    r"book|booking|take|takes|does|sees?|have|need|schedule|office|in-office|only|back-to-back|existing|established|initial|urgent|emergency|"
    r"minutes?|hours?|days?|weekly|daily|annual|yearly|half|hour|offer|offers|perform|performs|their|them|they|sees|give|gives|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|open|hold|holds|keep|leave|save|reserve|"
    r"allow|limit|accept|schedule|schedules|start|starts|space|double-book|medicaid|medicare|aetna|cigna|humana|adult|adults|kids|children|into|from|than|that|which|both|upcoming|future|past|last|extra|available|shorter|combined)",
    re.I,
)
_VERB_LAST = re.compile(r" (?:are|is|takes?|lasts?|runs?|gets?|needs?)$")
_NO_VISIT = re.compile(
    r"\b(?:visits?|appointments?|every\w*|all|else|rest|patients?|people|slots?|we|i|dr|drs|lunch|notice|between|after|before|open|closed?|keep|leave|with|"
    r"start|starts|cancel|book|least|most|return|then|others?|one|it|they|only|for|takes?|are|is|lasts?|runs?|gets?|needs?|there|should|be|must|will|would|can|may|"
    r"please|just|usually|plan|allow|this|that|these|those|our|the|after|than|more|have|has|see|sees|want|like|give|gives|spend)\b",
    re.I,
)


@contextmanager
def own_visits(clauses: list[Clause]) -> Iterator[None]:
    """While inside, what this description gives a number of minutes is a visit, whatever it is called."""
    found: dict[str, str] = {}
    for clause in clauses:
        match = _TIMED.match(clause.plain)
        said = _VERB_LAST.sub("", match[1].strip().lower()) if match else ""
        said = re.sub(r"(?<=[^s])s$", "", said)
        if said and not _NO_VISIT.search(said) and _first(said) is None:
            one = re.sub(r"ie$", "y", said)
            written = match[1].split() if match else []
            words = [next((w for w in written if w.isupper() and w.lower() == word), word) for word in one.split()]
            found[said] = upper_first(" ".join(words))
        for match in _QUALIFIED.finditer(clause.plain):
            word, one = match[1].lower(), match.group().lower()
            first = _first(one)
            if not _GENERAL.fullmatch(word) and (first is None or first[0] > 0):
                said = re.sub(r"s$", "", re.sub(r"ies$", "y", one))
                found.setdefault(said, upper_first(said))
    token = _OWN.set(tuple((re.compile(rf"\b{re.escape(said)}s?\b", re.I), name) for said, name in found.items()))
    try:
        yield
    finally:
        _OWN.reset(token)


_ROOM_WORDS = re.compile(r"\b[\w-]+ (?:rooms?|machines?)\b", re.I)
_VISITS = tuple((re.compile(rf"\b(?:{pattern})\b", re.I), name) for pattern, name in VISITS)


def payers_of(text: str) -> list[str]:
    """The insurance that a text names, in its order."""
    found: dict[int, str] = {}
    for word, name in PAYERS.items():
        for match in re.finditer(rf"\b{re.escape(word)}\b", text, re.I):
            if not any(at <= match.start() < at + len(other) + 2 for at, other in found.items()):
                found[match.start()] = name
    return list(dict.fromkeys(found[at] for at in sorted(found)))


def people_of(text: str, names: Names) -> list[str]:
    """The providers that a text names, in its order: by whole name, or by the last word of it."""
    found: dict[int, str] = {}
    for name in sorted(names.providers, key=len, reverse=True):
        short = name.split(",")[0]
        last = re.sub(r"^(?:Dr\.|Nurse) ", "", short).split()[-1]
        pattern = rf"(?:\b{re.escape(name)}|\b(?:Drs?\.?|Doctor) (?:\w+ )?{re.escape(last)}\b|\b{re.escape(short)}\b|\b{re.escape(last)}\b)"
        for match in re.finditer(pattern, text):
            if not any(at <= match.start() < at + 30 and other == name for at, other in found.items()):
                found.setdefault(match.start(), name)
    return list(dict.fromkeys(found[at] for at in sorted(found)))


def places_of(text: str, names: Names) -> list[str]:
    return [one for one in names.locations if re.search(rf"\b{re.escape(one)}\b", text)]


def gather(clauses: list[Clause], text: str) -> Names:
    """Everything that is named anywhere, before any clause is read."""
    names = Names()
    whole = re.sub(r"[–—]", "-", text.replace("’", "'"))
    _practice(whole, names)
    for pattern, (specialty, usual) in SPECIALTIES.items():
        if re.search(pattern, whole, re.I):
            names.specialty, names.usual = names.specialty or specialty, names.usual or usual
    _people(whole, names)
    for match in _PLACES.finditer(whole):
        names.locations += re.findall(_NAME, match[1])
    names.locations += [match[1] or match[2] for match in _PLACE.finditer(whole)]
    names.locations = [one for one in dict.fromkeys(names.locations) if one.lower() not in _NO_PLACE]
    for clause in clauses:
        _things(clause.plain, names)
    opening = clauses[0].plain if clauses else ""
    count = re.search(r"\b(\d+)[- ](?:doctors?|physicians?|providers?|dentists?|therapists?)\b", opening, re.I)
    names.doctors = int(count[1]) if count else 1 if re.search(r"\bsolo\b", whole, re.I) else 0
    return names


def _people(whole: str, names: Names) -> None:
    for match in DOCTORS.finditer(whole):
        listed = [match[1], *re.findall(_NAME, match[2] or ""), match[3]]
        names.providers.update({f"Dr. {one}": "" for one in listed if one != "Dr"})
    for match in DOCTOR.finditer(whole):
        names.providers.setdefault(f"Dr. {match[1]}", "")
    for match in CREDENTIALED.finditer(whole):
        names.providers.setdefault(f"{match[1]}, {match[2]}", "nurse" if match[2] == "RN" else "")
    for match in BEFORE_NAME.finditer(whole):
        names.providers.setdefault(f"{match[2]}, {match[1]}", "nurse" if match[1] == "RN" else "")
    for match in TEAM.finditer(whole):
        _team(match, names)
    for match in NURSE.finditer(whole):
        names.providers.setdefault(f"Nurse {match[1]}", "nurse")
    _merge_short_names(names)


def _team(match: re.Match[str], names: Names) -> None:
    """'two hygienists, Megan and Luis': who they are, and what."""
    role = re.sub(r"s$", "", match[1].lower())
    kind = role if role in ("hygienist", "nurse", "therapist") and role != "therapist" else ""
    for one in (match[2], *re.findall(_NAME, match[3] or ""), match[4]):
        if one and one[0].isupper() and not one.startswith("Dr") and not _is_known(one, names):
            names.providers.setdefault(one, kind)


def _is_known(name: str, names: Names) -> bool:
    return any(name.rsplit(maxsplit=1)[-1] in other.split(",")[0].split() for other in names.providers)


def _things(plain: str, names: Names) -> None:
    """Visits, insurance and rooms of one clause."""
    for visit in visits_of(plain):
        names.visits.setdefault(visit)
    if re.search(r"\bnew\b[\w, ]*\bpatients?\b", plain, re.I):
        names.visits.setdefault("New patient visit")
    for payer in payers_of(plain):
        names.payers.setdefault(payer)
    for match in _ROOM.finditer(plain):
        kind = re.sub(r"s$", "", match[2].lower())
        kind = {"operatorie": "operatory", "chair": "dental chair"}.get(kind, kind)
        count = int(match[1]) if match[1].isdigit() else 1
        names.rooms[kind] = max(names.rooms.get(kind, 1), count)


_NO_PLACE = {"our", "the", "we", "my", "main", "dental", "eye", "pediatric", "this", "medical"}


def _practice(text: str, names: Names) -> None:
    kinds = r"(?:Clinic|Medicine|Pediatrics|Health|Healthcare|Practice|Associates|Dermatology|Cardiology|Orthopedics|Dental|Dentistry|Therapy|Center|Care|Group|Wellness|Medical|Vision|Imaging|Radiology|Rheumatology|Nephrology|Pulmonology|Oncology|Surgery|Acupuncture|Eye|Counseling|Partners|Psychiatry|OB/GYN|Urology|Allergy|Asthma|Podiatry|Chiropractic|Specialists|Women's Health|OB-GYN|Gastroenterology|Neurology|Endocrinology)"
    match = re.search(
        rf"\b((?:[A-Z][\w'&]*(?: (?:&|and|of|for|in|on|the))? ){{1,4}}{kinds}(?: (?:{kinds}|of [A-Z]\w+))*)\b", text
    )
    if match:
        name = re.sub(r"^(?:We are|We're|At|The|Our|Welcome to|This is|Hi from) ", "", match[1])
        if not re.match(r"(?:Dr|We)\b", name):
            names.practice = name.strip()


def _merge_short_names(names: Names) -> None:
    """'Dr. Ana Alvarez' and later 'Dr. Alvarez' are one."""
    for name in list(names.providers):
        longer = [
            other
            for other in names.providers
            if other != name and other.startswith("Dr. ") and other.endswith(" " + name.removeprefix("Dr. "))
        ]
        if name.startswith("Dr. ") and longer:
            del names.providers[name]
