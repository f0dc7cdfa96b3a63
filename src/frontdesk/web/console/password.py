"""One's own password: chosen at the first sign-in, before anything else is seen; changed whenever one likes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import auth, messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...people.limits import TooMany
from ...people.models import Staff
from ...people.queries import staff_by_key
from ...practice.roles import actions
from ..forms import Form
from ..page import page
from ..request import PageRequest
from ..sender import attempt, passed


def _field(label: Any, use: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, widget=forms.PasswordInput({"autocomplete": use}), **more)


class PasswordForm(Form):
    current = _field(_("Your current password"), "current-password")
    password = _field(_("New password"), "new-password", help_text=_("12 characters or more."))
    again = _field(_("New password again"), "new-password")

    def __init__(self, data: Any, *, staff: Staff) -> None:
        super().__init__(data)
        self.staff = staff
        if staff.first_password:  # it was typed a moment ago
            del self.fields["current"]

    def clean_password(self) -> str:
        chosen = str(self.cleaned_data["password"])
        if self.staff.check_password(chosen):
            raise ValidationError(gettext("Choose a password that you did not have before."))
        validate_password(chosen, self.staff)
        return chosen

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(gettext("Type the same password twice."))
        return again


@page("console.view", ["GET", "POST"])
def password(request: PageRequest) -> HttpResponse:
    staff = staff_by_key(request.actor.id)
    if staff is None or request.practice.sample_of_id:
        return redirect("console:first")
    form = PasswordForm(request.POST if request.method == "POST" else None, staff=staff)
    if request.method == "POST" and form.is_valid() and _is_them(request, staff, form):
        changed = actions.choose_password(request.actor, staff, password=form.cleaned_data["password"])
        auth.update_session_auth_hash(request, changed)
        messages.success(request, gettext("Saved. Sign in with the new password from now on."))
        answer = redirect("console:first")
        return passed(request, "signin", f"staff {staff.email}", answer) if "current" in form.fields else answer
    context = {"form": form, "first": staff.first_password}
    return render(request, "console/password.html", context, status=422 if form.errors else 200)


def _is_them(request: PageRequest, staff: Staff, form: PasswordForm) -> bool:
    """Whether the current password is right; tries are counted as those of a sign-in are."""
    if "current" not in form.fields:
        return True
    try:
        attempt(request, "signin", f"staff {staff.email}")
    except TooMany as problem:
        form.add_error(None, str(problem))
        return False
    if staff.check_password(form.cleaned_data["current"]):
        return True
    form.add_error("current", gettext("This is not your current password."))
    return False
