"""A file from another system on a page: looked at first, or taken over; the same for every import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...imports.faults import Faults
from ...imports.reader import Taken
from ...imports.tables import LARGEST
from ..request import PageRequest

MOST_FAULTS = 100
ORDERS = {"month first": _("month first, as 3/27/1946"), "day first": _("day first, as 27/3/1946")}
DELIMITERS = {"comma": _("comma"), "semicolon": _("semicolon"), "tab": _("tab"), "pipe": _("pipe")}


@dataclass(frozen=True)
class Outcome:
    """What the page shows of the file: what is wrong with it, or what would be taken for what."""

    faults: list[str] = field(default_factory=list)
    taken: Taken | None = None
    leave_out: bool = False

    @property
    def status(self) -> int:
        return 422 if self.faults else 200

    @property
    def more(self) -> int:
        return max(0, len(self.faults) - MOST_FAULTS)

    @property
    def shown(self) -> list[str]:
        return self.faults[:MOST_FAULTS]

    @property
    def order(self) -> Any:
        return ORDERS.get(self.taken.order or "") if self.taken else ""

    @property
    def delimiter(self) -> Any:
        return DELIMITERS[self.taken.delimiter] if self.taken else ""


def take_over(
    request: PageRequest, look: Callable[[bytes, bool], Taken], load: Callable[[bytes, bool], str]
) -> Outcome:
    """`look` says what would be taken for what, `load` takes it over and says what was done; both raise Faults."""
    file, leave_out = request.FILES.get("file"), request.POST.get("leave_out") == "yes"
    if file is None:
        return Outcome([gettext("Choose a file first.")])
    data = file.read(LARGEST + 1)
    try:
        if request.POST.get("do") == "look":
            return Outcome(taken=look(data, leave_out), leave_out=leave_out)
        messages.success(request, load(data, leave_out))
    except Faults as faults:
        return Outcome(faults.said(gettext), leave_out=leave_out)
    return Outcome()
