"""A file from another system on a page: looked at first, or taken over; the same for every import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...imports.faults import Faults, Near
from ...imports.given_back import given_back
from ...imports.reader import How, Loaded, Taken
from ...imports.tables import LARGEST
from .. import posted
from ..csv_file import download
from ..request import PageRequest

MOST_FAULTS = 100
ORDERS = {"month first": _("month first, as 3/27/1946"), "day first": _("day first, as 27/3/1946")}
DOTTED = {
    "month first": _("with dots or hyphens month first, as 3.27.1946"),
    "day first": _("with dots or hyphens day first, as 27.3.1946"),
}
DELIMITERS = {"comma": _("comma"), "semicolon": _("semicolon"), "tab": _("tab"), "pipe": _("pipe")}


@dataclass(frozen=True)
class Outcome:
    """What the page shows of the file: what is wrong with it, or what would be taken for what; or the lines that are given back."""

    faults: list[str] = field(default_factory=list)
    taken: Taken | None = None
    leave_out: bool = False
    given_back: HttpResponse | None = None
    said: frozenset[str] = frozenset()

    @property
    def near(self) -> list[tuple[str, str, bool]]:
        """Lines that may be about somebody who is called nearly so: what a yes to it is, what it says, whether it was said."""
        refused = self.taken.refused if self.taken is not None and not self.faults else ()
        faults = [row.fault for row in refused if isinstance(row.fault, Near)]
        words = gettext("Line %(line)s: %(written)s is %(name)s, born %(born)s")
        return [
            (fault.choice, words % {**fault.values, "line": fault.line}, fault.choice in self.said) for fault in faults
        ]

    @property
    def status(self) -> int:
        return 422 if self.faults else 200

    @property
    def refused(self) -> list[str]:
        """What is wrong with lines of a file that can be read."""
        if self.taken is None or self.faults:
            return []
        return [fault.said(gettext) for fault in self.taken.wrong[:MOST_FAULTS]]

    @property
    def more(self) -> int:
        return max(0, (len(self.taken.wrong) if self.taken and not self.faults else len(self.faults)) - MOST_FAULTS)

    @property
    def shown(self) -> list[str]:
        return self.faults[:MOST_FAULTS]

    @property
    def order(self) -> Any:
        if self.taken is None:
            return ""
        return ", ".join([*_orders(self.taken), *([gettext("as Excel's numbers")] if self.taken.excels_dates else [])])

    @property
    def delimiter(self) -> Any:
        return DELIMITERS[self.taken.delimiter] if self.taken else ""


def take_over(
    request: PageRequest,
    name: str,
    look: Callable[[bytes, How], Taken],
    load: Callable[[bytes, How], Loaded],
    words: str,
) -> Outcome:
    """`look` says what would be taken for what, `load` takes it over; both raise Faults.  `words` say what was done."""
    file, do = request.FILES.get("file"), posted.text(request, "do")
    how = How(
        leave_out=posted.text(request, "leave_out") == "yes",
        skip_bad=do == "skip",
        near_names=frozenset(posted.texts(request, "near_names")),
    )
    if file is None:
        return Outcome([gettext("Choose a file first.")])
    data = file.read(LARGEST + 1)
    try:
        if do == "look":
            taken = look(data, how)
            faults = [fault.said(gettext) for fault in taken.headings]
            return Outcome(faults, taken=taken, leave_out=how.leave_out, said=how.near_names)
        done = load(data, how)
    except Faults as faults:
        return Outcome(faults.said(gettext), leave_out=how.leave_out)
    messages.success(request, words % {"made": done.made, "known": done.known})
    if orders := _orders(done):
        messages.info(request, gettext("Dates were read %(orders)s.") % {"orders": ", ".join(orders)})
    if done.left_out:
        messages.info(request, _left_out(done))
    if not done.refused:
        return Outcome()
    messages.warning(
        request,
        ngettext(
            "%(count)s line was not taken over. It is in the file that you downloaded, with what is wrong.",
            "%(count)s lines were not taken over. They are in the file that you downloaded, with what is wrong.",
            len(done.refused),
        )
        % {"count": len(done.refused)},
    )
    text = given_back(done.heading, done.refused, gettext)
    return Outcome(given_back=download(request, name, text, len(done.refused)))


def _orders(read: Taken | Loaded) -> list[str]:
    whole = [str(ORDERS[read.order])] if read.order else []
    return [*whole, *([str(DOTTED[read.dotted_order])] if read.dotted_order else [])]


def _left_out(done: Loaded) -> str:
    """'Left out: Middle Name (12 filled cells)'"""
    columns = ", ".join(
        ngettext("%(heading)s (%(filled)s filled cell)", "%(heading)s (%(filled)s filled cells)", left_out.filled)
        % {"heading": left_out.heading, "filled": left_out.filled}
        for left_out in done.left_out
    )
    return gettext("Left out: %(columns)s") % {"columns": columns}
