"""From nothing to the first time that can be booked: what is there, what is still missing, and where to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...availability.engine import Engine
from ...availability.model import Setup, Slot, Wanted, instant_of
from ...describing.tables import SPECIALTIES
from ...practice.drafts import queries
from ...practice.file import PracticeFile, document, examine
from ...practice.file.sentences import reads_back
from ...practice.roles.standing_still import standing_still
from ...rules.families.closures import Closure
from ...rules.families.length import Length
from ...rules.families.self_scheduling import PatientsMayBook
from .. import posted
from ..page import page
from ..request import PageRequest
from . import frame
from .sections.forms import slug

LOOK = 30  # days


@dataclass(frozen=True)
class Step:
    """One thing to do; `missing` says what, '' when it is done.  `needed`: without it nothing can be booked."""

    title: Any
    missing: Any
    address: str
    needed: bool = True

    @property
    def done(self) -> bool:
        return not self.missing


@page("rules.view")
def start(request: PageRequest) -> HttpResponse:
    """Ten minutes, in the order that is easiest; every step can be done again later."""
    file, examined = frame.file_of(request), frame.current(request)
    steps = _steps(file)
    first = _first(file.setup) if not examined.faults else None
    context = {
        "steps": steps,
        "left": [step for step in steps if step.needed and not step.done],
        "first": first,
        "when": instant_of(first.start, file.setup.locations[first.location].zone) if first else None,
        "names": _names(file.setup, first) if first else None,
        "faults": len(examined.faults),
        "published": queries.in_force(),
        "specialties": sorted({name for name, _visits in SPECIALTIES.values()}),
    }
    return frame.show(request, "setup/start.html", "start", context)


@page("policy.edit", ["POST"])
def usual_visits(request: PageRequest) -> HttpResponse:
    """The visits that practices of a specialty mostly have, where they are not there yet."""
    wanted = posted.text(request, "specialty")
    visits = next((visits for name, visits in SPECIALTIES.values() if name == wanted), ())

    def change(text: str) -> str:
        before = examine(text)[0]
        there = {str(entry.get("id")) for entry in document.entries(text, "visit types")}
        for visit in visits:
            if slug(visit) not in there:
                text = document.put(text, "visit types", slug(visit), {"id": slug(visit), "name": visit})
        return text if before is None else reads_back(before, text, frame.read)

    what = gettext("Common visit types: %(specialty)s") % {"specialty": wanted}
    return frame.edit(
        request, change, what, gettext("Added. Change or take out what does not fit."), reverse("setup:start")
    )


# Helpers ----------------------------------------------------------------------------------------------------


def _steps(file: PracticeFile) -> list[Step]:
    setup = file.setup
    kinds = {type(entry.rule) for entry in setup.book.entries}
    hours = [provider for provider in setup.providers.values() if provider.blocks]
    idle = [provider.name for provider in setup.providers.values() if not provider.blocks]
    return [
        Step(
            _("The practice's name, time zone and phone number"),
            "" if file.phone else _("The number that patients call is missing."),
            reverse("setup:practice"),
            needed=False,
        ),
        Step(
            _("Where patients come"),
            "" if setup.locations else _("No location yet."),
            reverse("setup:section", args=["locations"]),
        ),
        Step(
            _("Which visits there are"),
            "" if setup.visit_types else _("No visit type yet."),
            reverse("setup:section", args=["visits"]),
        ),
        Step(
            _("Who sees patients"),
            "" if setup.providers else _("Nobody yet."),
            reverse("setup:section", args=["providers"]),
        ),
        Step(
            _("When they are there"),
            ""
            if hours and not idle
            else _("No hours yet: %(names)s") % {"names": ", ".join(idle)}
            if idle
            else _("No hours yet."),
            reverse("setup:section", args=["providers"]),
        ),
        Step(
            _("How long visits take"),
            "" if Length in kinds else _("Nothing said: every visit takes 30 minutes."),
            reverse("setup:build") + "?shape=length-1",
            needed=False,
        ),
        Step(
            _("Holidays"),
            "" if Closure in kinds else _("None: the practice is open on every holiday."),
            reverse("setup:closures"),
            needed=False,
        ),
        Step(
            _("Who answers, books and approves"),
            " ".join(standing_still(setup.book)),
            reverse("setup:staff"),
            needed=False,
        ),
        Step(
            _("What patients book themselves"),
            "" if PatientsMayBook in kinds else _("Nothing: every request waits for staff."),
            reverse("setup:build") + "?shape=self-scheduling-1",
            needed=False,
        ),
    ]


def _first(setup: Setup) -> Slot | None:
    """The first time that could be booked with what is set up so far, as if nothing were taken."""
    moment = now()
    today = moment.astimezone(setup.zone).date()
    slots = (next(Engine(setup).slots(Wanted(visit, moment), today, LOOK), None) for visit in setup.visit_types)
    return min((slot for slot in slots if slot is not None), key=lambda slot: slot.start, default=None)


def _names(setup: Setup, slot: Slot) -> tuple[str, str, str]:
    return (
        setup.visit_types[slot.visit].name,
        setup.providers[slot.provider].name,
        setup.locations[slot.location].name,
    )
