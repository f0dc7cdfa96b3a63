"""Which keys there are, and whether a letter alone is one of them: everybody's own choice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from ...people.queries import staff_by_key
from ...practice.roles import actions
from .. import posted
from ..page import get_or_404, page
from ..request import PageRequest


@page("console.view", ["GET", "POST"])
def keys(request: PageRequest) -> HttpResponse:
    if request.method == "POST":
        me = get_or_404(staff_by_key(request.actor.id))
        actions.choose_keys(request.actor, me, on=posted.text(request, "letters") == "on")
        messages.success(request, gettext("Saved."))
        return redirect("console:keys")
    return render(request, "console/keys.html")
