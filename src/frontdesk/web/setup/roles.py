"""The table that `may()` decides by: read as a matrix, changed a role at a time, with what it opens and closes said first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import Actor
from ...access.roles import STAFF_ROLES
from ...access.wording import in_groups, permission_words, whole
from ...core.refusals import Refusal
from ...people import contacts
from ...people import queries as people
from ...people.models import Role
from ...people.queries import permissions_of_kind
from ...practice import queries as named
from ...practice.models import Provider
from ...practice.roles import actions, queries
from ...practice.roles.standing_still import new_since, standing_still
from .. import posted
from ..crossing import Part, Showing
from ..csv_file import csv_of, wanted
from ..forms import Form, email_field, name_field, none_of
from ..page import found, once, page
from ..request import PageRequest
from ..templatetags.frontdesk import role_name


class HireForm(Form):
    name = name_field(_("Name"), "off", most=contacts.WHOLE_NAME)
    email = email_field(_("Email"))
    role = forms.ChoiceField(label=_("Role"))
    provider = forms.ModelChoiceField(
        none_of(Provider), label=_("Is which provider"), to_field_name="code", required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = named.providers()  # type: ignore[attr-defined]


@page("roles.view")
def roles(request: PageRequest) -> HttpResponse:
    """Every role a column, every permission a row."""
    known = queries.roles(request.actor)
    columns = [(role_name(role.code), queries.allowed(role)) for role in known]
    columns.append((role_name("patient"), permissions_of_kind("patient")))
    permissions = {whole(one) for _name, allowed in columns for one in allowed}
    groups = [
        (name, [(one, [_cell(allowed, one) for _name, allowed in columns]) for one in listed])
        for name, listed in in_groups(permissions)
    ]
    return render(request, "setup/roles.html", {"columns": columns, "groups": groups, "roles": known})


@page("role.edit", ["GET", "POST"])
def role(request: PageRequest, code: str) -> HttpResponse:
    """Tick, look at what that opens and closes, say why, save."""
    one = found(queries.by_code(request.actor, code))
    now = queries.allowed(one)
    chosen = _chosen(request) if request.method == "POST" else now
    change = queries.change_of(one, chosen)
    problem = ""
    if posted.text(request, "do") == "save" and change:
        before = standing_still()
        try:
            reason = posted.text(request, "reason", 300)
            once(lambda: actions.edit(request.actor, one, permissions=chosen, reason=reason, was=_was(request)))
        except Refusal as wrong:
            problem = str(wrong)
        else:
            _saved(request, before)
            return redirect("setup:roles")
    context = {
        "one": one,
        "groups": _groups(chosen),
        "was": " ".join(sorted(now)),
        "change": change if request.method == "POST" else None,
        "problem": problem,
        "sensitive": queries.PATIENTS_DATA,
        "powerful": queries.POWERFUL,
        "people": people.staff_of(one.code),
        "removable": not one.built_in,
    }
    return render(request, "setup/role.html", context, status=422 if problem else 200)


@page("role.edit", ["GET", "POST"])
def new_role(request: PageRequest) -> HttpResponse:
    """The form stands on the page of roles."""
    if request.method != "POST":
        return redirect("setup:roles")
    try:
        made = once(
            lambda: actions.create(
                request.actor, request.practice, name=posted.text(request, "name"), like=posted.text(request, "like")
            )
        )
    except Refusal as wrong:
        messages.error(request, str(wrong))
        return redirect("setup:roles")
    messages.success(request, gettext("Made. Nobody has it yet."))
    return redirect("setup:role", made.code)


def _role_shown(actor: Actor, data: QueryDict, code: str) -> list[Role | None]:
    return [queries.by_code(actor, code)]


def _role(one: Role) -> list[Part]:
    may_do = ", ".join(sorted(queries.allowed(one)))
    return [Part("", _("Name"), one.name), Part("", _("What it may do"), may_do, _in_words)]


def _in_words(permissions: str) -> str:
    return ", ".join(permission_words(one) for one in permissions.split(", ") if one)


@page("role.edit", ["POST"], shows=Showing("role", _role_shown, _role))
def remove_role(request: PageRequest, code: str) -> HttpResponse:
    one = found(queries.by_code(request.actor, code))
    try:
        once(lambda: actions.remove(request.actor, one))
        messages.success(request, gettext("Taken out."))
    except Refusal as wrong:
        messages.error(request, str(wrong))
        return redirect("setup:role", code)
    return redirect("setup:roles")


@page("staff.view")
def staff(request: PageRequest) -> HttpResponse:
    if wanted(request):
        everybody = people.everybody()
        cells = ((one.name, one.email, one.role, "yes" if one.is_active else "") for one in everybody)
        return csv_of(request, "staff", ("name", "e-mail", "role", "active"), cells)
    return _staff(request)


@page("staff.edit", ["GET", "POST"])
def hire(request: PageRequest) -> HttpResponse:
    """Somebody new; the first password is shown this once, to be handed over.  The form stands on the page of staff."""
    if request.method != "POST":
        return redirect("setup:staff")
    form = HireForm(request.POST)
    form.fields["role"].choices = [(one.code, one.name) for one in queries.by_name()]  # type: ignore[attr-defined]
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("setup:staff")
    password = actions.new_password()
    try:
        once(lambda: actions.hire(request.actor, request.practice, password=password, **form.cleaned_data))
    except Refusal as wrong:
        messages.error(request, str(wrong))
    else:
        words = gettext("%(name)s can sign in with this first password: %(password)s. It is not shown again.")
        messages.success(request, words % {"name": form.cleaned_data["name"], "password": password})
    return redirect("setup:staff")


@page("staff.edit", ["POST"])
def assign(request: PageRequest, key: UUID) -> HttpResponse:
    """Another role for somebody, or no access any more."""
    one = found(people.staff_by_key(key))
    code, active = posted.text(request, "role"), "active" in request.POST
    reason = posted.text(request, "reason", 300)
    who = posted.text(request, "provider")
    provider = named.providers(one.provider_id).filter(code=who).first()
    if queries.called(code) is None or (who and provider is None):
        messages.error(
            request,
            gettext("Choose a provider that there is, or none.")
            if provider is None and who
            else gettext("Choose a role."),
        )
        return redirect("setup:staff")
    before = standing_still()
    try:
        once(
            lambda: actions.assign(
                request.actor,
                one,
                role=code,
                active=active,
                reason=reason,
                was=posted.text(request, "was"),
                provider=provider,
            )
        )
    except Refusal as wrong:
        messages.error(request, str(wrong))
        return _staff(
            request,
            Tried(one.pk, code, active, reason, provider),
            status=409 if isinstance(wrong, actions.RoleChanged) else 422,
        )
    _saved(request, before)
    return redirect("setup:staff")


# Helpers ----------------------------------------------------------------------------------------------------


def _saved(request: PageRequest, before: list[str]) -> None:
    """What stands still by it is said, while it can be taken back."""
    messages.success(request, gettext("Saved: in force from the next request on."))
    if still := new_since(before):
        messages.warning(request, still)


@dataclass(frozen=True)
class Tried:
    """What was chosen for somebody and not saved: it stands in the form again."""

    pk: UUID
    role: str
    active: bool
    reason: str
    provider: Provider | None


def _staff(request: PageRequest, tried: Tried | None = None, status: int = 200) -> HttpResponse:
    known = queries.by_name()
    known.sort(key=lambda one: STAFF_ROLES.index(one.code) if one.code in STAFF_ROLES else 99)
    rows = [
        (one, tried.role, tried.active, tried.provider, actions.shown_as(one))
        if tried and tried.pk == one.pk
        else (one, one.role, one.is_active, one.provider, actions.shown_as(one))
        for one in people.everybody()
    ]
    context = {
        "rows": rows,
        "roles": known,
        "tried": tried,
        "providers": named.providers(),
        "nobody_can": standing_still(),
    }
    return render(request, "setup/staff.html", context, status=status)


def _cell(allowed: frozenset[str], permission: str) -> str:
    return "all" if permission in allowed else "own" if f"{permission}:own" in allowed else ""


def _chosen(request: PageRequest) -> frozenset[str]:
    """'all', 'own' or nothing of each permission."""
    known = queries.grantable()
    names = {one.removesuffix(":own") for one in known}
    found_ = {name: posted.text(request, name) for name in names}
    picked = {name if how == "all" else f"{name}:own" for name, how in found_.items() if how in ("all", "own")}
    return frozenset(picked)


def _was(request: PageRequest) -> frozenset[str] | None:
    """What the role might when the page was shown, where the form says it."""
    return frozenset(posted.text(request, "was").split()) if posted.has(request, "was") else None


def _groups(chosen: frozenset[str]) -> list[tuple[str, list[tuple[str, str, bool, bool]]]]:
    """By what people do: (permission, 'all' | 'own' | '', whether 'all' and 'own' can be given)."""
    known = set(queries.grantable())

    def row(name: str) -> tuple[str, str, bool, bool]:
        how = "all" if name in chosen else "own" if f"{name}:own" in chosen else ""
        return name, how, name in known, f"{name}:own" in known

    return [(group, [row(one) for one in listed]) for group, listed in in_groups({whole(one) for one in known})]
