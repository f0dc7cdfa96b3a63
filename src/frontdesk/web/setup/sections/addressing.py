"""What entries of a list that have no id are addressed by: what they say.  Their number would be another one's by now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def name_of(value: Any) -> str:
    """The same for the same words, in whatever place."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def names_of(values: Iterable[Any]) -> list[str]:
    """A name for each, in order; of those that say the same, the second is 'name-2', and so on."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for value in values:
        name = name_of(value)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names
