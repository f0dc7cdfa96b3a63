"""Which visits took place and which are to come, as far as what is due turns on it: by what was said of them, and by their date."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from ...tenancy.models import Practice
from ...tenancy.today import today_at

UNSAID = dt.timedelta(
    days=7
)  # so long staff have to say whether who was booked came, and nobody is invited again meanwhile


def took_place(practice: Practice) -> Q:
    """Completed, or the patient came on a day that is over."""
    return Q(state="completed") | Q(state="arrived", start__lt=_today(practice))


def to_come(practice: Practice) -> Q:
    """What lies ahead or is today; and for some days what was booked and nobody has said anything of.  After them it is neither."""
    ahead = Q(state__in=("held", "booked", "arrived"), start__gte=_today(practice))
    return ahead | Q(state="booked", start__gte=_today(practice) - UNSAID)


def _today(practice: Practice) -> dt.datetime:
    return dt.datetime.combine(today_at(practice), dt.time(), practice.zone)
