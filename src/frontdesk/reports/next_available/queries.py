"""Next and third next available (IHI, "Third Next Available Appointment"): now, by the engine; and as it stood on earlier days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import islice

from django.db.models import Max
from django.utils.timezone import now

from ...access.may import Actor, require_open
from ...availability.engine import Engine
from ...availability.model import Wanted, instant_of
from ...booking import offers
from ...practice.models import Policy
from ...rules.facts import Facts, Visit
from ...rules.families.promises import Offered
from ...tenancy.models import Practice
from ...tenancy.today import today_at
from ..models import Access

LOOK = 120  # days ahead
SOON = 10  # and how far first, where most is found


@dataclass(frozen=True)
class Available:
    """Days from today to the next and the third next slot; None: there is none in sight."""

    visit: str
    location: str
    provider: str | None
    next_days: int | None
    third_days: int | None
    promise: str = ""  # the sentence of the rules that says how soon
    kept: bool = True  # whether who asks now is offered a time within it


def promised(engine: Engine, figure: Available, today: dt.date) -> Available:
    """The same with what the rules promise to anybody who asks now for that visit there, as far as the date goes."""
    book, place = engine.setup.book, engine.setup.locations[figure.location]
    visit = Visit(figure.visit, "", figure.location, Facts(date=today))
    entry = book.winner(Offered, Offered().sets, visit)
    if entry is None or not isinstance(entry.rule, Offered):
        return figure
    last = entry.rule.last(now(), place.zone, book.business_days.is_one).date()
    kept = figure.next_days is not None and today + dt.timedelta(days=figure.next_days) <= last
    return replace(figure, promise=entry.text, kept=kept)


def available(
    engine: Engine, visit: str, location: str, provider: str | None, today: dt.date, look: int = LOOK
) -> Available:
    """As the engine offers it to staff at this moment, whoever the patient is."""
    wanted = Wanted(visit, now(), providers=(provider,) if provider else (), locations=(location,))
    zone = engine.setup.locations[location].zone
    slots = islice(engine.slots(wanted, today, look), 3)
    days = [(instant_of(slot.start, zone).date() - today).days for slot in slots]
    return Available(visit, location, provider, days[0] if days else None, days[2] if len(days) > 2 else None)


def as_of_now(actor: Actor, practice: Practice) -> list[Available]:
    """For every visit type at every location, with anybody."""
    require_open(actor, "reports.view")
    engine, today = ready(practice, SOON)
    wanted = [
        (visit, location)
        for visit in engine.setup.visit_types
        for location in engine.setup.locations
        if engine.pairs(Wanted(visit, now(), locations=(location,)))
    ]
    figures = [available(engine, *pair, None, today, SOON) for pair in wanted]
    if all(figure.third_days is not None for figure in figures):
        return [promised(engine, figure, today) for figure in figures]
    engine, today = ready(practice)  # what is not to be had soon is looked for as far as we look
    figures = [
        figure if figure.third_days is not None else available(engine, figure.visit, figure.location, None, today)
        for figure in figures
    ]
    return [promised(engine, figure, today) for figure in figures]


def ready(practice: Practice, look: int = LOOK) -> tuple[Engine, dt.date]:
    """The engine over what is taken for so many days, and the practice's date."""
    today = today_at(practice)
    return offers.engine(), today


def kept_on(actor: Actor, on: dt.date | None = None, *, visit: str = "", location: str = "") -> list[Access]:
    """What was kept on a date (the latest, where none is named), every provider by themselves."""
    require_open(actor, "reports.view")
    on = on or Access.objects.aggregate(Max("on"))["on__max"]
    rows = Access.objects.select_related("visit_type", "provider", "location").filter(on=on)
    if visit:
        rows = rows.filter(visit_type__code=visit)
    if location:
        rows = rows.filter(location__code=location)
    return list(rows.order_by("visit_type__name", "location__name", "provider__name"))


def course(actor: Actor, visit: str, location: str, days: int = 90) -> list[Access]:
    """The kept days of one visit type at one location, with anybody, the latest first."""
    require_open(actor, "reports.view")
    rows = Access.objects.filter(provider=None, visit_type__code=visit, location__code=location)
    return list(rows.order_by("-on")[:days])


def offered_pairs(engine: Engine, visit: str) -> list[tuple[str, str]]:
    """(provider, location) of everybody whom the rules let do a visit there."""
    pairs = engine.pairs(Wanted(visit, now()))
    return [(who.id, agreed.visit.location) for who, agreed in pairs if not agreed.obstacles]


def is_kept(practice: Practice) -> bool:
    """Whether today's figures are kept already."""
    today = today_at(practice)
    return Access.objects.filter(on=today).exists() or not Policy.objects.filter(state="published").exists()
