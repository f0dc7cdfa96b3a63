"""What a death has ended, for people to read."""

from __future__ import annotations

from django.utils.translation import ngettext

from ...booking.models import Death
from ...people.models import Patient


def death_of(patient: Patient) -> Death | None:
    return Death.objects.filter(patient=patient, state="written").order_by("-created_at").first()


def ended(death: Death) -> list[str]:
    """'2 appointments', '1 request': only what there was."""
    counts = {name: len(keys) for name, keys in death.ended.items()}
    said = (
        (ngettext("%(count)s appointment", "%(count)s appointments", counts.get("appointment", 0)), "appointment"),
        (ngettext("%(count)s request", "%(count)s requests", counts.get("request", 0)), "request"),
        (ngettext("%(count)s recall", "%(count)s recalls", counts.get("recall", 0)), "recall"),
        (
            ngettext("%(count)s place on the waitlist", "%(count)s places on the waitlist", counts.get("waitlist", 0)),
            "waitlist",
        ),
        (
            ngettext("%(count)s time on offer", "%(count)s times on offer", counts.get("offer", 0)),
            "offer",
        ),
    )
    return [words % {"count": counts[name]} for words, name in said if counts.get(name)]
