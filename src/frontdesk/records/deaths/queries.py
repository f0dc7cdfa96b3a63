"""What a death has ended, for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import ngettext

from ...booking.models import Death
from ...people.merged import records_merged_into
from ...people.models import Patient


def deaths_of(patient: Patient) -> QuerySet[Death]:
    """What is written down of them and stands, the first first: also what is of records that were merged into theirs.

    Each stays what was said of that very record: it is that one's again when the merge is undone.
    """
    records = records_merged_into(patient.pk)
    return Death.objects.filter(patient__in=records, state="written").order_by("created_at", "pk")


def ended(deaths: Iterable[Death]) -> list[str]:
    """'2 appointments', '1 request': only what there was."""
    counts = Counter[str]()
    for death in deaths:
        counts.update({name: len(keys) for name, keys in death.ended.items()})
    said = (
        (ngettext("%(count)s appointment", "%(count)s appointments", counts["appointment"]), "appointment"),
        (ngettext("%(count)s request", "%(count)s requests", counts["request"]), "request"),
        (ngettext("%(count)s recall", "%(count)s recalls", counts["recall"]), "recall"),
        (
            ngettext("%(count)s place on the waitlist", "%(count)s places on the waitlist", counts["waitlist"]),
            "waitlist",
        ),
        (
            ngettext("%(count)s time on offer", "%(count)s times on offer", counts["offer"]),
            "offer",
        ),
    )
    return [words % {"count": counts[name]} for words, name in said if counts[name]]
