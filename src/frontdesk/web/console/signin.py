"""Staff sign in with e-mail and password."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...people.limits import TooMany
from ...people.queries import staff_actor
from .. import way_back
from ..forms import Form, email_field
from ..page import page
from ..request import PageRequest
from ..sender import attempt, passed


class SignInForm(Form):
    email = email_field(_("Email"), widget=forms.EmailInput({"autocomplete": "username", "autofocus": True}))
    password = forms.CharField(
        label=_("Password"), max_length=200, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


@page("signin.use", ["GET", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            attempt(request, "signin", f"staff {email}")
        except TooMany as problem:
            form.add_error(None, str(problem))
        else:
            staff = auth.authenticate(request, email=email, password=form.cleaned_data["password"])
            if staff is not None:
                auth.login(request, staff)
                back = way_back.back_to(request, staff_actor(staff)) or "console:first"
                return passed(request, "signin", f"staff {email}", redirect(back))
            form.add_error(None, gettext("Email or password is incorrect. Check both, or ask your administrator."))
    context = {"form": form, "of_the_demo": settings.DEMO and request.practice.slug == settings.DEMO_PRACTICE}
    return render(request, "console/sign_in.html", context, status=422 if form.errors else 200)


@page("signin.use", ["POST"])
def sign_out(request: PageRequest) -> HttpResponse:
    auth.logout(request)
    return redirect("console:sign-in")
