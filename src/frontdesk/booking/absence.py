"""Why an appointment that cannot take place cannot, in words that a message may say: no free text, and no name that gives something away."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..practice import policies
from ..rules.facts import Visit
from ..rules.families.closures import Closure
from .models import Appointment


def with_whom(one: Appointment) -> str:
    """' with Dr. Chen'; '' where whom somebody sees says what for (42 CFR Part 2)."""
    if one.visit_type.sensitive or one.location.sensitive:
        return ""
    return f" {'con' if one.patient.language == 'es' else 'with'} {one.provider.name}"


def why_it_moves(one: Appointment, language: str = "") -> str:
    """' because Dr. Chen is out', ' because we are closed then'; '' where the rules in force say neither.  In the patient's language, or that of a page."""
    spanish = (language or one.patient.language) == "es"
    closure = _closure(one)
    if closure is None:
        return ""
    if not closure.scope.providers:
        return " porque ese día no atendemos a esa hora" if spanish else " because we are closed then"
    if not with_whom(one):
        return " porque el profesional de salud no estará" if spanish else " because your provider is out"
    return f" porque no estará {one.provider.name}" if spanish else f" because {one.provider.name} is out"


def _closure(one: Appointment) -> Closure | None:
    try:
        book = policies.current().setup.book
    except policies.NoPolicy:
        return None
    zone = ZoneInfo(one.location.timezone)
    begin = one.start.astimezone(zone)
    first = begin.hour * 60 + begin.minute
    last = first + int((one.end - one.start).total_seconds() // 60)
    for entry in book.holding(Closure, Visit(one.visit_type.code, one.provider.code, one.location.code)):
        assert isinstance(entry.rule, Closure)
        shut = entry.rule.on(begin.date())
        if shut is not None and shut[0] < last and first < shut[1]:
            return entry.rule
    return None
