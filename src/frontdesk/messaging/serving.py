"""Which messages can leave: those of a channel for which a server is set."""

from __future__ import annotations

from django.conf import settings

CHANNELS = ("email", "text")


def served(channel: str) -> bool:
    """Whether a server is set for a channel; without one, messages wait in the outbox."""
    return bool(settings.EMAIL_URL if channel == "email" else settings.TEXT_URL)


def leaves(channel: str) -> bool:
    """Whether somebody is told who is written to by that channel.  In the demo the outbox itself is where messages are read."""
    return served(channel) or settings.DEMO
