"""Which keys there are, and whether a letter alone is one of them: everybody's own choice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from ...people.models import Staff
from ...practice.roles import actions
from ..page import found, page
from ..request import PageRequest


@page("console.view", ["GET", "POST"])
def keys(request: PageRequest) -> HttpResponse:
    if request.method == "POST":
        me = found(Staff.objects.filter(pk=request.actor.id).first() if request.actor.id else None)
        actions.choose_keys(request.actor, me, on=request.POST.get("letters") == "on")
        messages.success(request, gettext("Saved."))
        return redirect("console:keys")
    return render(request, "console/keys.html")
