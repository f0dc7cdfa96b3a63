"""Who and what a description names: the practice, places, people, visits, insurance, rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..rules.vocabulary import Vocabulary
from .people import People, people_in
from .plain import plain
from .tables import PAYERS

_CAP = r"[A-Z][\w'’.&-]*"
_PLACE = r"(?!(?:The|Our|Your|My|We|Main|Dental|Eye|Pediatric|This|Medical|Family|Front|Back|Doctor|Home|Both|Each|Every|All|New|Post|Dr|Drs|No|Any|In|At|Primary|Urgent|Health|Walk|Saturday|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Evening|Weekend|Community|Rural)\b)[A-Z][a-z]+(?: (?:Street|Avenue|Road|Park|Heights|Hills?|[A-Z][a-z]+))?"
_PLACES = re.compile(
    rf"\b(?:locations?|offices?|sites?|clinics?)(?: in|:|, in| at|,| are)? ((?:{_PLACE})(?:(?:, | and |, and )(?:{_PLACE}))+)(?![a-z])"
)
_SEVERAL = re.compile(
    r"\b(?:two|2|three|3|four|4|five|5|six|6|several|multiple|both|all)(?: of our)? (?:[\w-]+ )?(?:offices|locations|sites|clinics|branches|campuses)\b|"
    r"\b(?:offices|locations|sites|branches|campuses) (?:in|at|are)\b|\b(?:offices|locations|sites|branches):|"
    r"\b(?:other|second|another|either|satellite|each) (?:office|location|site|branch|campus)\b",
    re.I,
)
_ONE_PLACE = re.compile(rf"\b(?:(?:at|in) (?:our |the )?)?({_PLACE}) (?:office|location|site|branch)\b(?! hours)")
# What tells one kind of room from another; any other word before it is none of its name: 'no', 'broken', 'their own'.
_ROOM_WORD = (
    r"(?:minor|major|surgical|skin|allergy|vision|eye|hearing|physical|occupational|speech|sensory|play|family|pediatric|OB|prenatal|cardiac|stress|vascular|sterile|isolation|"
    r"bariatric|trauma|hygiene|digital|portable|3D|3T|open|bone|exam|procedure|treatment|therapy|testing)"
)
_ROOM = re.compile(
    rf"\b((?:{_ROOM_WORD} ){{0,2}}(?:(?:exam|procedure|treatment|ultrasound|x-?ray|therapy|operating|consult|consultation|massage|testing|infusion|hearing|echo|stress|group|casting|mammogram|MRI|CT|surgery|laser|dental|EKG) (?:rooms?|machines?|suites?|chairs?)|operatory|operatories))\b",
    re.I,
)
_ROOM_STOP = re.compile(
    r"^(?:(?:the|a|an|our|one|or|in|need|needs|have|has|and|with|require|requires|use|uses|there|is|are|\d+|any|each|every|of|to)\b ?)+",
    re.I,
)
_NAME_WORD = r"(?:[A-Z&][\w'’&.-]*|&|and|of|for|the|at|in|GI|PT|MRI)"
_OPENING = re.compile(
    rf"^(?:(?:Welcome to|We are|We're|This is|At|Hi from|Hello from|Practice(?: name)?:|Name:) )?(?:the )?((?:[A-Z][\w'’&-]*)(?: {_NAME_WORD}){{1,6}})(?=$|[.,:]| \(|'s? |’s | (?:is|has|are|takes|was|offers|provides|welcomes)\b| - | – | — | and [a-z])"
)
_NO_PRACTICE = re.compile(
    r"^(?:Dr|Drs|Doctor|Nurse|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Open|Closed|Hours|Office|New|Our|No|We|Only|Please|Patients?)\b"
)
_KIND = re.compile(
    r"(?:Clinic|Medicine|Pediatrics?|Health|Healthcare|Practice|Associates|Dermatology|Cardiology|Ortho\w+|Dental|Dentistry|Therapy|Center|Care|Group|Wellness|Medical|Vision|Imaging|"
    r"Radiology|\w+ology|Surgery|Acupuncture|Eye|Counseling|Partners|Psychiatry|OB/GYN|OB-GYN|Allergy|Asthma|Podiatry|Chiropractic|Specialists?|Midwifery|PT|MRI|GI|Rehab\w*|Smiles|"
    r"Heart|Vascular|Kids|Spine|Joint|Bone|Skin|Foot|Ankle|ENT|Hearing|Sleep|Pain|Kidney|Physicians|Doctors|Family|Internists?|Optometry|Ophthalmology|Women's)\b",
    re.I,
)


@dataclass
class Names:
    """Everything that is named, as the file will call it."""

    practice: str = ""
    people: People = field(default_factory=People)
    places: list[str] = field(default_factory=list)
    visits: dict[str, None] = field(default_factory=dict)
    payers: dict[str, None] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    says_several: bool = False

    @property
    def has_several_places(self) -> bool:
        """Whether there is more than one place, also where not each of them is known: nobody and no room is put at one of them."""
        return self.says_several or len(self.places) > 1

    def vocabulary(self) -> Vocabulary:
        ids = Ids()
        return Vocabulary(
            {ids.of("visit", visit): visit for visit in self.visits},
            {ids.of("provider", name): name for name in self.people.named},
            {ids.of("location", place): place for place in self.places},
            {ids.of("payer", payer): payer for payer in self.payers},
            {},
            tuple(self.rooms),
            tuple(dict.fromkeys(kind for kind in self.people.named.values() if kind)),
            {ids.of("provider", name): kind for name, kind in self.people.named.items() if kind},
        )


class Ids:
    """An id for each name, no two the same among those of one kind."""

    def __init__(self) -> None:
        self.taken: dict[tuple[str, str], str] = {}
        self.given: dict[tuple[str, str], str] = {}

    def of(self, kind: str, name: str) -> str:
        if (kind, name) in self.given:
            return self.given[kind, name]
        short = name.removeprefix("Dr. ").removeprefix("Nurse ").split(",")[0] if kind == "provider" else name
        base = re.sub(r"[^a-z0-9]+", "-", short.lower()).strip("-") or "x"
        id_, count = base, 2
        while (kind, id_) in self.taken:
            id_, count = f"{base}-{count}", count + 1
        self.taken[kind, id_] = name
        self.given[kind, name] = id_
        return id_


def gather(text: str, units: list[str]) -> Names:
    """Everything that is named anywhere, before any unit is read."""
    names = Names()
    whole = re.sub(r"[–—]", "-", text.replace("’", "'"))
    names.practice = _practice(units)
    for match in _PLACES.finditer(whole):
        names.places += re.findall(_PLACE, match[1])
    names.places += [match[1] for match in _ONE_PLACE.finditer(whole) if match[1] not in names.practice]
    names.places = list(dict.fromkeys(names.places))
    names.says_several = bool(_SEVERAL.search(whole))
    names.people = people_in(_without_practice(text, names.practice), names.places)
    for unit in units:
        for match in _ROOM.finditer(plain(unit)):
            if kind := room_kind(match[1]):
                names.rooms.setdefault(kind, 1)
    return names


def _without_practice(text: str, practice: str) -> str:
    return text.replace(practice, " ") if practice else text


def room_kind(said: str) -> str:
    """'two exam rooms' → 'exam room'; '' where nothing but small words stands before."""
    said = _ROOM_STOP.sub("", said.strip())
    words = [word if word.isupper() else word.lower() for word in said.split()]
    if not words:
        return ""
    words[-1] = {"operatories": "operatory"}.get(words[-1], re.sub(r"s$", "", words[-1]))
    return " ".join(words)


def _practice(units: list[str]) -> str:
    """The name that stands first, else the first that ends as practices' names do."""
    for place, unit in enumerate(units[:3]):
        match = _OPENING.match(re.sub(r"\s+", " ", unit).strip().rstrip(".!"))
        if (
            match
            and not _NO_PRACTICE.match(match[1])
            and (place == 0 or _KIND.search(match[1]))
            and _KIND.search(match[1])
        ):
            return re.sub(r" (?:and|of|for|the|at|in)$", "", match[1]).rstrip(".")
    return ""


def is_title(line: str) -> bool:
    """Whether a line is written as practices' names are: 'Open Door Behavioral Health'."""
    return bool(_KIND.search(line)) and all(word[:1].isupper() or len(word) < 4 for word in line.split())


def payer_spans(text: str) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    for word, name in sorted(PAYERS.items(), key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"\b{re.escape(word)}\b", text, re.I):
            if all(match.end() <= begin or end <= match.start() for begin, end, _name in spans):
                spans.append((match.start(), match.end(), name))
    return sorted(spans)
