"""What one version of a practice file says differently from another: sentences added, gone and changed, and what else of the set-up."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import Any, Literal

from ...rules.book import Entry
from ...rules.language import family_of
from .document import as_typed, items, mapping
from .model import PracticeFile

What = Literal["added", "gone", "changed"]
LISTS = ("locations", "payers", "visit types", "providers", "intake", "proxies", "appointments", "cases")
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
    """An entry of the file, or one of its keys: `key` is '' where the whole entry is new or gone.

    `inside`: where in the value of the key it is, as deep as the file goes: ("booked", "es", "email") of the texts.
    """

    what: What
    section: str
    name: str
    key: str = ""
    before: str = ""
    after: str = ""
    inside: tuple[str, ...] = ()


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
    gone = [entry for entry in old if entry.rule not in {other.rule for other in new}]
    added = [entry for entry in new if entry.rule not in {other.rule for other in old}]
    changes: list[SentenceChange] = []
    for entry in added:
        same = _closest(entry, gone)
        if same is not None:
            gone.remove(same)
            if same.text != entry.text:
                changes.append(SentenceChange("changed", same.text, entry.text))
        else:
            changes.append(SentenceChange("added", "", entry.text))
    return [*changes, *(SentenceChange("gone", entry.text, "") for entry in gone)]


def _closest(entry: Entry, gone: list[Entry]) -> Entry | None:
    """The sentence that this one was, if any: of the same kind, about the same visits first, then the most alike."""
    same = [
        other
        for other in gone
        if type(other.rule) is type(entry.rule) and family_of(other.rule) is family_of(entry.rule)
    ]
    scored = [(other.rule.scope == entry.rule.scope, _likeness(entry.text, other.text), other) for other in same]
    best = max(scored, key=lambda row: row[:2], default=None)
    return best[2] if best is not None and best[1] >= _ALIKE else None


def _likeness(first: str, other: str) -> float:
    return difflib.SequenceMatcher(None, first.split(), other.split()).ratio()


# The rest of the set-up -------------------------------------------------------------------------------------


def _setup(before: str, after: str) -> list[SetupChange]:
    changes: list[SetupChange] = []
    for section in LISTS:
        changes += _entries(section, items(before, section), items(after, section))
    for section in MAPPINGS:
        changes += _keys(section, "", mapping(before, section), mapping(after, section))
    return changes


def _entries(section: str, old: list[Any], new: list[Any]) -> list[SetupChange]:
    before, after = {_id(item): item for item in old}, {_id(item): item for item in new}
    changes = [
        SetupChange("added", section, _name(after[id_]), after=said(after[id_])) for id_ in after if id_ not in before
    ]
    for id_, entry in before.items():
        if id_ not in after:
            changes.append(SetupChange("gone", section, _name(entry), before=said(entry)))
        elif isinstance(entry, dict) and isinstance(after[id_], dict):
            changes += _keys(section, _name(after[id_]), entry, after[id_])
        else:
            changes += _within(SetupChange("changed", section, _name(after[id_])), entry, after[id_])
    if list(before) != list(after) and sorted(before) == sorted(after):
        names = (", ".join(before), ", ".join(after))
        changes.append(SetupChange("changed", section, "", "order", *names))
    return changes


def _keys(section: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> list[SetupChange]:
    changes: list[SetupChange] = []
    for key in [*new, *(key for key in old if key not in new)]:
        changes += _within(SetupChange("changed", section, name, key), old.get(key), new.get(key))
    return changes


def _within(at: SetupChange, before: Any, after: Any) -> list[SetupChange]:
    """What is different inside of two values: nobody finds one word among all texts of a practice."""
    if as_typed(before) == as_typed(after):
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [*after, *(key for key in before if key not in after)]
        return [change for key in keys for change in _within(_deeper(at, key), before.get(key), after.get(key))]
    if _are_entries(before) and _are_entries(after):
        return _within_entries(at, before, after)
    what: What = "added" if before is None else "gone" if after is None else "changed"
    return [replace(at, what=what, before=said(before), after=said(after))]


def _within_entries(at: SetupChange, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[SetupChange]:
    """Of a list inside of an entry: which of its own are new, gone or changed; what has no id is known by its place among those that stay."""
    old, new = [_id(item) for item in before], [_id(item) for item in after]
    if sorted(old) == sorted(new) and old != new:
        moved = replace(_deeper(at, "order"), before=", ".join(old), after=", ".join(new))
        there = dict(zip(old, before, strict=True))
        return [moved, *_within_entries(at, [there[id_] for id_ in new], after)]
    changes: list[SetupChange] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal" or (what == "replace" and b - a == d - c and not any("id" in item for item in after[c:d])):
            pairs = zip(before[a:b], after[c:d], strict=True)
            changes += [change for item, other in pairs for change in _of_one(at, item, other)]
        else:
            changes += [replace(at, what="gone", before=said(item)) for item in before[a:b]]
            changes += [replace(at, what="added", after=said(item)) for item in after[c:d]]
    return changes


def _of_one(at: SetupChange, before: dict[str, Any], after: dict[str, Any]) -> list[SetupChange]:
    """One that has a name says what is different inside of it; a block of hours is read as a whole."""
    if _name(after):
        return _within(_deeper(at, _name(after)), before, after)
    if as_typed(before) == as_typed(after):
        return []
    return [replace(at, what="changed", before=said(before), after=said(after))]


def _deeper(at: SetupChange, word: str) -> SetupChange:
    return replace(at, inside=(*at.inside, word))


def _are_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _id(entry: Any) -> str:
    """A draft may have a bare word among its entries, which is a fault: it is known by what it says."""
    return str(entry.get("id") or entry.get("name") or said(entry)) if isinstance(entry, dict) else said(entry)


def _name(entry: Any) -> str:
    if not isinstance(entry, dict):
        return said(entry)
    return str(entry.get("name") or entry.get("ask") or entry.get("say") or entry.get("id") or entry.get("who") or "")


def said(value: Any) -> str:
    """Plain data in one line, as a person would read it out."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {said(item)}" for key, item in value.items())
    if isinstance(value, list):
        between = "; " if any(isinstance(item, dict) for item in value) else ", "
        return between.join(said(item) for item in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
