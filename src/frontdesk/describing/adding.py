"""What a description says, put to a practice file that there is already: nothing of the file goes, and nothing of it is said twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..practice.file import document, examine
from ..practice.file.editing import with_sentence
from .facts import Description

SECTIONS = ("payers", "visit types", "locations", "providers")  # a place before whoever works there


@dataclass
class Added:
    """The file with what is new.

    `stays`: of whom or of which place the file says otherwise than the description, and was left as it is.  `nowhere`: whose hours
    are left out, since the file has several places and the description does not say at which.
    """

    text: str
    stays: list[str] = field(default_factory=list)
    nowhere: list[str] = field(default_factory=list)
    _ids: dict[str, dict[str, str]] = field(default_factory=dict)  # section → id in the description → id in the file

    def id_of(self, section: str, id_: str) -> str:
        return self._ids.get(section, {}).get(id_, id_)

    def is_here(self, section: str, said: str, there: str) -> None:
        self._ids.setdefault(section, {})[said] = there


def added(text: str, description: Description) -> Added:
    """Sentences, people, places, visits and insurances that the file does not have; hours of who has none there yet."""
    result = Added(text)
    for section in SECTIONS:
        for entry in document.entries(description.text, section):
            _entry(result, section, entry, description)
    for sentence in sentences_of(description):
        if sentence not in _sentences(result.text):
            result.text = with_sentence(result.text, sentence)
    return result


def sentences_of(description: Description) -> list[str]:
    """The sentences of the rules that it says, with the answers that were chosen."""
    lines = description.text.splitlines()
    first = lines.index("rules: |") + 1 if "rules: |" in lines else len(lines)
    return [line.strip() for line in lines[first:] if line.strip()]


def _sentences(text: str) -> set[str]:
    """Of a file as it is, also of one with faults."""
    file = examine(text)[0]
    read = {entry.text for entry in file.setup.book.entries} if file is not None else set()
    return read | {line.strip() for line in text.splitlines()}


def _entry(result: Added, section: str, entry: Mapping[str, Any], description: Description) -> None:
    there = document.entries(result.text, section)
    name, said = str(entry.get("name", "")), str(entry.get("id", ""))
    same = next((other for other in there if _same_name(str(other.get("name", "")), name)), None)
    if same is None and section == "locations" and there and not _is_said(description, name):
        if len(there) > 1:
            result.is_here(section, said, "")
            return
        same = there[0]  # the description names no place of its own
    if same is None:
        values = _as_here(result, entry)
        values.pop("id", None)
        id_ = _unused(said, {str(other.get("id", "")) for other in there})
        result.text = document.put(result.text, section, id_, {"id": id_, **values})
        result.is_here(section, said, id_)
        return
    result.is_here(section, said, str(same.get("id", "")))
    _more_of(result, section, same, entry)


def _more_of(result: Added, section: str, same: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Hours of somebody, rooms of a place: put there where the file has none, and left where it has others."""
    key = {"providers": "hours", "locations": "rooms"}.get(section, "")
    new = _as_here(result, entry).get(key) if key and entry.get(key) else None
    if not new or new == same.get(key):
        return
    if same.get(key):
        result.stays.append(str(same.get("name", "")))
    else:
        result.text = document.put(result.text, section, str(same.get("id", "")), {key: new})


def _as_here(result: Added, values: Mapping[str, Any]) -> dict[str, Any]:
    """With the places as the file calls them; without hours where it is not said at which of them."""
    blocks = values.get("hours")
    if not isinstance(blocks, list):
        return dict(values)
    hours = [{**block, "at": result.id_of("locations", str(block.get("at", "")))} for block in blocks]
    if all(block["at"] for block in hours):
        return {**values, "hours": hours}
    result.nowhere.append(str(values.get("name", "")))
    return {key: value for key, value in values.items() if key != "hours"}


def _is_said(description: Description, place: str) -> bool:
    return any(fact.kind == "location" and place in fact.says for fact in description.facts)


def _same_name(name: str, other: str) -> bool:
    return name.casefold().split() == other.casefold().split()


def _unused(id_: str, taken: set[str]) -> str:
    numbered = (f"{id_}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (id_, *numbered) if name not in taken)
