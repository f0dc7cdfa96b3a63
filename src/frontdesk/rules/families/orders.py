"""What somebody has to do after a visit is booked, missed, canceled or completed, and by when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from ..business_days import BY_BUSINESS_DAYS, BusinessDays
from ..conditions import When
from ..for_patients import amount, said
from ..grammar import Reader, alt, comma, const, mapped, maybe, name, number, seq, words
from ..rule import Family, Rule, form
from ..scope import Scope, scope, single_scope
from ..vocabulary import Vocabulary
from ..words import article

After = Literal["booked", "missed", "canceled", "completed"]
Unit = Literal["hours", "days", "business days"]
ROLES = {"front_desk": "front desk", "scheduler": "scheduler", "clinician": "clinician", "manager": "manager"}
EVENING = dt.time(17)  # a day is over then, for who has to call


@dataclass(frozen=True)
class Order(Rule):
    """`role` is one of ROLES, or '' where somebody of a `kind` of provider calls."""

    after: After = "booked"
    role: str = ""
    kind: str = ""
    amount: int = 1
    unit: Unit = "business days"

    @property
    def whose(self) -> str:
        """Whose work it is, in words: 'front desk', 'nurse'."""
        return ROLES[self.role] if self.role else self.kind

    def due(self, moment: dt.datetime, zone: ZoneInfo, business: BusinessDays) -> dt.datetime:
        """So many hours on, or the end of the working day of the so-manieth date after that moment's."""
        if self.unit == "hours":
            return (moment.astimezone(dt.UTC) + dt.timedelta(hours=self.amount)).astimezone(zone)
        today = moment.astimezone(zone).date()
        days = business.after(today, self.amount) if self.unit == "business days" else _days_after(today, self.amount)
        evening = dt.datetime.combine(days, EVENING, zone)
        return max(evening, moment.astimezone(zone))

    def sentence(self, vocabulary: Vocabulary) -> str:
        who = f"the {ROLES[self.role]}" if self.role else article(self.kind)
        one_visit = article(self.scope.one_noun(vocabulary))
        return f"when {one_visit} is {self.after}, {who} calls within {amount('en', self.amount, self.unit)}"

    def instead_of_days(self, vocabulary: Vocabulary) -> str:
        """Judged on the day on which it happens: nobody would ever call."""
        return f"leave it out, or nobody is called after what happens on such a day; {BY_BUSINESS_DAYS}"

    def for_patient(self, language: str) -> str:
        return said(language, "We call you about this visit.", "Le llamaremos por esta visita.")

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *((("kind of provider", self.kind),) if self.kind else ()))


def _days_after(date: dt.date, count: int) -> dt.date:
    return date + dt.timedelta(days=count)


def _order(covered: Scope, after: After, who: tuple[str, str], much: tuple[int, Unit], when: When) -> Order:
    return Order(covered, after, *who, *much, when=when)


_articled: Reader = maybe(alt(words("a"), words("an")), None)
_is: Reader = alt(words("is"), words("are"))
_after: Reader = alt(
    const(words("booked"), "booked"),
    const(words("missed"), "missed"),
    const(alt(words("canceled"), words("cancelled")), "canceled"),
    const(words("completed"), "completed"),
)
_who: Reader = alt(
    *(const(words(f"the {words_}"), (code, "")) for code, words_ in ROLES.items()),
    mapped(seq(alt(words("a"), words("an")), name("kind of provider")), lambda v: ("", v[0])),
)
_much: Reader = seq(
    number(0, 1000),
    alt(const(words("hours"), "hours"), const(words("business days"), "business days"), const(words("days"), "days")),
)

FAMILY = Family(
    "orders",
    "Who calls after what happens",
    "Makes a task among the exceptions, with whose work it is and by when: `within 2 business days` is the end of the second business day after the one on which it happened, `within 4 hours` counts from then; never later than the visit that was booked begins. "
    "What the sentence is about is judged when it happens, and its dates on that day. The task closes with a press, and by itself when the visit is canceled, when what it came from is undone, or, of one that was missed or canceled, when such a visit is booked again; a visit that is moved takes it along. It refuses nothing, and is not said to patients.",
    (
        form(
            "When a VISITS is (booked|missed|canceled|completed) (the front desk|the scheduler|the clinician|the manager|A KIND OF PROVIDER) calls within N (hours|days|business days).",
            seq(
                words("when"),
                mapped(seq(_articled, alt(single_scope, scope)), lambda v: v[0]),
                _is,
                _after,
                maybe(comma, None),
                _who,
                words("calls within"),
                _much,
            ),
            _order,
            "When a procedure is booked, the clinician calls within 2 business days.",
            "When a visit is missed, the front desk calls within 1 day.",
            "When a new patient visit with Dr. Chen is canceled, the scheduler calls within 4 hours when the insurance is Medicaid.",
        ),
    ),
    rules=(Order,),
    chapter=185,
    titulo="Quién llama después de lo que pasa",
)
