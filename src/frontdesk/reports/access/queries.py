"""Next and third next available (IHI, "Third Next Available Appointment"): now, by the engine; and as it stood on earlier days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice

from django.db.models import Max
from django.utils.timezone import now

from ...access.may import Actor, require_open
from ...availability.engine import Engine
from ...availability.model import Wanted, instant_of
from ...booking import offers
from ...practice.models import Policy
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
    found = [available(engine, *pair, None, today, SOON) for pair in wanted]
    if all(one.third_days is not None for one in found):
        return found
    engine, today = ready(practice)  # what is not to be had soon is looked for as far as we look
    return [
        one if one.third_days is not None else available(engine, one.visit, one.location, None, today) for one in found
    ]


def ready(practice: Practice, look: int = LOOK) -> tuple[Engine, dt.date]:
    """The engine over what is taken for so many days, and the practice's date."""
    today = today_at(practice)
    return offers.engine(), today


def kept_on(actor: Actor, on: dt.date | None = None, *, visit: str = "", location: str = "") -> list[Access]:
    """What was kept on a date (the latest, where none is named), every provider by themselves."""
    require_open(actor, "reports.view")
    on = on or Access.objects.aggregate(Max("on"))["on__max"]
    found = Access.objects.select_related("visit_type", "provider", "location").filter(on=on)
    if visit:
        found = found.filter(visit_type__code=visit)
    if location:
        found = found.filter(location__code=location)
    return list(found.order_by("visit_type__name", "location__name", "provider__name"))


def course(actor: Actor, visit: str, location: str, days: int = 90) -> list[Access]:
    """The kept days of one visit type at one location, with anybody, the latest first."""
    require_open(actor, "reports.view")
    found = Access.objects.filter(provider=None, visit_type__code=visit, location__code=location)
    return list(found.order_by("-on")[:days])


def offered_pairs(engine: Engine, visit: str) -> list[tuple[str, str]]:
    """(provider, location) of everybody whom the rules let do a visit there."""
    found = engine.pairs(Wanted(visit, now()))
    return [(who.id, agreed.visit.location) for who, agreed in found if not agreed.obstacles]


def is_kept(practice: Practice) -> bool:
    """Whether today's figures are kept already."""
    today = today_at(practice)
    return Access.objects.filter(on=today).exists() or not Policy.objects.filter(state="published").exists()
