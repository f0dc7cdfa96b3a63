"""A lookup by a word that its column never holds (a state misspelled) finds nothing, and nothing says so: in tests it is an error.

mypy finds it where a state is compared or set (the fields are of `Literal` types); what a lookup is given, it does not see.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Lookup
from django.db.models.lookups import Exact, In


class NeverHeld(AssertionError):
    """Of a column with choices, a word was looked up that is none of them."""


def watch() -> None:
    """From now on, for the whole run."""
    begin = Lookup.__init__

    def watched(self: Lookup, lhs: Any, rhs: Any) -> None:
        begin(self, lhs, rhs)
        if isinstance(self, Exact | In):
            _refuse(getattr(lhs, "target", None), rhs)

    Lookup.__init__ = watched  # type: ignore[method-assign]


def _refuse(field: Any, looked_up: Any) -> None:
    held = {value for value, _words in getattr(field, "flatchoices", ())}
    words = [looked_up] if isinstance(looked_up, str) else looked_up if isinstance(looked_up, Iterable) else []
    for word in words if held else ():
        if isinstance(word, str) and word and word not in held:
            raise NeverHeld(f"{field} is never {word!r}")
