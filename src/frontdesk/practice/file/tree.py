"""A text as YAML, with the place of everything in it: parsed once for all who look at it, and anew for whoever changes it.

What becomes of dates is left to whoever reads them: one that does not exist is one fault among others, not the end of reading.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.representer import RoundTripRepresenter

_STAMP = "tag:yaml.org,2002:timestamp"


class Date(str):
    """A date as it was written, without quotation marks; it need not exist."""


class _Constructor(RoundTripConstructor):
    pass


class _Representer(RoundTripRepresenter):
    pass


_Constructor.add_constructor(_STAMP, lambda _, node: Date(node.value))
_Representer.add_representer(Date, lambda representer, data: representer.represent_scalar(_STAMP, str(data)))


def yaml() -> YAML:
    """What reads and writes as people write practice files."""
    made = YAML()
    made.Constructor, made.Representer = _Constructor, _Representer
    made.preserve_quotes = True
    made.width = 100_000
    made.indent(mapping=2, sequence=4, offset=2)
    return made


@lru_cache(maxsize=16)
def tree(text: str) -> Any:
    """To be looked at only, and never handed out: the next one is given the same.  Raises YAMLError."""
    return yaml().load(text)
