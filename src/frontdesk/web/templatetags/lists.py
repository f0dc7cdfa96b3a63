"""What stands below a list."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag
def list_end(rows: Any) -> str:
    """Below a list that shows so many (`web/limited.py`): that there are others, where there are."""
    if not getattr(rows, "more", False):
        return ""
    said = gettext("There are more: only %(shown)s are shown here.") % {"shown": rows.most}
    return format_html('<p class="soft small">{}</p>', said)
