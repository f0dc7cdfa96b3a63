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
    for listed in there:
        if listed.code == text.lower():
            return listed
    for listed in there:
        if folded(listed.name) == folded(text):
            return listed
    raise NotKnown(_named([listed.code for listed in there]))


def names_of(model: type[Entity]) -> str:
    """The codes of what is active, the first of them where there are many."""
    return _named([listed.code for listed in model.objects.filter(active=True).order_by("code")])


def _named(codes: list[str]) -> str:
    more = len(codes) - NAMED_AT_MOST
    return ", ".join(codes[:NAMED_AT_MOST]) + (f", … (+{more})" if more > 0 else "")
