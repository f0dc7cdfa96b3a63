"""Who sees patients: names as they are written, and everything else that the same person is called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

CREDENTIALS = (
    r"(?:M\.?D\.?|D\.?O\.?|NP(?:-C|-BC)?|PA(?:-C)?|RN|LPN|LCSW|LICSW|LMFT|LPCC?|LMHC|LCPC|DPT|PTA|PT|OTR/L|OTR|OTA|COTA|OT|CCC-SLP|SLP|DC|DDS|DMD|RDH|O\.?D\.?|"
    r"PhD|Ph\.D\.|PsyD|APRN|ARNP|CNM|CPNP|C?FNP(?:-C|-BC)?|PMHNP(?:-BC)?|CRNP|WHNP|AGNP|DNP|AuD|RD|DPM|FAAP|FACP|FACOG|FAAD|LAc|MPT|MS|BCBA|CNP)"
)
DOCTORS = re.compile(r"(?:M\.?D\.?|D\.?O\.?|DDS|DMD|DPM|DC|O\.?D\.?|PhD|Ph\.D\.|PsyD|AuD|DPT|DNP)$")
_NOT_A_NAME = (
    r"(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun|Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?|January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Office|Offices|Clinic|Hours|Only|Off|New|No|Not|The|Our|We|On|In|At|Is|And|Or|Are|Has|Does|Will|Can|Works|Sees|Takes|She|He|"
    r"They|NP|PA|MD|DO|PT|RN|Medicare|Medicaid|Aetna|Cigna|Humana|All|Both|Each|Every|Any|Some|Please|Closed|Open|With|For|From|To|Also|But|Patients?|Visits?|Procedures?)"
)
_CAP = r"[A-ZÀ-Ý](?:'[A-Z])?[a-zà-ÿ]+(?:[A-Z][a-zà-ÿ]+)?(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?"
_WORD = rf"(?!{_NOT_A_NAME}\b){_CAP}"
_NAME = rf"{_WORD}(?: [A-Z]\.)?(?: {_WORD}){{0,2}}"
_SHORT = rf"{_WORD}(?: [A-Z]\.)?(?: {_WORD})?"
_DOCTOR = re.compile(rf"\b(?:Dr\.?|Doctor) ({_SHORT})")
_DOCTORS = re.compile(rf"\bDrs\.? ({_SHORT})((?:, {_SHORT})*),? (?:and|&) ({_SHORT})")
_CREDENTIALED = re.compile(rf"(?<![\w.])({_WORD}(?: [A-Z]\.)? {_WORD}(?: {_WORD})?|{_WORD}),? ({CREDENTIALS})(?![\w-])")
_BEFORE = re.compile(rf"\b(PA|NP|RN|MD|CNM|LCSW) ({_WORD} {_WORD})")
_ROLES = r"(?:therapists?|providers?|doctors?|dentists?|hygienists?|nurses?|physicians?|clinicians?|counselors?|optometrists?|chiropractors?|midwives|midwife|podiatrists?|psychologists?|nurse practitioners?|PAs?|NPs?)"
_TEAM = re.compile(
    rf"\b({_ROLES}):? (?:are |is |include )?({_SHORT})((?:, {_SHORT})*)(?:,? (?:and|&) ({_SHORT}))?(?! ?['’]s)(?![a-z])"
)
_NURSE = re.compile(rf"\bNurse ({_WORD})(?! [Pp]ractitioner)")
KINDS = {
    "hygienist": "hygienist",
    "nurse": "nurse",
    "midwife": "midwife",
    "midwive": "midwife",
    "therapist": "therapist",
    "counselor": "counselor",
}
_HEADED = re.compile(rf"^\W*({'|'.join(KINDS)})(?:s|es)?: ?(.+)$", re.I | re.M)
_CREDENTIALED_LIST = re.compile(rf"(?:{_NAME}(?:,? {CREDENTIALS})+(?:, and |, | and | & |\.?$))+")


@dataclass
class People:
    """`named`: name as the file has it → its kind; `called`: everything that means one of them, and whom."""

    named: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Everything that means one of them, the longest first, with the credentials behind it."""
        calls = "|".join(re.escape(call) for call in sorted(self.called, key=len, reverse=True)) or r"(?!)"
        return re.compile(
            rf"(?<![\w.])({calls})(?:,? {CREDENTIALS}(?![\w-]))*(?![\w-]|\.\w| [A-Z][a-z]+ (?:Dental|Medical|Clinic))"
        )


