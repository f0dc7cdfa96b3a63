"""Whom a request that is being written is about: what was said of one person is never said of another.

Where somebody else is named, all that was said goes, files too.  Where it may be a slip of the first name as well as a twin, what was
typed is asked again; who was meant by a file or a signature cannot be seen from it, so those go.
"""

from __future__ import annotations

from typing import Any

from ...intake import drafts
from ...people.contacts import folded
from ...people.likeness import same_parts
from ...people.merged import record_that_stands
from .journey import Journey, question_for

NEW = "new"  # chosen, where it is nobody of those for whom somebody may ask already
OF_ONE_PERSON = ("document", "signature")  # kinds of questions whose answers cannot be checked by reading them again


def choose(journey: Journey, chosen: str, done: list[str]) -> None:
    """One of the people whom somebody looks after, or somebody new: `chosen`."""
    if not _is_the_same(journey, chosen):
        drafts.forget_all(journey.draft)
        done = ["for"]
    drafts.keep(journey.draft, chosen=chosen, done=done)


def name(journey: Journey, who: dict[str, Any], done: list[str]) -> None:
    """Somebody who has no record yet, as `who` says."""
    said = journey.answers
    if said.get("chosen") not in (None, "", NEW):  # for whom nobody here may ask any more
        drafts.forget_all(journey.draft)
        done = ["who"]
    elif "who" in said.get("done", []):
        done = _named_again(journey, who, done)
    drafts.keep(journey.draft, done=done, **who)


def _named_again(journey: Journey, who: dict[str, Any], done: list[str]) -> list[str]:
    said = journey.answers
    born, acts = (str(said.get(field) or "") == str(who.get(field) or "") for field in ("birth", "acts"))
    name, names = (f"{person.get('first') or ''} {person.get('last') or ''}" for person in (said, who))
    first = folded(said.get("first") or "") == folded(who["first"])
    near = _is_near(str(said.get("birth") or ""), str(who.get("birth") or ""))
    if acts and ((near and same_parts(name, names)) or (born and first)):  # a slip in a birth date or a last name
        return done
    kept = [step for step in done if step in ("who", "contact")]
    if not (acts and born):
        drafts.forget_all(journey.draft)
        return kept
    drafts.forget(journey.draft, {"self_pay", *_of_one_person(said)})
    return kept


def _is_near(birth: str, other: str) -> bool:
    """Whether a birth date may be a slip of the other: one of day, month and year differs, a year by one figure.  A father and a son of one name differ by more."""
    parts = [(part, two) for part, two in zip(birth.split("-"), other.split("-"), strict=False) if part != two]
    figures = sum(figure != two for part in parts for figure, two in zip(*part, strict=False) if len(part[0]) == 4)
    return len(parts) <= 1 and figures <= 1


def _of_one_person(said: dict[str, Any]) -> set[str]:
    fields = {name for name in said if name.startswith("q:")}
    return {name for name in fields if question_for(name.removeprefix("q:")).kind in OF_ONE_PERSON}


def _is_the_same(journey: Journey, chosen: str) -> bool:
    """Whether `chosen` is who it was for until now, or nothing was said of anybody yet."""
    before, said = journey.answers.get("chosen") or "", journey.answers
    if record_that_stands(before) == chosen or (not before and (chosen == NEW or "who" not in said.get("done", []))):
        return True
    if before not in ("", NEW):
        return False
    if "who" not in said.get("done", []):
        return True
    record = next((patient for patient in journey.people if str(patient.pk) == chosen), None)
    named = f"{said.get('first') or ''} {said.get('last') or ''}"
    return record is not None and same_parts(record.name, named) and str(record.birth_date) == said.get("birth")
