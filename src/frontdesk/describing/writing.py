"""What was understood, written as a practice file; what must be known and was not said is asked, or assumed and said so."""

from __future__ import annotations

import re

from ..practice.file import document, examine
from ..rules.vocabulary import Vocabulary
from ..rules.words import upper_first
from .facts import Description, Question, Understood
from .names import Names
from .timetable import Timetable

DEFAULTS = ("Visits take 30 minutes.", "Visits start every 15 minutes.")


def _id(name: str) -> str:
    return (
        re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("dr. ").removeprefix("nurse ").split(",")[0]).strip("-")
        or "x"
    )


def vocabulary_of(names: Names) -> Vocabulary:
    visits = list(names.visits)
    return Vocabulary(
        {_id(one): one for one in visits},
        {_id(one): one for one in names.providers},
        {_id(one): one for one in names.locations},
        {_id(one): one for one in names.payers},
        {},
        tuple(names.rooms),
        tuple(dict.fromkeys(kind for kind in names.providers.values() if kind)),
        {_id(one): kind for one, kind in names.providers.items() if kind},
    )


def write(result: Description, names: Names, table: Timetable, said: list[str], name: str, timezone: str) -> None:
    ask, assume = result.questions.append, result.understood.append
    called = names.practice or name or (f"My {names.specialty} practice" if names.specialty else "My practice")
    if not names.practice and not name:
        ask(Question("What is the practice called?"))
    if not names.locations:
        names.locations.append("Main office")
        assume(Understood("location", "Main office", 0, 0, assumed=True))
    if not names.visits:
        names.visits = dict.fromkeys(names.usual or ("New patient visit", "Follow-up visit"))
        assume(Understood("visit type", ", ".join(names.visits), 0, 0, assumed=True))
    if not names.providers:
        ask(Question("Who sees patients? Write their names, such as “Dr. Chen and Maria Lee, NP”."))
    doctors = sum(one.startswith("Dr. ") for one in names.providers)
    if names.doctors > len(names.providers):
        ask(
            Question(
                "There are %(all)s of you, and %(named)s named. Who are the others?",
                names=(("all", str(names.doctors)), ("named", str(doctors or len(names.providers)))),
            )
        )
    if not table.said and not any(p.hours or p.span for p in table.people.values()):
        ask(Question("When are you open? Until you say, it is Monday to Friday from 8:00 to 17:00."))
        assume(Understood("hours", "Mon, Tue, Wed, Thu, Fri 08:00 to 17:00", 0, 0, assumed=True))
    text = f"practice:\n  name: {_quoted(called)}\n  timezone: {timezone}\n"
    first = _id(names.locations[0])
    rooms = [
        {"id": f"{kind.replace(' ', '-')}-{n}", "kind": kind}
        for kind, count in names.rooms.items()
        for n in range(1, count + 1)
    ]
    for place in names.locations:
        more = {"rooms": rooms} if rooms and _id(place) == first else {}
        text = document.put(text, "locations", _id(place), {"id": _id(place), "name": place, **more})
    for payer in names.payers:
        text = document.put(text, "payers", _id(payer), {"id": _id(payer), "name": payer})
    for visit in names.visits:
        text = document.put(text, "visit types", _id(visit), {"id": _id(visit), "name": visit})
    place_of = {place: _id(place) for place in names.locations}
    for person, kind in names.providers.items():
        blocks = table.blocks(person, place_of, first)
        entry = {"id": _id(person), "name": person, "kind": kind or None, "hours": blocks or None}
        text = document.put(text, "providers", _id(person), entry)
    if not any(re.match(r"Visits take|[A-Z].* takes? \d+ minutes", one) for one in said):
        said.append(DEFAULTS[0])
        assume(Understood("rule", DEFAULTS[0], 0, 0, assumed=True))
    text += "rules: |\n" + "".join(f"  {upper_first(one)}\n" for one in _without_clashes(said, result))
    result.text = text
    _file, faults = examine(text)
    for fault in faults:
        ask(Question("The draft is not sound yet: %(fault)s", names=(("fault", fault.message),)))


def _without_clashes(said: list[str], result: Description) -> list[str]:
    """Two sentences that set the same differently: the first stays, the second is asked about."""
    kept: list[str] = []
    for one in said:
        head = re.sub(r"\d+", "#", one)
        clash = next(
            (
                other
                for other in kept
                if re.sub(r"\d+", "#", other) == head
                and re.search(r" take | start every |ahead\.$|^Keep \d+ minutes", one)
            ),
            None,
        )
        if clash is None:
            kept.append(one)
        else:
            both = (("first", clash), ("other", one))
            result.questions.append(Question("“%(first)s” or “%(other)s”? The first one is in the draft.", names=both))
    return kept


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'
