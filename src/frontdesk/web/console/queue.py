"""The queue: open requests by state, what is about to wait too long first."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may_any, may_open
from ...core.typed import whole_number
from ...intake.insurance import insurance_name, insurance_of
from ...intake.models import Request, SavedView
from ...intake.queries import visible
from ...intake.queue import actions, queries
from ...intake.queue.queries import Filters
from ...people.models import Staff
from ...practice import queries as named
from ...practice.drafts.queries import in_force
from ...practice.roles.standing_still import without_approver
from .. import navigation, posted
from ..csv_file import csv_of, wanted
from ..limited import page_of
from ..page import get_or_404, page
from ..request import PageRequest
from ..templatetags.frontdesk import waits_for

PAGE = 50
PREFERRED = ("awaiting_approval", "approved", "requested", "awaiting_info")


@page("console.view")
def first(request: PageRequest) -> HttpResponse:
    """What each role is accountable for, first; a role that opens no page is told so."""
    if navigation.begins_set_up(request.actor) and in_force() is None:
        return redirect("setup:start")
    link = navigation.first(request.actor)
    return render(request, "console/no_page.html") if link is None else redirect(link.address)


@page("queue.view")
def queue(request: PageRequest) -> HttpResponse:
    tabs = queries.tabs(request.actor)
    filters = _filters(request, tabs)
    rows = queries.rows(request.actor, filters)
    if wanted(request):
        return _file(request, rows)
    shown = page_of(request, rows, PAGE)
    context = {
        "tabs": [(tab, filters.query(state=tab.state)) for tab in tabs],
        "filters": filters,
        "address": filters.query(),
        "rows": shown,
        "soon": now() + queries.SOON,
        "views": queries.saved_views(request.actor),
        "colleagues": list(queries.colleagues(request.actor)),
        "nobody_can": without_approver(),
        "sees_all": may_any(request.actor, "request.view"),
        "may_take": may_open(request.actor, "request.take"),
        "may_ask": may_open(request.actor, "request.ask"),
        "may_approve": may_open(request.actor, "request.approve"),
        "may_decline": may_open(request.actor, "request.decline"),
        **choices(),
    }
    return render(request, "console/_queue_rows.html" if request.htmx else "console/queue.html", context)


@page("request.take", ["POST"])
def bulk(request: PageRequest) -> HttpResponse:
    """Take, or hand over, all that are ticked; what somebody changed in the meantime stays as it is and is named."""
    picked = _picked(request)
    to = _colleague(request) if posted.text(request, "do") == "hand-over" else None
    if not picked:
        messages.error(request, gettext("Select one or more requests first."))
    elif posted.text(request, "do") == "hand-over" and to is None:
        messages.error(request, gettext("Choose to whom."))
    else:
        _say(request, *_each(request, picked, to))
    return redirect(f"{reverse('console:queue')}?{posted.text(request, 'address', 400)}")


@page("view.save", ["POST"])
def save_view(request: PageRequest) -> HttpResponse:
    """Keep these filters under a name."""
    name, query = posted.text(request, "name").strip(), posted.text(request, "address", 400)
    query = Filters.read(dict(parse_qsl(query))).query()
    if name:
        actions.save_view(request.actor, request.practice, name=name, query=query)
        messages.success(request, gettext("Saved: %(name)s.") % {"name": name})
    else:
        messages.error(request, gettext("Give the view a name."))
    return redirect(f"{reverse('console:queue')}?{query}")


@page("view.save", ["POST"])
def remove_view(request: PageRequest, key: UUID) -> HttpResponse:
    view: SavedView = get_or_404(queries.saved_views(request.actor).filter(pk=key).first())
    actions.remove_view(request.actor, view)
    messages.success(request, gettext("Removed: %(name)s.") % {"name": view.name})
    return redirect(f"{reverse('console:queue')}?{view.query}")


NO_PAYER = {"none": _("None given"), "pays alone": _("Self-pay"), "other insurance": _("Other insurance")}


def choices() -> dict[str, object]:
    """What the filters offer."""
    return {
        "payers": [*named.payers().values_list("code", "name"), *NO_PAYER.items()],
        "visits": named.visit_types(),
        "providers": named.providers(),
        "locations": named.locations(),
    }


def _filters(request: PageRequest, tabs: list[queries.Tab]) -> Filters:
    filters = Filters.read(request.GET.dict())
    if filters.state:
        return filters
    counts = {tab.state: tab.count for tab in tabs}
    state = next((preferred for preferred in PREFERRED if counts[preferred]), "awaiting_approval")
    return Filters.read({**request.GET.dict(), "state": state})


def _picked(request: PageRequest) -> list[tuple[Request, int]]:
    """What is ticked, each with the version that the page showed."""
    versions = {}
    for text in posted.texts(request, "pick", PAGE):
        key, _, version = text.partition(":")
        try:
            versions[UUID(key)] = whole_number(version) or 0  # none says so: stale
        except ValueError:
            continue
    rows = visible(request.actor).filter(pk__in=list(versions)).order_by("number")
    return [(row, versions[row.pk]) for row in rows]


def _colleague(request: PageRequest) -> Staff | None:
    chosen = posted.text(request, "to")
    return next((member for member in queries.colleagues(request.actor) if str(member.pk) == chosen), None)


def _each(request: PageRequest, picked: list[tuple[Request, int]], to: Staff | None) -> tuple[int, list[Request]]:
    note = posted.text(request, "note", 400)

    def work(asked: Request, version: int) -> None:
        if to is None:
            actions.take(request.actor, asked, version=version)
        else:
            actions.hand_over(request.actor, asked, to=to, reason=note, version=version)

    return actions.each(work, picked)


def _say(request: PageRequest, done: int, left: list[Request]) -> None:
    if done:
        messages.success(
            request, ngettext("%(count)s request done.", "%(count)s requests done.", done) % {"count": done}
        )
    if left:
        numbers = ", ".join(str(asked.number) for asked in left)
        messages.error(
            request,
            gettext("Somebody changed these in the meantime; they stay as they are: %(numbers)s.")
            % {"numbers": numbers},
        )


def _file(request: PageRequest, rows) -> HttpResponse:  # type: ignore[no-untyped-def]
    heading = ("number", "patient", "visit", "state", "since", "wait until", "insurance", "waits for", "owner")
    return csv_of(
        request,
        "queue",
        heading,
        (
            (
                row.number,
                row.patient.name,
                row.visit_type.list_name,
                row.state,
                row.state_since,
                row.due_at,
                insurance_name(insurance_of(row.patient)),
                waits_for(row),
                row.owner.name if row.owner else "",
            )
            for row in rows
        ),
    )
