"""Reading YAML with the line of everything, collecting faults instead of stopping at the first."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ...core.addresses import NotRead, advertised_number, email_address
from ...core.typed import either_half
from ...rules.book import Fault
from ...rules.days_and_times import EARLIEST, LATEST
from ...rules.families.closures import clock
from ...rules.vocabulary import nearest
from . import limits
from .tree import tree

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass
class Faults:
    noted: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        self.noted.append(Fault(line, message))


@dataclass
class Node:
    """A mapping of the file: reads its keys, and remembers where they stand."""

    data: CommentedMap
    faults: Faults
    what: str
    line: int
    whole: bool = False  # the file itself, whose sections may be there with nothing in them yet

    def line_of(self, key: str) -> int:
        try:
            return int(self.data.lc.key(key)[0]) + 1
        except (KeyError, AttributeError, TypeError):
            return self.line

    def value_line(self, key: str) -> int:
        try:
            return int(self.data.lc.value(key)[0]) + 1
        except (KeyError, AttributeError, TypeError):
            return self.line_of(key)

    def fault(self, key: str, message: str) -> None:
        self.faults.add(self.line_of(key), message)

    def only(self, *known: str) -> None:
        """Every key must be one of these, and say something."""
        for key, value in self.data.items():
            if not self.whole and (value is None or (isinstance(value, str) and not value.strip())):
                self.fault(key, f"'{key}' of {self.what} is empty; say what it is, or leave it out")
            if str(key) not in known:
                hint = nearest(str(key), known)
                suggestion = f"did you mean '{hint}'?" if hint else f"the keys are {', '.join(known)}"
                self.fault(key, f"unknown key '{key}' in {self.what}; {suggestion}")

    def text(self, key: str, default: str | None = None, required: bool = False) -> str:
        value = self.data.get(key)
        if value is None:
            if required:
                self.faults.add(self.line_of(key), f"{self.what} has no '{key}'")
            return default or ""
        if isinstance(value, (dict, list, bool)):
            self.fault(key, f"'{key}' of {self.what} must be text")
            return default or ""
        return unicodedata.normalize("NFC", str(value).strip())

    def email(self, key: str) -> str:
        """An email address as it stands there, where it is one."""
        return self._contact(key, email_address, "write one email address, such as name@example.com")

    def phone(self, key: str) -> str:
        """A telephone number as it stands there, where it is one; '1-800-FLOWERS' is one, too."""
        return self._contact(key, advertised_number, "write one phone number with area code, such as 312-555-0100")

    def _contact(self, key: str, reader: Callable[[str], str], right: str) -> str:
        value = self.text(key)
        if value:
            try:
                reader(value)
            except NotRead:
                self.fault(key, f"'{value}' cannot be used as the {key} of {self.what}; {right}")
        return value

    def id(self, seen: dict[str, int]) -> str:
        value = self.text("id", required=True)
        if not value or not self.data.get("id"):
            return ""
        if not ID.fullmatch(value):
            self.fault("id", f"id '{value}' of {self.what}: use lower case letters, digits and '-'")
        if value in seen:
            self.fault("id", f"id '{value}' is used twice (first in line {seen[value]})")
        seen.setdefault(value, self.line_of("id"))
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        value = {"yes": True, "no": False}.get(self.data.get(key, default), self.data.get(key, default))
        if not isinstance(value, bool):
            self.fault(key, f"'{key}' of {self.what} must be true or false")
            return default
        return value

    def number(self, key: str, default: int, least: int, most: int) -> int:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(key, f"'{key}' of {self.what} must be a whole number from {least} to {most}, not '{value}'")
            return default
        return int(value)

    def clock(self, key: str) -> int | None:
        """Minutes of the day."""
        value = self.data.get(key)
        if value is None:
            self.faults.add(self.line, f"{self.what} has no '{key}'")
            return None
        match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value))
        minutes = int(match[1]) * 60 + int(match[2]) if match else -1
        if not match or int(match[2]) > 59 or not 0 <= minutes <= 24 * 60:
            self.fault(key, f"'{value}' is not a time of day; write it as \"08:00\" (24 hours, in quotation marks)")
            return None
        if either_half(value) is not None:  # no night is guessed: nobody has hours until five in the morning
            self.fault(
                key,
                f'\'{value}\' may be in the morning or in the afternoon; write "{clock(minutes)}" or "{clock(minutes + 12 * 60)}"',
            )
            return None
        return minutes

    def date(self, key: str) -> dt.date | None:
        value = self.data.get(key)
        if value is None:
            return None
        try:
            day = dt.date.fromisoformat(str(value))
        except ValueError:
            self.fault(key, f"'{value}' is not a date that exists; write it as 2027-01-31")
            return None
        if not EARLIEST <= day.year <= LATEST:
            self.fault(key, f"'{value}' is too far away; write a year from {EARLIEST} to {LATEST}")
            return None
        return day

    def some(self, key: str) -> list[str]:
        """`strings` of a key that limits to what it lists: there, it must list something."""
        if self.data.get(key) == []:
            self.fault(key, f"'{key}' of {self.what} is empty; say what it is, or leave it out")
        return self.strings(key)

    def strings(self, key: str) -> list[str]:
        value = self.data.get(key)
        if value is None:
            return []
        if isinstance(value, str):
            return [str(value)]
        if not isinstance(value, list) or any(isinstance(item, (dict, list)) for item in value):
            self.fault(key, f"'{key}' of {self.what} must be a list such as [one, two]")
            return []
        if any(item is None or not str(item).strip() for item in value):
            self.fault(key, f"'{key}' of {self.what} has an empty entry; say what it is, or leave it out")
        return [unicodedata.normalize("NFC", str(item)) for item in value]

    def reference(self, key: str, value: str, among: Any, noun: str) -> str | None:
        """An id that must be there; a fault with the nearest one where it is not."""
        if value in among:
            return value
        hint = nearest(value, list(among))
        self.fault(key, f"no {noun} '{value}'" + (f"; did you mean '{hint}'?" if hint else ""))
        return None

    def items(self, key: str, what: str, alone: str = "") -> Iterator[Node]:
        """The mappings of a list; `alone`: an entry may be the words of that key and nothing else."""
        value = self.data.get(key)
        if value is None:
            return
        if not isinstance(value, CommentedSeq):
            self.fault(key, f"'{key}' must be a list of entries that begin with '- '")
            return
        for index, item in enumerate(value):
            line = int(value.lc.item(index)[0]) + 1
            if isinstance(item, CommentedMap):
                yield Node(item, self.faults, what, line)
            elif alone and isinstance(item, str):
                yield Node(CommentedMap({alone: item}), self.faults, what, line)
            else:
                self.faults.add(line, f"an entry of '{key}' must have keys, such as {{id: …, name: …}}")

    def child(self, key: str) -> Node | None:
        value = self.data.get(key)
        if isinstance(value, CommentedMap):
            return Node(value, self.faults, f"'{key}'", self.line_of(key))
        if value is not None:
            self.fault(key, f"'{key}' must have keys below it")
        return None


def load(text: str, faults: Faults) -> Node | None:
    """The file's top, or None (with faults) where it is not YAML, or more than a practice file may be."""
    if (wrong := limits.refused(text)) is not None:
        faults.add(*wrong)
        return None
    try:
        data = tree(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or str(error)).splitlines()[0]
        twice = re.match(r'found duplicate key "(.*?)" with value', problem)
        said = f"'{twice[1]}' stands here twice; keep one of them" if twice else f"not readable as YAML: {problem}"
        faults.add(mark.line + 1 if mark else 1, said)
        return None
    except YAMLError as error:
        faults.add(1, f"not readable as YAML: {str(error).splitlines()[0]}")
        return None
    if not isinstance(data, CommentedMap):
        faults.add(1, "this is not a practice file: it must begin with 'practice:'")
        return None
    return Node(data, faults, "the file", 1, whole=True)
