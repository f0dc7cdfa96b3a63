"""A list of times to choose from: by day, the same provider and place first, and never at an end that it does not say.

Patients' pages and staff's are made of the same pieces, so that what one sees the other finds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..availability.model import Setup, Wanted, minute_of
from ..booking import offers
from ..booking.models import Appointment
from ..booking.offers import Offer
from ..booking.queries import last_with
from ..booking.unready import NOTHING_WAITS, Waits
from ..intake.models import Request
from ..outreach.waitlist.actions import PARTS
from ..people.models import Patient
from ..practice import policies
from ..tenancy.today import today_at
from .forms import chosen_day
from .request import PageRequest
from .zones import several, zones_shown

DAYS = 14  # how far one page looks
MOST = 48  # how many times one list shows at once: whole days of them, and at least one; the other days are links
PART_NAMES = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}


@dataclass(frozen=True)
class Usual:
    """Whom and where somebody has now, or has asked for: what comes first.  Empty means no matter.

    `start`: when they have it, where it is to be moved: to where it is already, nothing is moved.
    """

    provider: str = ""
    location: str = ""
    start: dt.datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.provider or self.location)

    def is_it(self, offer: Offer) -> bool:
        return self.provider in ("", offer.provider) and self.location in ("", offer.location)

    def others(self, offers: Iterable[Offer]) -> list[Offer]:
        """All but the very time that they have."""
        return [offer for offer in offers if not (self.start == offer.start and self.is_it(offer))]


def usual_of(appointment: Appointment) -> Usual:
    """Who and where it is now: what whoever moves it looks at first."""
    return Usual(appointment.provider.code, appointment.location.code, appointment.start)


def asked_for(asked: Request) -> Usual:
    """Whom and where the patient wants to see."""
    return Usual(asked.provider.code if asked.provider else "", asked.location.code if asked.location else "")


def usual_for(patient: Patient) -> Usual:
    """With whom and where they were last, or are going to be: their own provider."""
    last = last_with(patient)
    return usual_of(last) if last is not None else Usual()


@dataclass(frozen=True)
class Filters:
    """What narrows a list; it stands in the address."""

    provider: str = ""
    place: str = ""
    part: str = ""

    @classmethod
    def read(cls, request: PageRequest, setup: Setup, names: tuple[str, str, str]) -> Filters:
        """From the address, where provider, place and part of the day are called so; what nobody knows is left out."""
        provider, place, part = (request.GET.get(name, "") for name in names)
        return cls(
            provider if provider in setup.providers else "",
            place if place in setup.locations else "",
            part if part in PARTS else "",
        )

    def __bool__(self) -> bool:
        return bool(self.provider or self.place or self.part)

    def narrow(self, wanted: Wanted) -> Wanted:
        return replace(
            wanted,
            providers=_narrowed(self.provider, wanted.providers),
            locations=_narrowed(self.place, wanted.locations),
        )

    def keep(self, offered: Iterable[Offer]) -> list[Offer]:
        begin, end = PARTS.get(self.part, (0, 24))
        return [offer for offer in offered if begin <= offer.start.hour < end]


def _narrowed(filter_: str, fixed: tuple[str, ...]) -> tuple[str, ...]:
    """A filter narrows what is looked for, and never leaves what is fixed."""
    return (filter_,) if filter_ and (not fixed or filter_ in fixed) else fixed


@dataclass
class Section:
    """Times under one heading: `days` are shown, `later` are days that have more (date, how many), `count` is all of them."""

    title: str
    days: list[tuple[dt.date, list[Offer]]] = field(default_factory=list)
    later: list[tuple[dt.date, int]] = field(default_factory=list)
    count: int = 0

    @property
    def shown(self) -> int:
        return sum(len(times) for _day, times in self.days)


def choices(setup: Setup, wanted: Wanted | None = None) -> dict[str, list[tuple[str, object]]]:
    """What the filters offer; where what is wanted is fixed to somebody or somewhere, nobody else."""
    with_, at = (wanted.providers, wanted.locations) if wanted is not None else ((), ())
    return {
        "providers": [
            (provider.id, provider.name)
            for provider in setup.providers.values()
            if provider.locations and _may(provider.id, with_)
        ],
        "places": [(location.id, location.name) for location in setup.locations.values() if _may(location.id, at)],
        "parts": [(name, PART_NAMES[name]) for name in PARTS],
    }


def _may(id_: str, fixed: tuple[str, ...]) -> bool:
    return not fixed or id_ in fixed


def sections(offered: list[Offer], usual: Usual, setup: Setup, *, most: int | None = MOST) -> list[Section]:
    """The usual provider and place first, then everybody else; one list where there is nobody usual."""
    theirs = [offer for offer in offered if usual.is_it(offer)] if usual else []
    others = [offer for offer in offered if not usual.is_it(offer)] if usual else offered
    made = []
    if theirs:
        made.append(_section(_named(usual, setup), theirs, most))
    if others:
        title = gettext("Others") if theirs else gettext("With anyone") if usual else ""
        made.append(_section(title, others, most))
    return made


def _named(usual: Usual, setup: Setup) -> str:
    names = [setup.providers[usual.provider].name] if usual.provider in setup.providers else []
    names += [setup.locations[usual.location].name] if usual.location in setup.locations else []
    return ", ".join(names)


def _section(title: str, offered: list[Offer], most: int | None) -> Section:
    by_date: dict[dt.date, list[Offer]] = {}
    for offer in offered:
        by_date.setdefault(offer.start.date(), []).append(offer)
    section = Section(title, count=len(offered))
    for date, of_day in sorted(by_date.items()):
        fits = most is None or not section.days or section.shown + len(of_day) <= most
        if fits and not section.later:
            section.days.append((date, of_day))
        else:
            section.later.append((date, len(of_day)))
    return section


def _empty_before(wanted: Wanted | None, first: dt.date, starts: dt.date, without: Iterable[UUID]) -> dict[str, object]:
    """Why the days before the first time have none: the sentences, and until when they hold of a new patient."""
    because = offers.none_because(wanted, first, (starts - first).days, without) if wanted and starts > first else ()
    visit = offers.established_from(wanted) if wanted and because else None
    return {"empty_because": because, "new_until": visit if visit and first <= visit.date() <= starts else None}


def at_once(there: Iterable[Offer], waiting: Waits) -> tuple[list[Offer], tuple[str, ...]]:
    """What can be booked at once, and the sentences for which the rest is left out."""
    kept, against = [], dict[str, None]()
    for offer in there:
        reasons = waiting.at(offer.provider, offer.location, minute_of(offer.start))
        if reasons:
            against.update((reason.named, None) for reason in reasons)
        else:
            kept.append(offer)
    return kept, tuple(against)


STAFF_NAMES = ("with", "at", "part")  # `provider` in an address of the console narrows the queue


def staff_times(
    request: PageRequest,
    wanted: Wanted | None,
    *,
    usual: Usual,
    without: Iterable[UUID] = (),
    carry: dict[str, str] | None = None,
    address: str = "",
    waiting: Waits = NOTHING_WAITS,
) -> dict[str, object]:
    """Two weeks of times for a page of staff: `times` are all of them, `sections` how they are shown.

    `carry` is what else stands in the page's address and stays there; `address` that of the page itself, where it is another;
    `waiting` is what cannot be booked at once, and is left out.
    """
    setup = policies.current().setup
    today = today_at(request.practice)
    first, filters = max(today, chosen_day(request, today)), Filters.read(request, setup, STAFF_NAMES)
    narrowed = filters.narrow(wanted) if wanted is not None else None
    times = usual.others(filters.keep(offers.times(narrowed, first, DAYS, without=without))) if narrowed else []
    times, left_out = at_once(times, waiting)
    made = sections(times, usual, setup)
    values = (filters.provider, filters.place, filters.part)
    asked = dict(carry or {}) | {name: value for name, value in zip(STAFF_NAMES, values, strict=True) if value}
    never = offers.sentences_against_everybody(wanted) if wanted is not None else ()
    limits = (
        offers.limits_reached(offers.engine(without=without), wanted)
        if wanted is not None and not times and not never
        else ()
    )
    because = offers.none_because(narrowed, first, DAYS, without) if narrowed and not (times or never or limits) else ()
    end = offers.last_day(wanted) if wanted is not None else None
    starts = min((offer.start.date() for offer in times), default=first)
    return {
        "times": times,
        "zones": zones_shown(offer.start for offer in times) if several() else [],
        "sections": made,
        "best": made[0].days[0][1][0] if made else None,
        "from_day": first,
        "starts": starts,
        **_empty_before(narrowed, first, starts, without),
        "last_day": first + dt.timedelta(days=DAYS - 1),
        "next_day": first + dt.timedelta(days=DAYS)
        if end is None or first + dt.timedelta(days=DAYS) <= end.date
        else None,
        "end": end,
        "previous_day": max(today, first - dt.timedelta(days=DAYS)) if first > today else None,
        "list_url": address or request.path,
        "narrow_by": choices(setup),
        "narrowing": filters,
        "carried": list((carry or {}).items()),
        "here": urlencode(asked),
        "not_narrowed": urlencode(dict(carry or {}) | {"date": str(first)}),
        "never": never,
        "limits": limits,
        "none_because": because,
        "left_out": left_out,
    }
