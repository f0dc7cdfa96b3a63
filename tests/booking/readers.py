"""What is taken, read twice: as rows that are all there, and out of the database as it is asked for.  The two must be one."""

import datetime as dt

from django.db.models import Q
from django.utils.timezone import now

from frontdesk.availability.clock import DAY
from frontdesk.availability.model import Wanted, minute_of
from frontdesk.availability.taken_rows import TakenRows
from frontdesk.booking.engine_rows import taken_rows
from frontdesk.booking.taken import TakenInDatabase
from frontdesk.people.models import Patient
from frontdesk.practice import policies
from frontdesk.rules.facts import Facts
from frontdesk.rules.families.caps import Cap, PatientCap
from frontdesk.rules.scope import Scope

BEFORE, AFTER = 3, 14  # days that are compared: beyond all that is booked by who compares


def differences(*, without=(), also=()) -> list[str]:
    """Where the two say something else, for every minute of everybody and every room, every count and every patient."""
    setup = policies.current().setup
    plain = TakenRows(setup, [*taken_rows(setup, Q(), tuple(without)).values(), *also])
    read = TakenInDatabase(setup, without, also)
    today = now().astimezone(setup.zone).date()
    begin = minute_of(now()) // DAY * DAY - BEFORE * DAY
    end = begin + (BEFORE + AFTER) * DAY
    keys = [("provider", one) for one in setup.providers]
    keys += [("resource", f"{at.id}/{room.id}") for at in setup.locations.values() for room in at.resources]
    keys += [("patient", str(key)) for key in Patient.objects.values_list("pk", flat=True)]
    found = [
        f"{key} {said}"
        for key in keys
        for said, one, other in (
            ("minutes", plain.bitmap(key, begin, end - begin), read.bitmap(key, begin, end - begin)),
            ("meeting", plain.meeting(key, begin, end), read.meeting(key, begin, end)),
        )
        if one != other
    ]
    caps = [entry.rule for entry in setup.book.entries if isinstance(entry.rule, Cap)]
    caps += [Cap(scope=Scope(("procedure",)), each_location=True), Cap(period="week", each_provider=True)]
    caps += [Cap(period="month", each_location=True), Cap(of_minutes=True, each_provider=True)]
    parts = [Cap(period="half day", each_provider=True), Cap(period="hour", of_minutes=True)]
    parts += [Cap(scope=Scope((), ("chen", "lee")), period="half day", of_minutes=True)]
    dates = [today + dt.timedelta(days=offset) for offset in range(-BEFORE, AFTER)]
    read.expect_counts(caps, dates[::2], setup.providers)  # some are read together, the others as they are asked for
    for provider in setup.providers:
        for location in setup.locations:
            for date in dates:
                for hour in (8, 9, 10, 11, 13):
                    part = (date, provider, location, hour)
                    found += [f"{cap} {part}" for cap in parts if plain.count(cap, *part) != read.count(cap, *part)]
                    found += [
                        f"{cap} {part} counted"
                        for cap in parts
                        if plain.count(cap, *part)
                        and sorted(plain.counted(cap, *part)) != sorted(read.counted(cap, *part))
                    ]
                asked = (date, provider, location)
                found += [f"{cap} {asked}" for cap in caps if plain.count(cap, *asked) != read.count(cap, *asked)]
                found += [
                    f"{cap} {asked} counted"
                    for cap in caps
                    if plain.count(cap, *asked)
                    and sorted(plain.counted(cap, *asked)) != sorted(read.counted(cap, *asked))
                ]
            for visit in setup.visit_types:
                found += _together(plain, read, (visit, provider, location), begin + 8 * DAY, begin + 14 * DAY)
    for providers in ((), ("chen",), tuple(setup.providers)):
        between = (providers, begin + 5 * DAY + 600, begin + 16 * DAY + 900)
        one, other = (sorted(map(repr, reader.visits_between(*between))) for reader in (plain, read))
        found += [] if one == other else [f"{providers} between"]
    return found + _patients(plain, read, setup)


def _together(plain, read, who, begin, end) -> list[str]:
    starts = sorted(plain.starts(*who, begin, end))
    if starts != sorted(read.starts(*who, begin, end)):
        return [f"{who} starts"]
    key = lambda one: (one.patient, one.start, one.resources)  # noqa: E731
    return [
        f"{who} at {start}"
        for start in set(starts)
        if sorted(plain.together((*who, start)), key=key) != sorted(read.together((*who, start)), key=key)
    ]


def _patients(plain, read, setup) -> list[str]:
    found = []
    for key in Patient.objects.values_list("pk", flat=True):
        for channel in ("staff", "online"):
            for seen in (None, frozenset(["follow-up"])):
                want = Wanted("follow-up", now(), Facts(channel=channel), patient=str(key), seen=seen)
                for what in ("first_visit", "visits_of"):
                    if getattr(plain, what)(want) != getattr(read, what)(want):
                        found.append(f"{key} {what} {channel} {seen}")
                if plain.upcoming(PatientCap(), want) != read.upcoming(PatientCap(), want):
                    found.append(f"{key} upcoming {channel} {seen}")
    return found
