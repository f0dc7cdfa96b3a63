"""`hours:` of a provider as they are written, each block with what is wrong with it: what cannot be used is shown, and stays where it is (PURE)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from .document import one_line, plain
from .hours import read_block
from .nodes import Faults, Node
from .tree import tree

A_BLOCK = "a block of hours"


@dataclass(frozen=True)
class WrittenBlock:
    """`value`: plain data of whatever shape; `text`: the same as a person would write it; `faults`: why it cannot be used."""

    value: Any
    text: str = ""
    faults: tuple[str, ...] = ()


def blocks_of(hours: Any) -> list[Any]:
    """All that stands below `hours:`; what is no list is one of whatever it is."""
    return hours if isinstance(hours, list) else [] if hours is None else [hours]


def written_blocks(
    text: str, provider: str, locations: Collection[str], visit_types: Collection[str]
) -> list[WrittenBlock]:
    """In the file's order.  That two blocks overlap is wrong with neither by itself."""
    entry = _entry(text, provider)
    return [_written(item, locations, visit_types) for item in blocks_of(entry.get("hours") if entry else None)]


def _entry(text: str, provider: str) -> CommentedMap | None:
    content = tree(text).get("providers")
    there = content if isinstance(content, list) else []
    return next((item for item in there if isinstance(item, CommentedMap) and str(item.get("id")) == provider), None)


def _written(item: Any, locations: Collection[str], visit_types: Collection[str]) -> WrittenBlock:
    faults = Faults()
    if isinstance(item, CommentedMap):
        read_block(Node(item, faults, A_BLOCK, 0), locations, visit_types)
    else:
        faults.add(
            0, 'an entry of \'hours\' must have keys, such as {at: …, days: [mon, tue], from: "08:00", to: "12:00"}'
        )
    value = plain(item)
    return WrittenBlock(value, one_line(value), tuple(dict.fromkeys(fault.message for fault in faults.noted)))
