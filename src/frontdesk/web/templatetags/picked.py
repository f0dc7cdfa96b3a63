"""The type of a field that a page writes by hand: `type="{{ typed.first|picked:'date' }}"`."""

from __future__ import annotations

from django import template

from ..picked import picker_of

register = template.Library()
register.filter("picked", picker_of)
