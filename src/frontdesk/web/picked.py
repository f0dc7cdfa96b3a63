"""Dates and times that staff choose in the browser's pickers, or type where it has none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.widgets import DateTimeBaseInput
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..core import saying
from ..core.dates import can_be_meant
from ..core.typed import (
    clock_time,
    either_half,
    either_half_of_moment,
    may_begin_with_its_year,
    near_date,
    near_moment,
)
from ..tenancy.today import today_here

PICKERS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime-local": "%Y-%m-%dT%H:%M"}
SHOWN_BY_PICKERS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "time": re.compile(r"\d\d:\d\d(:\d\d)?"),
    "datetime-local": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?"),
}
IN_ADDRESSES = ("date", "week")  # names under which addresses say a date
A_LONG_WAY = dt.timedelta(days=366 * 10_000)
HOW_DATES_ARE_WRITTEN = _("Enter a date with the month first, such as 12/8/2026.")
HOW_TIMES_ARE_WRITTEN = _("Enter a time such as 1:00 PM.")
HOW_MOMENTS_ARE_WRITTEN = _("Enter a date, month first, and a time, such as 12/8/2026 1:00 PM.")
YEAR_IN_FULL = _("Enter the year with four digits, such as 12/8/2026.")


def how_to_write_date(typed: str) -> str:
    """What to enter in place of a date that cannot be read."""
    return str(YEAR_IN_FULL if may_begin_with_its_year(typed) else HOW_DATES_ARE_WRITTEN)


def dates_not_read(asked: QueryDict) -> list[tuple[str, str]]:
    """(what was typed, what is wrong with it) for the dates in an address that no page can show."""
    every = [typed for name in IN_ADDRESSES if (typed := asked.get(name, "").strip())]
    return [(typed, wrong) for typed in every if (wrong := why_no_date(typed, today_here()))]


def why_no_date(typed: str, today: dt.date, *, ahead: bool = False) -> str:
    """What is wrong with a date in an address, whose page shows another one; '' where it is shown, or there is none.

    `ahead`: the page shows nothing of what lies behind.
    """
    day = near_date(typed, today)
    if not typed.strip() or (day is not None and not (ahead and day < today)):
        return ""
    if day is not None:
        return gettext("That date is in the past.")
    far = near_date(typed, today, A_LONG_WAY) is not None
    return gettext("Enter a date within ten years of today.") if far else how_to_write_date(typed)


def how_to_write_time(typed: str) -> str:
    """What to enter in place of a time that cannot be read."""
    minute = either_half(typed)
    return str(HOW_TIMES_ARE_WRITTEN) if minute is None else _which_half(minute)


def how_to_write_moment(typed: str) -> str:
    """What to enter in place of a date and a time that cannot be read."""
    minute = either_half_of_moment(typed, today_here(), A_LONG_WAY)
    if minute is not None:
        return _which_half(minute)
    return str(YEAR_IN_FULL if may_begin_with_its_year(typed.strip().partition(" ")[0]) else HOW_MOMENTS_ARE_WRITTEN)


def why_no_moment(typed: str) -> str:
    """How to write a day and time that is near, and cannot be read; '' where it can, or nothing was typed."""
    return how_to_write_moment(typed) if typed.strip() and near_moment(typed, today_here()) is None else ""


def _which_half(minute: int) -> str:
    language = get_language() or "en"
    halves = {"morning": saying.clock(minute, language), "afternoon": saying.clock(minute + 12 * 60, language)}
    return gettext("%(morning)s or %(afternoon)s? Add AM or PM.") % halves


def picker_of(value: Any, picker: str) -> str:
    """The type of a field: the browser's picker, or plain text where what stands in it is nothing that a picker can show."""
    return picker if not value or SHOWN_BY_PICKERS[picker].fullmatch(str(value)) else "text"


class PickedInput(DateTimeBaseInput):
    """A browser's picker; what was typed without one, and cannot be read, stands in a plain field and is not lost."""

    template_name = "django/forms/widgets/input.html"
    supports_microseconds = False

    def __init__(self, picker: str, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(dict(attrs or {}))
        self.picker = picker
        self.format = PICKERS[picker]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["type"] = picker_of(context["widget"]["value"], self.picker)
        return context


class _Picked(forms.Field):
    """What a picker sent, or somebody typed: read by `read`, or refused with `how` it is written."""

    def read(self, typed: str) -> dt.date | dt.time | None:
        raise NotImplementedError

    def how(self, typed: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            typed, value = value, self.read(value)
            if value is None:
                raise forms.ValidationError(self.how(typed), code="invalid")
        return super().to_python(value)


class PickedDateField(_Picked, forms.DateField):
    """A date from the browser's calendar, or typed as people write it, month first."""

    def __init__(self, *, until: str = "", **kwargs: Any) -> None:
        """`until`: the id of the field with the last day, where this is the first of a span."""
        super().__init__(widget=PickedInput("date", {"data-until": until} if until else {}), **kwargs)

    def read(self, typed: str) -> dt.date | None:
        return near_date(typed, today_here(), A_LONG_WAY)

    def how(self, typed: str) -> str:
        return how_to_write_date(typed)


class NearDateField(PickedDateField):
    """One that somebody can plan or look back to: within ten years of today."""

    def clean(self, value: Any) -> Any:
        date = super().clean(value)
        if date is not None and not can_be_meant(date, today_here()):
            raise forms.ValidationError(_("Enter a date within ten years of today."))
        return date


class PickedTimeField(_Picked, forms.TimeField):
    """A time of a day from the browser's picker, or typed: '1pm', '13:00'."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PickedInput("time"), **kwargs)

    def read(self, typed: str) -> dt.time | None:
        minute = clock_time(typed)
        return None if minute is None or minute == 24 * 60 else dt.time(minute // 60, minute % 60)

    def how(self, typed: str) -> str:
        return how_to_write_time(typed)


class PickedMomentField(_Picked, forms.DateTimeField):
    """A date and a time by a wall clock, from the browser's picker or typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PickedInput("datetime-local"), **kwargs)

    def read(self, typed: str) -> dt.datetime | None:
        return near_moment(typed, today_here(), A_LONG_WAY)

    def how(self, typed: str) -> str:
        return how_to_write_moment(typed)
