"""Keeping what was on offer: it cannot be worked out later."""

from __future__ import annotations

from ...practice.models import Location, Provider, VisitType
from ...tenancy.models import Practice
from ..models import Access
from .queries import available, is_kept, offered_pairs, ready

HOUR = 5  # local: before anybody books


def keep(practice: Practice) -> int:
    """Today's figures, once a day; how many there are.  Inside a practice."""
    if is_kept(practice):
        return 0
    engine, today = ready(practice)
    visits = {visit_type.code: visit_type for visit_type in VisitType.objects.filter(active=True)}
    providers = {provider.code: provider for provider in Provider.objects.all()}
    locations = {place.code: place for place in Location.objects.all()}
    rows = []
    for visit, row in visits.items():
        pairs = offered_pairs(engine, visit)
        places = dict.fromkeys(location for _who, location in pairs)
        for who, location in [*((None, at) for at in places), *pairs]:
            figure = available(engine, visit, location, who, today)
            rows.append(
                Access(
                    practice=practice,
                    on=today,
                    visit_type=row,
                    provider=providers[who] if who else None,
                    location=locations[location],
                    next_days=figure.next_days,
                    third_days=figure.third_days,
                )
            )
    Access.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
