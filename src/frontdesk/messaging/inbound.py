"""What a text message means.  The words that end messages are the law's, and none of them ever cancels a visit."""

from __future__ import annotations

import re

# 47 CFR 64.1200(a)(10): these words revoke consent, whatever else a practice would like them to mean.
STOP = frozenset(
    {"cancel", "stop", "end", "quit", "unsubscribe", "revoke", "optout", "opt out", "stopall", "alto", "parar"}
)
START = frozenset({"start", "unstop", "yes start"})
HELP = frozenset({"help", "info", "ayuda"})
CONFIRM = frozenset({"c", "confirm", "confirmar", "confirmo"})
RESCHEDULE = frozenset({"r", "reschedule", "cambiar"})


def meaning(body: str) -> str:
    """'stop', 'start', 'help', 'confirm', 'reschedule' or 'unclear', in any case and with any punctuation."""
    said = " ".join(re.sub(r"[^\w\s]|_", " ", body.casefold()).split())
    for name, known in (
        ("stop", STOP),
        ("start", START),
        ("help", HELP),
        ("confirm", CONFIRM),
        ("reschedule", RESCHEDULE),
    ):
        if said in known:
            return name
    first = said.split(" ", 1)[0] if said else ""
    return "stop" if first in STOP - {"cancel", "end"} else "unclear"
