"""What a record or the practice file has stays among what a form offers, though nobody else is offered it: no browser sends another in its place."""

from __future__ import annotations

from typing import Any

from django import forms

from ..practice.file.shapes import words


def offer(field: forms.Field, stored: Any) -> None:
    """Add to the choices of a field what is stored and not among them."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return
    choices: list[Any] = list(field.choices)  # type: ignore[arg-type]  # a form's own are a list
    there = {str(value) for value, _name in choices}
    if new := [(value, _name_of(value)) for value in words(stored) if value and value not in there]:
        field.choices = [*choices, *new]


def _name_of(value: str) -> str:
    """Of a time zone, its place: 'America/Indiana/Tell_City' is Tell City."""
    return value.rpartition("/")[2].replace("_", " ")
