"""Merges are undone newest first: what a merge says stood before it knows nothing of those that came later and still stand."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language, gettext

from ...booking.models import Merge
from ...core.refusals import Refusal
from ...messaging import dates


class NotNewest(Refusal):
    """Another merge came later, into the record that was kept or of that record into another: `first` is to be undone before."""

    code = "not_newest"

    def __init__(self, first: Merge) -> None:
        self.first = first
        super().__init__()

    @property
    def sentence(self) -> str:
        words = gettext("Undo the merge of %(gone)s into %(kept)s first: it came later (%(when)s).")
        zone = self.first.kept.practice.timezone
        when = dates.when(self.first.created_at, zone, get_language() or "en")
        return words % {"gone": self.first.gone.name, "kept": self.first.kept.name, "when": when}


def first_to_undo(record: UUID) -> Merge | None:
    """Of the merges that a record has part in, and those after them in what it has become, the one to be undone before all others."""
    newest = _newest(record)
    while newest is not None:
        after = _newest(newest.kept_id)
        if after is None or after.pk == newest.pk:
            break
        newest = after
    return newest


def _newest(record: UUID) -> Merge | None:
    there = Merge.objects.filter(Q(kept=record) | Q(gone=record), state="merged")
    return there.select_related("gone", "kept__practice").order_by("-created_at", "-pk").first()
