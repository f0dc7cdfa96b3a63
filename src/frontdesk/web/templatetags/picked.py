"""The type of a field that a page writes by hand: `type="{{ typed.first|picked:'date' }}"`; and what is wrong with a date in an address."""

from __future__ import annotations

from typing import Any

from django import template

from ...tenancy.today import today_here
from ..picked import dates_not_read, picker_of, why_no_date

register = template.Library()
register.filter("picked", picker_of)


@register.simple_tag(takes_context=True)
def not_shown(context: dict[str, Any], name: str, ahead: bool = False) -> str:
    """Why the page does not show the date that its address says under this name; '' where it does."""
    return why_no_date(context["request"].GET.get(name, ""), today_here(), ahead=ahead)


@register.simple_tag(takes_context=True)
def dates_not_shown(context: dict[str, Any]) -> list[tuple[str, str]]:
    """(what was typed, what is wrong with it) for each date in the address that cannot be read: today is shown, or this week."""
    return dates_not_read(context["request"].GET)
