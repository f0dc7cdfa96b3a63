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
from ...access.wording import grouped_permissions, permission_words, without_own
from ...core.refusals import Refusal
from ...people import contacts
from ...people import queries as people
from ...people.models import Role
from ...people.queries import permissions_of_kind
from ...practice import queries as named
from ...practice.models import Provider
from ...practice.roles import actions, queries
from ...practice.roles.standing_still import new_since, standing_still
from .. import navigation, posted
from ..crossing import Part, Showing
from ..csv_file import csv_of, wanted
from ..forms import Form, email_field, name_field, none_of
from ..page import get_or_404, once, page
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
        self.fields["provider"].empty_label = _("no provider")  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role_.code, role_name(role_.code)) for role_ in _roles_in_order()]  # type: ignore[attr-defined]


HIRE_FIELDS = {"known_address": "email", "looks_like": "name", "which_provider": "provider"}  # by the refusal's code


@page("roles.view")
def roles(request: PageRequest) -> HttpResponse:
    """Every role a column, every permission a row."""
    known = queries.roles(request.actor)
    columns = [(role_name(role.code), queries.allowed(role)) for role in known]
    columns.append((role_name("patient"), permissions_of_kind("patient")))
    permissions = {without_own(permission) for _name, allowed in columns for permission in allowed}
    groups = [
        (name, [(permission, [_cell(allowed, permission) for _name, allowed in columns]) for permission in listed])
        for name, listed in grouped_permissions(permissions)
    ]
    return render(request, "setup/roles.html", {"columns": columns, "groups": groups, "roles": known})


@page("role.edit", ["GET", "POST"])
def role(request: PageRequest, code: str) -> HttpResponse:
    """Tick, look at what that opens and closes, say why, save."""
    role_ = get_or_404(queries.by_code(request.actor, code))
    now = queries.allowed(role_)
    chosen = _chosen(request) if request.method == "POST" else now
    change = queries.change_of(role_, chosen)
    problem = ""
    if posted.text(request, "do") == "save" and change:
        before = standing_still()
        try:
            reason = posted.text(request, "reason", 300)
            once(lambda: actions.edit(request.actor, role_, permissions=chosen, reason=reason, was=_was(request)))
        except Refusal as wrong:
            problem = str(wrong)
        else:
            _saved(request, before)
            _warn_if_it_leads_nowhere(request, role_)
            return redirect("setup:roles")
    context = {
        "one": role_,
        "groups": _groups(chosen),
        "was": " ".join(sorted(now)),
        "change": change if request.method == "POST" else None,
        "problem": problem,
        "sensitive": queries.PATIENTS_DATA,
        "powerful": queries.POWERFUL,
        "people": people.staff_of(role_.code),
        "removable": not role_.built_in,
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
    _warn_if_it_leads_nowhere(request, made)
    return redirect("setup:role", made.code)


def _role_shown(actor: Actor, data: QueryDict, code: str) -> list[Role | None]:
    return [queries.by_code(actor, code)]


def _role(role_: Role) -> list[Part]:
    may_do = ", ".join(sorted(queries.allowed(role_)))
    return [Part("", _("Name"), role_.name), Part("", _("What it may do"), may_do, _in_words)]


def _in_words(permissions: str) -> str:
    return ", ".join(permission_words(permission) for permission in permissions.split(", ") if permission)


@page("role.edit", ["POST"], shows=Showing("role", _role_shown, _role))
def remove_role(request: PageRequest, code: str) -> HttpResponse:
    role_ = get_or_404(queries.by_code(request.actor, code))
    try:
        once(lambda: actions.remove(request.actor, role_))
        messages.success(request, gettext("Taken out."))
    except Refusal as wrong:
        messages.error(request, str(wrong))
        return redirect("setup:role", code)
    return redirect("setup:roles")


@page("staff.view")
def staff(request: PageRequest) -> HttpResponse:
    if wanted(request):
        everybody = people.everybody()
        cells = ((member.name, member.email, member.role, "yes" if member.is_active else "") for member in everybody)
        return csv_of(request, "staff", ("name", "e-mail", "role", "active"), cells)
    return _staff(request)


@page("staff.edit", ["GET", "POST"])
def hire(request: PageRequest) -> HttpResponse:
    """Somebody new; the first password is shown this once, to be handed over.  The form stands on the page of staff."""
    if request.method != "POST":
        return redirect("setup:staff")
    form = HireForm(request.POST)
    if not form.is_valid():
        return _staff(request, form=form, status=422)
    password = actions.new_password()
    try:
        once(lambda: actions.hire(request.actor, request.practice, password=password, **form.cleaned_data))
    except Refusal as wrong:
        form.add_error(HIRE_FIELDS.get(wrong.code), str(wrong))
        return _staff(request, form=form, status=wrong.status)
    else:
        words = gettext("%(name)s can sign in with this first password: %(password)s. It is not shown again.")
        messages.success(request, words % {"name": form.cleaned_data["name"], "password": password})
    return redirect("setup:staff")


@page("staff.edit", ["POST"])
def assign(request: PageRequest, key: UUID) -> HttpResponse:
    """Another role for somebody, or no access any more."""
    member = get_or_404(people.staff_by_key(key))
    code, active = posted.text(request, "role"), "active" in request.POST
    reason = posted.text(request, "reason", 300)
    who = posted.text(request, "provider")
    provider = named.providers(member.provider_id).filter(code=who).first()
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
                member,
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
            Tried(member.pk, code, active, reason, provider),
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


def _warn_if_it_leads_nowhere(request: PageRequest, role_: Role) -> None:
    """Whoever has it signs in and finds nothing: said to who can mend it."""
    if not navigation.leads_somewhere(queries.allowed(role_)):
        said = gettext(
            "This role opens no page. Its people find no page when they sign in. Give it what they need to see."
        )
        messages.warning(request, said)


@dataclass(frozen=True)
class Tried:
    """What was chosen for somebody and not saved: it stands in the form again."""

    pk: UUID
    role: str
    active: bool
    reason: str
    provider: Provider | None


def _roles_in_order() -> list[Role]:
    """Those that every practice has first, in their order."""
    known = queries.by_name()
    known.sort(key=lambda role_: STAFF_ROLES.index(role_.code) if role_.code in STAFF_ROLES else 99)
    return known


def _staff(
    request: PageRequest, tried: Tried | None = None, status: int = 200, form: HireForm | None = None
) -> HttpResponse:
    rows = [
        (member, tried.role, tried.active, tried.provider, actions.shown_as(member))
        if tried and tried.pk == member.pk
        else (member, member.role, member.is_active, member.provider, actions.shown_as(member))
        for member in people.everybody()
    ]
    context = {
        "rows": rows,
        "roles": _roles_in_order(),
        "hire": form or HireForm(),
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
    names = {permission.removesuffix(":own") for permission in known}
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

    return [
        (group, [row(permission) for permission in listed])
        for group, listed in grouped_permissions({without_own(permission) for permission in known})
    ]
