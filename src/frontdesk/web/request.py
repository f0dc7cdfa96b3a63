"""A request as our views see it, once the middleware has been at it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from ..access.may import Actor
from ..people.models import Staff
from ..tenancy.models import Practice


class PageRequest(HttpRequest):
    """`practice` is the one of the address, `actor` who asks."""

    practice: Practice
    actor: Actor
    htmx: HtmxDetails
    user: Staff
