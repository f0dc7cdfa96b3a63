"""Pages of the demo alone: what would be sent, and the gallery of components."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from ..messaging.queries import latest
from .forms import Form, contact_field, name_field
from .page import page
from .request import PageRequest
from .words import STATES


@page("portal.view")
def outbox(request: PageRequest) -> HttpResponse:
    """In the demo no mail server is set: here is what would be sent, latest first."""
    return render(request, "demo/outbox.html", {"messages_out": latest()[:30]})


class _Sample(Form):
    first_name = name_field("First name", "given-name")
    contact = contact_field("Email or phone", "We send a code there.")


@page("portal.view")
def gallery(request: PageRequest) -> HttpResponse:
    return render(
        request,
        "demo/gallery.html",
        {"states": list(STATES), "form": _Sample(), "wrong": _Sample({"first_name": "", "contact": "555"})},
    )
