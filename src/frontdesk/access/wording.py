"""Permissions in the words that people read, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# The permissions whose name in the code is no word that people use; every other reads as it is called.
VERBS: dict[str, str] = {
    "prioritise": _("prioritize"),
    "no_show": _("mark as a no-show"),
    "hand_over": _("assign"),
    "take": _("assign to me"),
    "confirm_proxy": _("confirm representative"),
    "name_proxy": _("add representative"),
    "end_proxy": _("remove representative"),
    "take_back": _("undo"),
    "again": _("send again"),
    "away.ask": _("ask for it"),
}


# What permissions are about, where pages call it by another name than the code.
THINGS: dict[str, str] = {
    "policy": _("Rules"),
    "away": _("Time away"),
    "signin": _("Sign-in"),
    "console": _("Staff pages"),
    "portal": _("Patients' pages"),
    "text": _("Text messages"),
}


def whole(permission: str) -> str:
    """'request.view:own' → 'request.view'."""
    return permission.removesuffix(":own")


def thing_words(thing: str) -> str:
    """What permissions are about: 'request' → 'Request'."""
    return gettext(THINGS.get(thing, thing.capitalize()))


def action_words(action: str) -> str:
    """'appointment.no_show' → 'Appointment: mark as a no-show'."""
    thing, _dot, verb = action.partition(".")
    return f"{thing_words(thing)}: {gettext(VERBS.get(action) or VERBS.get(verb, verb.replace('_', ' ')))}"


def permission_words(permission: str) -> str:
    """'request.view:own' → 'Request: view (own)'."""
    words = action_words(whole(permission))
    return f"{words} ({gettext('own')})" if permission.endswith(":own") else words
