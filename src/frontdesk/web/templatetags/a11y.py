"""Tags that pages need for people who hear them, or go through them by keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()


@register.filter
def first_control(field: BoundField) -> str:
    """The id of the first thing in a field that takes the focus: of a group its first choice, of a date its month."""
    if field.id_for_label:
        return str(field.id_for_label)
    return f"{field.auto_id}_0"


@register.filter
def wrong_forms(given: Any) -> list[BaseForm]:
    """Those with errors; of one form, of several, or of pairs of a name and a form."""
    return [form for form in _forms_in(given) if form.is_bound and form.errors]


def _forms_in(given: Any) -> Iterable[BaseForm]:
    if isinstance(given, BaseForm):
        yield given
    elif isinstance(given, list | tuple):
        for form in given:
            if isinstance(form, BaseForm | tuple):
                yield from _forms_in(form)
