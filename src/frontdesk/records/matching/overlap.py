"""What two records of one person have at the same time: nobody is in two places at once, whatever the lane."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language, gettext

from ...booking.actions import give_back
from ...booking.being_there import CHANGED
from ...booking.models import Appointment, Reservation
from ...booking.queries import chosen_by
from ...core.refusals import Refusal
from ...messaging.dates import when_here
from ...people.models import Patient


class OverlapsOwn(Refusal):
    """Each of the two records has a time, and the two meet."""

    code = "overlaps_own"

    def __init__(self, mine: Appointment, theirs: Appointment) -> None:
        self.both = (mine, theirs)
        super().__init__()

    @property
    def sentence(self) -> str:
        words = gettext(
            "Both records have a time that overlaps: %(one)s; and %(other)s. Cancel or move one of the two first."
        )
        first, other = map(_said, self.both)
        return words % {"one": first, "other": other}


def refuse_overlap(kept: Patient, gone: Patient) -> None:
    """Called in both patients' lines, before what one has goes to the other.  Raises OverlapsOwn.

    A time that its patient chose instead of an appointment, and did not confirm, ends where it meets one of the other record's:
    they have the appointment as it was.
    """
    met = {appointment.pk for both in _meeting(kept, gone) for appointment in both}
    for who in (kept, gone):
        give_back(chosen_by(who.pk).filter(pk__in=met).exclude(replaces=None), CHANGED)
    for mine, theirs in _meeting(kept, gone):
        raise OverlapsOwn(mine, theirs)


def _meeting(kept: Patient, gone: Patient) -> Iterator[tuple[Appointment, Appointment]]:
    taken = Reservation.objects.filter(kind="patient").select_related(
        "appointment__visit_type", "appointment__location__practice"
    )
    for theirs in taken.filter(subject=gone.pk).order_by("begins", "pk"):
        for mine in taken.filter(subject=kept.pk).meeting(theirs.begins, theirs.ends).order_by("begins", "pk"):
            yield mine.appointment, theirs.appointment


def _said(appointment: Appointment) -> str:
    when = when_here(appointment.start, appointment.location, get_language() or "en")
    held = gettext("held, not booked yet")
    return (
        f"{appointment.visit_type.name}, {when} ({held})"
        if appointment.state == "held"
        else f"{appointment.visit_type.name}, {when}"
    )
