"""Plain data of a practice file as who looks at it expects it, whatever stands there: a draft may hold a word where a list belongs.

What is left out here is a fault, which the file's reader says with its line.
"""

from __future__ import annotations

from typing import Any


def words(value: Any) -> list[str]:
    """A list of words; the only one in it may stand by itself."""
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value if item is not None and not isinstance(item, (dict, list))]
    return [] if value is None or isinstance(value, dict) else [str(value)]


def keys(value: Any) -> dict[str, Any]:
    """What has keys below it."""
    return value if isinstance(value, dict) else {}
