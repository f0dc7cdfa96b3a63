"""How far two days are apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from .dates import moved
from .for_patients import amount, said

Unit = Literal["days", "months"]
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Apart:
    """At least `least` and at most `most` local dates, or months of the calendar, between two days; None: no such limit."""

    least: int | None = None
    most: int | None = None
    unit: Unit = "days"

    def earliest(self, date: dt.date) -> dt.date:
        return date if self.least is None else moved(date, self.least, self.unit)

    def latest(self, date: dt.date) -> dt.date | None:
        return None if self.most is None else moved(date, self.most, self.unit)

    def allows(self, earlier: dt.date, later: dt.date) -> bool:
        latest = self.latest(earlier)
        return self.earliest(earlier) <= later and (latest is None or later <= latest)

    def latest_before(self, later: dt.date) -> dt.date:
        """The last date that is far enough before `later`."""
        date = moved(later, -(self.least or 0), self.unit)
        while self.earliest(date) > later:
            date -= ONE_DAY
        while self.earliest(date + ONE_DAY) <= later:
            date += ONE_DAY
        return date

    def earliest_before(self, later: dt.date) -> dt.date:
        """The first date that is not too far before `later`."""
        date = moved(later, -(self.most or 0), self.unit) - dt.timedelta(days=4)
        while moved(date, self.most or 0, self.unit) < later:
            date += ONE_DAY
        return date

    def words(self) -> str:
        """'at least 2 days', '5 to 14 days', '2 days'; of those without a least, '14 days'."""
        if self.most is None:
            return f"at least {amount('en', self.least or 0, self.unit)}"
        if self.least in (None, self.most):
            return amount("en", self.most, self.unit)
        return f"{self.least} to {amount('en', self.most, self.unit)}"

    def for_patient(self, language: str) -> str:
        """'at least 2 days', 'at most 14 days', '5 to 14 days'."""
        if self.most is None:
            return said(language, "at least", "al menos") + " " + amount(language, self.least or 0, self.unit)
        if not self.least:
            return said(language, "at most", "como máximo") + " " + amount(language, self.most, self.unit)
        if self.least == self.most:
            return said(language, "exactly", "exactamente") + " " + amount(language, self.most, self.unit)
        return f"{said(language, '', 'de ')}{self.least} {said(language, 'to', 'a')} {amount(language, self.most, self.unit)}"