def people_in(text: str, places: list[str]) -> People:
    """All who are named anywhere in a text; `places` are no names of people."""
    text = re.sub(r"[^\S\n\t]+", lambda gap: " " if len(gap[0]) < 3 else "\t", text.replace("’", "'"))
    kind_by_name: dict[str, str] = {}
    for match in _CREDENTIALED.finditer(text):
        before = text[: match.start()]
        if _is_place(match[1], places):
            continue
        doctor = re.search(r"\b(?:Dr\.?|Doctor) $", before)
        kind = "nurse" if match[2] in ("RN", "LPN") else ""
        kind_by_name.setdefault(f"Dr. {match[1]}" if doctor else f"{match[1]}, {match[2]}", kind)
    for match in _BEFORE.finditer(text):
        kind_by_name.setdefault(f"{match[2]}, {match[1]}", "nurse" if match[1] == "RN" else "")
    for match in _DOCTORS.finditer(text):
        kind_by_name.update(
            {
                f"Dr. {name}": ""
                for name in [match[1], *re.findall(_SHORT, match[2] or ""), match[3]]
                if f"Dr. {name}" not in kind_by_name
            }
        )
    for match in _DOCTOR.finditer(text):
        kind_by_name.setdefault(f"Dr. {_without_place(match[1], places)}", "")
    for match in _TEAM.finditer(text):
        kind = KINDS.get(re.sub(r"s$", "", match[1].lower()), "")
        for name in (match[2], *re.findall(_SHORT, match[3] or ""), match[4]):
            if name and not name.startswith("Dr") and not _known(name, kind_by_name) and not _is_place(name, places):
                kind_by_name[name] = kind
    for match in _NURSE.finditer(text):
        if not _known(match[1], kind_by_name):
            kind_by_name[f"Nurse {match[1]}"] = "nurse"
    for match in _HEADED.finditer(text):
        if _CREDENTIALED_LIST.fullmatch(match[2]):
            kind = KINDS[match[1].lower()]
            kind_by_name.update(
                {name: kind for name in kind_by_name if not kind_by_name[name] and bare(name) in match[2]}
            )
    named = _merged(kind_by_name)
    return People(named, _called(named))


def _is_place(name: str, places: list[str]) -> bool:
    return any(name == place or name.endswith(" " + place) for place in places)


def _without_place(name: str, places: list[str]) -> str:
    for place in places:
        name = name.removesuffix(" " + place)
    return name


def bare(name: str) -> str:
    """'Susan Park' of 'Susan Park, MD', 'Dr. Susan Park' and 'Nurse Susan Park'."""
    return re.sub(r"^(?:Dr\.|Nurse) ", "", name.split(",", maxsplit=1)[0])


def is_doctor(name: str) -> bool:
    return name.startswith("Dr. ") or bool(DOCTORS.search(name.rsplit(", ", maxsplit=1)[-1]))


def _known(name: str, names: dict[str, str]) -> bool:
    return any(name == bare(other) or name in bare(other).split() for other in names)


def _merged(kind_by_name: dict[str, str]) -> dict[str, str]:
    """'Dr. Reyes' beside one 'Dr. Ana Reyes' or 'Ana Reyes, MD' is that one."""
    named = dict(kind_by_name)
    for name in kind_by_name:
        own = bare(name)
        longer = [
            other
            for other in named
            if other != name
            and bare(other) != own
            and bare(other).endswith(" " + own)
            and (is_doctor(other) or not name.startswith("Dr. "))
        ]
        same = [other for other in named if other != name and bare(other) == own and "," in other]
        if len(longer) == 1 or (same and "," not in name):
            named.pop(name, None)
    return named


def _called(named: dict[str, str]) -> dict[str, str]:
    """What means exactly one of them."""
    owners: dict[str, set[str]] = {}
    for name in named:
        own = bare(name).split()
        calls = {name, " ".join(own), own[-1], own[0], f"{own[0]} {own[-1]}"}
        if is_doctor(name) or name.startswith("Dr. "):
            calls |= {
                f"{title} {short}".replace("  ", " ")
                for title in ("Dr.", "Dr", "Doctor", "Drs.", "Drs")
                for short in (" ".join(own), own[-1], own[0])
            }
        if name.startswith("Nurse "):
            calls |= {f"Nurse {own[-1]}", f"nurse {own[-1]}"}
        for call in calls:
            owners.setdefault(call, set()).add(name)
    return {call: next(iter(who)) for call, who in owners.items() if len(who) == 1}
