"""Permissions in the words that people read, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext


def whole(permission: str) -> str:
    """'request.view:own' → 'request.view'."""
    return permission.removesuffix(":own")


def thing_words(thing: str) -> str:
    """What permissions are about: 'request' → 'Request'."""
    return gettext(thing.capitalize())


def action_words(action: str) -> str:
    """'appointment.no_show' → 'Appointment: no show'."""
    thing, _dot, verb = action.partition(".")
    return f"{thing_words(thing)}: {gettext(verb.replace('_', ' '))}"


def permission_words(permission: str) -> str:
    """'request.view:own' → 'Request: view (own)'."""
    words = action_words(whole(permission))
    return f"{words} ({gettext('own')})" if permission.endswith(":own") else words
