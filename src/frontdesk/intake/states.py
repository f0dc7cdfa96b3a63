"""The states of a request and what may follow what.  The database holds the same table (see the migration)."""

from __future__ import annotations

from django.utils.translation import gettext

MOVES: dict[str, tuple[str, ...]] = {
    "requested": ("awaiting_info", "awaiting_approval", "approved", "declined", "withdrawn", "expired"),
    "awaiting_info": ("requested", "declined", "withdrawn", "expired"),
    "awaiting_approval": ("approved", "awaiting_info", "declined", "withdrawn", "expired"),
    "approved": ("scheduled", "awaiting_info", "declined", "withdrawn", "expired"),
    "scheduled": (),
    "declined": (),
    "withdrawn": (),
    "expired": (),
}
FIRST = ("requested",)
OPEN = ("requested", "awaiting_info", "awaiting_approval", "approved")


class IllegalTransition(Exception):
    """A state that may not follow the one a thing is in now."""

    def __init__(self, now: str, wanted: str) -> None:
        self.now, self.wanted = now, wanted
        words = {"now": now.replace("_", " "), "wanted": wanted.replace("_", " ")}
        super().__init__(gettext("This is %(now)s; it cannot become %(wanted)s.") % words)


class Stale(Exception):
    """Somebody else changed it since the page was opened."""

    def __init__(self, thing: object) -> None:
        self.thing = thing
        super().__init__(
            gettext(
                "Somebody changed this since you opened the page. Here is how it stands now; nothing was overwritten."
            )
        )
