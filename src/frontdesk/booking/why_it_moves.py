"""Why an appointment that cannot take place cannot, in words that a message may say: no free text, and no name that gives something away."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..practice import policies
from ..rules.facts import Visit
from ..rules.families.closures import Closure
from .models import Appointment


def with_whom(appointment: Appointment) -> str:
    """' with Dr. Chen'; '' where whom somebody sees says what for (42 CFR Part 2)."""
    if appointment.visit_type.sensitive or appointment.location.sensitive:
        return ""
    return f" {'con' if appointment.patient.language == 'es' else 'with'} {appointment.provider.name}"


def who_instead(appointment: Appointment) -> str:
    """Who sees them in the place of another provider: 'Maria Lee, NP'; without the name where that says what for."""
    if with_whom(appointment):
        return str(appointment.provider.name)
    return "Otro profesional de salud" if appointment.patient.language == "es" else "Another provider"


def why_it_moves(appointment: Appointment, language: str = "") -> str:
    """' because Dr. Chen is out', ' because we are closed then'; '' where the rules in force say neither.  In the patient's language, or that of a page."""
    spanish = (language or appointment.patient.language) == "es"
    closure = _closure(appointment)
    if closure is None:
        return ""
    if not closure.scope.providers:
        return " porque ese día no atendemos a esa hora" if spanish else " because we are closed then"
    if not with_whom(appointment):
        return " porque el profesional de salud no estará" if spanish else " because your provider is out"
    return (
        f" porque no estará {appointment.provider.name}" if spanish else f" because {appointment.provider.name} is out"
    )


def _closure(appointment: Appointment) -> Closure | None:
    try:
        book = policies.current().setup.book
    except policies.NoPolicy:
        return None
    zone = ZoneInfo(appointment.location.timezone)
    begin = appointment.start.astimezone(zone)
    first = begin.hour * 60 + begin.minute
    last = first + int((appointment.end - appointment.start).total_seconds() // 60)
    for entry in book.holding(
        Closure, Visit(appointment.visit_type.code, appointment.provider.code, appointment.location.code)
    ):
        assert isinstance(entry.rule, Closure)
        shut = entry.rule.on(begin.date())
        if shut is not None and shut[0] < last and first < shut[1]:
            return entry.rule
    return None
