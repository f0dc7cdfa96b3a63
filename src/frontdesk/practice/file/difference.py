"""What one version of a practice file says differently from another: sentences added, gone and changed, and what else of the set-up."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any, Literal

from ...rules.book import Entry
from ...rules.language import family_of
from .document import entries, mapping
from .model import PracticeFile

What = Literal["added", "gone", "changed"]
LISTS = ("locations", "payers", "visit types", "providers", "intake", "proxies", "appointments")
MAPPINGS = ("practice", "messages", "waitlist", "recalls", "reasons")
_ALIKE = 0.6  # sentences of one family that have so much in common are one that was changed


@dataclass(frozen=True)
class SentenceChange:
    """A rule that is new, gone, or says something else now."""

    what: What
    before: str
    after: str


@dataclass(frozen=True)
class SetupChange:
    """An entry of the file, or one of its keys: `key` is '' where the whole entry is new or gone."""

    what: What
    section: str
    name: str
    key: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Difference:
    sentences: tuple[SentenceChange, ...]
    setup: tuple[SetupChange, ...]

    @property
    def count(self) -> int:
        return len(self.sentences) + len(self.setup)

    def __bool__(self) -> bool:
        return bool(self.sentences or self.setup)


def difference(before: PracticeFile, after: PracticeFile) -> Difference:
    """Remarks, order and how something is written make no difference."""
    return Difference(tuple(_sentences(before, after)), tuple(_setup(before.text, after.text)))


# Sentences --------------------------------------------------------------------------------------------------


def _sentences(before: PracticeFile, after: PracticeFile) -> list[SentenceChange]:
    old, new = before.setup.book.entries, after.setup.book.entries
    gone = [one for one in old if one.rule not in {other.rule for other in new}]
    added = [one for one in new if one.rule not in {other.rule for other in old}]
    found: list[SentenceChange] = []
    for one in added:
        same = _closest(one, gone)
        if same is not None:
            gone.remove(same)
            if same.text != one.text:
                found.append(SentenceChange("changed", same.text, one.text))
        else:
            found.append(SentenceChange("added", "", one.text))
    return [*found, *(SentenceChange("gone", one.text, "") for one in gone)]


def _closest(one: Entry, gone: list[Entry]) -> Entry | None:
    """The sentence that this one was, if any: of the same kind, about the same visits first, then the most alike."""
    same = [
        other for other in gone if type(other.rule) is type(one.rule) and family_of(other.rule) is family_of(one.rule)
    ]
    scored = [(other.rule.scope == one.rule.scope, _likeness(one.text, other.text), other) for other in same]
    best = max(scored, key=lambda row: row[:2], default=None)
    return best[2] if best is not None and best[1] >= _ALIKE else None


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.split(), other.split()).ratio()


# The rest of the set-up -------------------------------------------------------------------------------------


def _setup(before: str, after: str) -> list[SetupChange]:
    found: list[SetupChange] = []
    for section in LISTS:
        found += _entries(section, entries(before, section), entries(after, section))
    for section in MAPPINGS:
        found += _keys(section, "", mapping(before, section), mapping(after, section))
    return found


def _entries(section: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[SetupChange]:
    before, after = {_id(one): one for one in old}, {_id(one): one for one in new}
    found = [
        SetupChange("added", section, _name(after[id_]), after=said(after[id_])) for id_ in after if id_ not in before
    ]
    for id_, one in before.items():
        if id_ not in after:
            found.append(SetupChange("gone", section, _name(one), before=said(one)))
        else:
            found += _keys(section, _name(after[id_]), one, after[id_])
    if list(before) != list(after) and sorted(before) == sorted(after):
        names = (", ".join(before), ", ".join(after))
        found.append(SetupChange("changed", section, "", "order", *names))
    return found


def _keys(section: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> list[SetupChange]:
    found: list[SetupChange] = []
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key), new.get(key)
        if before != after:
            what: What = "added" if before is None else "gone" if after is None else "changed"
            found.append(SetupChange(what, section, name, key, said(before), said(after)))
    return found


def _id(one: dict[str, Any]) -> str:
    return str(one.get("id") or said(one))


def _name(one: dict[str, Any]) -> str:
    return str(one.get("name") or one.get("ask") or one.get("id") or one.get("who") or "")


def said(value: Any) -> str:
    """Plain data in one line, as a person would read it out."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {said(one)}" for key, one in value.items())
    if isinstance(value, list):
        between = "; " if any(isinstance(one, dict) for one in value) else ", "
        return between.join(said(one) for one in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
