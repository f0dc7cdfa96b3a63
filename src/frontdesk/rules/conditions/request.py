"""Conditions about how a request comes, and who pays for the visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..facts import Facts
from ..grammar import Reader, alt, const, listed, mapped, maybe, name, seq, words
from ..vocabulary import Vocabulary
from .base import Condition, the


@dataclass(frozen=True)
class InsuranceIs:
    """Any of these payers; `negated`: none of them."""

    dated: ClassVar[bool] = False
    asks: ClassVar[str] = "insurance"
    payers: tuple[str, ...]
    negated: bool = False

    def holds(self, facts: Facts) -> bool | None:
        return None if facts.payer is None else (facts.payer in self.payers) is not self.negated

    def excludes(self, other: Condition) -> bool:
        if not isinstance(other, InsuranceIs) or (self.negated and other.negated):
            return False
        own, theirs = set(self.payers), set(other.payers)
        if self.negated:
            return theirs <= own
        return own <= theirs if other.negated else not own & theirs

    def render(self, vocabulary: Vocabulary) -> str:
        payers = vocabulary.listing("payer", [vocabulary.payer(payer) for payer in self.payers], "or")
        return f"the insurance is {'not ' if self.negated else ''}{payers}"


@dataclass(frozen=True)
class RequestComes:
    dated: ClassVar[bool] = False
    asks: ClassVar[str] = "name"
    channel: Literal["online", "phone", "referral"]

    def holds(self, facts: Facts) -> bool | None:
        return facts.channel == self.channel

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, RequestComes) and other.channel != self.channel

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the request comes {'online' if self.channel == 'online' else f'by {self.channel}'}"


_channel: Reader = alt(
    const(words("online"), "online"), const(words("by phone"), "phone"), const(words("by referral"), "referral")
)
reader: Reader = alt(
    mapped(
        seq(the, words("insurance is"), maybe(const(words("not"), True), False), listed(name("payer"), ("or",))),
        lambda v: InsuranceIs(v[1], v[0]),
    ),
    mapped(seq(the, words("request comes"), _channel), lambda v: RequestComes(v[0])),
)
