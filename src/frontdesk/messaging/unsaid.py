"""Why a message was not sent, as it keeps it (`web/words.py` has what people read), and which could be said to nobody."""

from __future__ import annotations

from django.db.models import Q

UNSAYABLE = Q(state="failed", to="", settled_by="")  # there was nowhere to write to
NO_TIME = "there was no time left to say it: call"
QUIET = "in quiet hours nothing is sent, and after them it would be too late: call"
NO_WAY = "no email address or phone number that may be used: call"
NOBODY_MAY = "nobody we write to may do what it asks for: call"
