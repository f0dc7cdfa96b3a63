"""What a text may be at most before it is read as YAML: no names for pieces of itself, not deep, not large.

Looked at event by event, before anything is built: what is refused here has cost next to nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, ScalarEvent

LARGEST = 2 * 1024 * 1024  # characters
DEEPEST = 12
MOST = 200_000  # values, keys, lists
_SUSPECT = re.compile(r"[&*!]\S|<<|^\s*%|^---", re.MULTILINE)  # without any of these there is nothing of the kind
_INDENTED = re.compile(r"^( {48,}|\s*(- ){8,})", re.MULTILINE)


@lru_cache(maxsize=16)
def refused(text: str) -> tuple[int, str] | None:
    """(line, what is wrong) of a text that is not read at all; None where nothing is."""
    if len(text) > LARGEST:
        return 1, f"the file is too large: {len(text)} characters, at most {LARGEST}"
    if "\x00" in text:
        return text[: text.index("\x00")].count("\n") + 1, "there is a character in this line that no file can hold"
    if not _SUSPECT.search(text) and not _INDENTED.search(text) and _brackets(text) <= DEEPEST and len(text) < MOST:
        return None
    return _looked_at(text)


def _brackets(text: str) -> int:
    """How deep brackets are nested at most, those in texts counted with them."""
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _looked_at(text: str) -> tuple[int, str] | None:
    depth = count = documents = 0
    try:
        for event in YAML(typ="rt", pure=True).parse(text):
            line = event.start_mark.line + 1 if event.start_mark else 1
            count += 1
            documents += isinstance(event, DocumentStartEvent)
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if wrong := _wrong(event, depth, count, documents):
                return line, wrong
    except YAMLError:
        return None  # said better by whoever reads it
    except RecursionError:
        return 1, _TOO_DEEP
    return None


_TOO_DEEP = f"this is nested too deep; a practice file has at most {DEEPEST} levels"


def _wrong(event: object, depth: int, count: int, documents: int) -> str:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        return "'&' and '*' (a piece that is used again) cannot stand here; write it out"
    if isinstance(event, ScalarEvent) and event.value == "<<" and event.style is None:
        return "'<<' (keys taken from elsewhere) cannot stand here; write them out"
    if isinstance(event, (ScalarEvent, CollectionStartEvent)) and getattr(event, "tag", None):
        return f"'{event.tag}' cannot stand here; put text that begins with '!' in quotation marks"
    if depth > DEEPEST:
        return _TOO_DEEP
    if count > MOST:
        return "there is too much in this file"
    return "a file describes one practice: '---' cannot stand here" if documents > 1 else ""
