"""Try a version before it is in force: what it would have made of the last days, and why a time is not on offer under it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from ...availability.clock import day
from ...availability.engine import Engine
from ...availability.explain import explain, not_on_the_clock
from ...availability.model import Reason, Setup, Wanted
from ...booking import offers
from ...core.typed import whole_number
from ...practice.drafts import queries as drafts
from ...practice.drafts.errors import HasFaults
from ...practice.models import Policy
from ...reports.models import Trial
from ...reports.trials import actions, queries
from ...reports.trials.outcome import OUTCOMES
from ...rules.facts import Facts
from ..forms import Form
from ..page import found, once, page
from ..request import PageRequest
from . import frame

SHOWN = 200
CHANNELS = (
    ("online", _("online, by the patient")),
    ("phone", _("by phone")),
    ("referral", _("by referral")),
    ("staff", _("staff choose")),
)


@page("policy.try", ["GET", "POST"])
def trying(request: PageRequest) -> HttpResponse:
    """Which version against which, and how many days back; the try-outs that were made."""
    versions = _versions(request)
    if request.method == "POST":
        by_key = {str(one.pk): one for one in versions}
        policy, against = (by_key.get(request.POST.get(name, "")) for name in ("policy", "against"))
        days = whole_number(request.POST.get("days", "")) or 0
        try:
            if policy is None or against is None:
                raise actions.WrongChoice
            made = once(lambda: actions.begin(request.actor, policy, against=against, days=days))
        except (actions.WrongChoice, HasFaults) as problem:
            messages.error(request, str(problem))
            return redirect("setup:try")
        return redirect("setup:trial", made.pk)
    context = {"versions": versions, "trials": queries.trials(request.actor), "days": actions.DAYS}
    return frame.show(request, "setup/try.html", "try", context)


@page("policy.try")
def trial(request: PageRequest, key: UUID) -> HttpResponse:
    """How far it is, then what came out; each figure opens onto its cases."""
    one = found(queries.by_id(request.actor, key))
    context = {"trial": one, **_results(one)}
    if request.GET.get("part"):
        return render(request, "setup/_trial.html", context)
    return frame.show(request, "setup/trial.html", "try", context)


@page("policy.try")
def cases(request: PageRequest, key: UUID) -> HttpResponse:
    """The cases behind a figure: what was asked, what came out, by which sentence.  No names."""
    one = found(queries.by_id(request.actor, key))
    wanted = {name: request.GET.get(name, "")[:500] for name in ("before", "after", "sentence")}
    rows = queries.cases(one, **wanted, changed=bool(request.GET.get("changed")))
    names, leaf = _names(one), Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    shown = [{**row, "visit": names["visit"].get(row["visit"], row["visit"]), "at": _moment(row["at"])} for row in leaf]
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "trial": one,
        "rows": shown,
        "count": len(rows),
        **wanted,
        "payers": names["payer"],
        "leaf": leaf,
        "kept": kept.urlencode(),
    }
    return frame.show(request, "setup/trial_cases.html", "try", context)


class WhyForm(Form):
    visit = forms.ChoiceField(label=_("Visit"))
    provider = forms.ChoiceField(label=_("With whom"))
    location = forms.ChoiceField(label=_("Where"))
    at = forms.DateTimeField(
        label=_("Date and time, by the clock there"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    channel = forms.ChoiceField(label=_("How it is asked for"), choices=CHANNELS)
    patient = forms.ChoiceField(
        label=_("Patient"),
        choices=[("", _("not known")), ("new", _("new")), ("established", _("seen here before"))],
        required=False,
    )
    payer = forms.ChoiceField(label=_("Insurance"), required=False)
    age = forms.IntegerField(label=_("Age"), required=False, min_value=0, max_value=130)

    def __init__(self, setup: Setup, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, among in (
            ("visit", setup.visit_types),
            ("provider", setup.providers),
            ("location", setup.locations),
        ):
            self.fields[name].choices = [(id_, one.name) for id_, one in among.items()]  # type: ignore[attr-defined]
        self.fields["payer"].choices = [("", _("not known")), *setup.payers.items()]  # type: ignore[attr-defined]


@page("policy.try")
def why(request: PageRequest) -> HttpResponse:
    """Every reason against a minute, under what is in force and under the draft, side by side."""
    setup = frame.file_of(request).setup
    form = WhyForm(setup, request.GET if "visit" in request.GET else None)
    answers = []
    if form.is_bound and form.is_valid():
        for policy in filter(None, (drafts.in_force(), drafts.draft())):
            file = drafts.examined(policy).file
            if file is not None:
                answers.append((policy, _against(file.setup, form.cleaned_data)))
    return frame.show(request, "setup/why.html", "why", {"form": form, "answers": answers})


# Helpers ----------------------------------------------------------------------------------------------------


def _versions(request: PageRequest) -> list[Policy]:
    """What can be tried: the draft, what was put aside, what is scheduled, and what is or was in force."""
    first = [drafts.draft(), drafts.in_force(), drafts.scheduled(), *drafts.aside(request.actor)]
    known = [one for one in first if one is not None]
    older = [one for one in drafts.history(request.actor)[:10] if one.pk not in {two.pk for two in known}]
    return [*known, *older]


def _results(one: Trial) -> dict[str, object]:
    if one.state != "done":
        return {}
    counts, names = one.results["counts"], _names(one)
    rows = [(kind, counts["before"].get(kind, 0), counts["after"].get(kind, 0)) for kind in OUTCOMES]
    access = [
        (names["visit"].get(v, v), names["provider"].get(p, p), names["location"].get(at, at), before, after)
        for v, p, at, before, after in one.results["access"]
    ]
    before, after = one.results["filled"]
    return {
        "rows": [row for row in rows if row[1] or row[2]],
        "changed": sum(row["before"] != row["after"] for row in one.results["cases"]),
        "case_count": len(one.results["cases"]),
        "sentences": one.results["sentences"][:20],
        "access": [row for row in access if row[3] != row[4]],
        "access_count": len(access),
        "filled": [before, after],
        "looked": one.results.get("looked"),
        "per_day": [_a_day(side) for side in (before, after)],
        "providers": [
            (names["provider"].get(id_, id_), _share(before, id_), _share(after, id_))
            for id_ in {**before["by_provider"], **after["by_provider"]}
        ],
    }


def _a_day(filled: dict) -> float:  # type: ignore[type-arg]
    return round(sum(filled["days"].values()) / len(filled["days"]), 1) if filled["days"] else 0


def _share(filled: dict, provider: str) -> int | None:  # type: ignore[type-arg]
    """Percent of the hours that are booked."""
    booked, hours = filled["by_provider"].get(provider, [0, 0])
    return round(100 * booked / hours) if hours else None


def _names(one: Trial) -> dict[str, dict[str, str]]:
    """Names by id, of both versions."""
    files = [drafts.examined(Policy(text=text)).file for text in (one.against_text, one.text)]
    setups = [file.setup for file in files if file is not None]
    return {
        "visit": {id_: x.name for setup in setups for id_, x in setup.visit_types.items()},
        "provider": {id_: x.name for setup in setups for id_, x in setup.providers.items()},
        "location": {id_: x.name for setup in setups for id_, x in setup.locations.items()},
        "payer": {id_: name for setup in setups for id_, name in setup.payers.items()},
    }


def _against(setup: Setup, said: dict) -> list[Reason] | None:  # type: ignore[type-arg]
    """None where that version has no such visit, provider or place."""
    visit, provider, location = said["visit"], said["provider"], said["location"]
    if visit not in setup.visit_types or provider not in setup.providers or location not in setup.locations:
        return None
    wall = said["at"].replace(tzinfo=None)
    zone = setup.locations[location].zone
    start = day(wall.date(), zone).instant(wall.hour * 60 + wall.minute)
    if start is None:
        return [not_on_the_clock(wall.date(), wall.hour * 60 + wall.minute, zone.key)]
    facts = Facts(
        patient=said["patient"] or None, age=said["age"], payer=said["payer"] or None, channel=said["channel"]
    )
    begin = dt.datetime.combine(wall.date() - dt.timedelta(days=9), dt.time(), dt.UTC)
    engine = Engine(setup, offers.booked(setup, begin, begin + dt.timedelta(days=20), None, ()))
    return explain(engine, Wanted(visit, now(), facts), provider, location, start)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
