"""How many of a thing, as people say it on the command line (pages say it in two languages, by `ngettext`)."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """'1 row', '2 rows', '0 rows', '1,200 rows'."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
