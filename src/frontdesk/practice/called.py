"""What a line of a file means by a name: a visit type, provider, location or payer of the practice."""

from __future__ import annotations

from typing import TypeVar

from ..people.contacts import folded
from .models import Location, Payer, Provider, VisitType

Entity = TypeVar("Entity", VisitType, Provider, Location, Payer)
NAMED_AT_MOST = 20  # codes in one sentence: more are counted


class NotKnown(LookupError):
    """Nothing active is called that.  `known`: the codes there are, the first of them where there are many."""

    def __init__(self, known: str) -> None:
        super().__init__(known)
        self.known = known


def called(model: type[Entity], text: str) -> Entity:
    """By its id in the practice file, whatever its case, or by its name.  Inside a practice.  Raises NotKnown."""
    there: list[Entity] = list(model.objects.filter(active=True).order_by("code"))
    for one in there:
        if one.code == text.lower():
            return one
    for one in there:
        if folded(one.name) == folded(text):
            return one
    raise NotKnown(_named([one.code for one in there]))


def _named(codes: list[str]) -> str:
    more = len(codes) - NAMED_AT_MOST
    return ", ".join(codes[:NAMED_AT_MOST]) + (f", … (+{more})" if more > 0 else "")
