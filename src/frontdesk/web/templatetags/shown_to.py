"""The token of every form, and beside it to whom the form is shown: in place of Django's own tag, in all templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from .. import shown_to

register = template.Library()


class Token(CsrfTokenNode):
    def render(self, context: Any) -> Any:
        token, request = super().render(context), context.get("request")
        whom = shown_to.whom(request) if request is not None and token else ""
        if not whom:
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, shown_to.FIELD, whom)


@register.tag("csrf_token")
def csrf_token(parser: Any, token: Any) -> Token:
    return Token()
