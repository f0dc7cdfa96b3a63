"""Try a version before it is in force: what it would have made of the last days."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ...core.typed import whole_number
from ...practice.drafts import queries as drafts
from ...practice.drafts.errors import HasFaults
from ...practice.models import Policy
from ...reports.models import Trial
from ...reports.trials import actions, queries
from ...reports.trials.outcome import OUTCOMES
from .. import posted
from ..forms import pressed_key
from ..page import get_or_404, once, page
from ..request import PageRequest
from . import frame

SHOWN = 200


@page("policy.try", ["GET", "POST"])
def trying(request: PageRequest) -> HttpResponse:
    """Which version against which, and how many days back; the try-outs that were made."""
    versions = _versions(request)
    if request.method == "POST":
        by_key = {str(version.pk): version for version in versions}
        policy, against = (by_key.get(posted.text(request, name)) for name in ("policy", "against"))
        days = whole_number(posted.text(request, "days")) or 0
        try:
            if policy is None or against is None:
                raise actions.WrongChoice
            made = once(
                lambda: actions.begin.once(pressed_key(request), request.actor, policy, against=against, days=days)
            )
        except (actions.WrongChoice, HasFaults) as problem:
            messages.error(request, str(problem))
            return redirect("setup:try")
        return redirect("setup:trial", made.pk)
    context = {"versions": versions, "trials": queries.trials(request.actor), "days": actions.DAYS}
    return frame.show(request, "setup/try.html", "try", context)


@page("policy.try")
def trial(request: PageRequest, key: UUID) -> HttpResponse:
    """How far it is, then what came out; each figure opens onto its cases."""
    trial_ = get_or_404(queries.by_id(request.actor, key))
    context = {"trial": trial_, **_results(trial_)}
    if request.GET.get("part"):
        return render(request, "setup/_trial.html", context)
    return frame.show(request, "setup/trial.html", "try", context)


@page("policy.try")
def cases(request: PageRequest, key: UUID) -> HttpResponse:
    """The cases behind a figure: what was asked, what came out, by which sentence.  No names."""
    trial_ = get_or_404(queries.by_id(request.actor, key))
    wanted = {name: request.GET.get(name, "") for name in ("before", "after", "sentence")}
    rows = queries.cases(trial_, **wanted, changed=bool(request.GET.get("changed")))
    names, leaf = _names(trial_), Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    shown = [{**row, "visit": names["visit"].get(row["visit"], row["visit"]), "at": _moment(row["at"])} for row in leaf]
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "trial": trial_,
        "rows": shown,
        "count": len(rows),
        **wanted,
        "payers": names["payer"],
        "leaf": leaf,
        "kept": kept.urlencode(),
    }
    return frame.show(request, "setup/trial_cases.html", "try", context)


# Helpers ----------------------------------------------------------------------------------------------------


def _versions(request: PageRequest) -> list[Policy]:
    """What can be tried: the draft, what was put aside, what is scheduled, and what is or was in force."""
    first = [drafts.draft(), drafts.in_force(), *drafts.scheduled(), *drafts.aside(request.actor)]
    known = [policy for policy in first if policy is not None]
    older = [policy for policy in drafts.history(request.actor)[:10] if policy.pk not in {two.pk for two in known}]
    return [*known, *older]


def _results(trial_: Trial) -> dict[str, object]:
    if trial_.state != "done":
        return {}
    counts, names = trial_.results["counts"], _names(trial_)
    rows = [(kind, counts["before"].get(kind, 0), counts["after"].get(kind, 0)) for kind in OUTCOMES]
    access = [
        (names["visit"].get(v, v), names["provider"].get(p, p), names["location"].get(at, at), before, after)
        for v, p, at, before, after in trial_.results["access"]
    ]
    before, after = trial_.results["filled"]
    return {
        "rows": [row for row in rows if row[1] or row[2]],
        "changed": sum(row["before"] != row["after"] for row in trial_.results["cases"]),
        "case_count": len(trial_.results["cases"]),
        "sentences": trial_.results["sentences"][:20],
        "access": [row for row in access if row[3] != row[4]],
        "access_count": len(access),
        "filled": [before, after],
        "looked": trial_.results.get("looked"),
        "recalls": _recalls(trial_),
        "per_day": [_a_day(side) for side in (before, after)],
        "providers": [
            (names["provider"].get(id_, id_), _share(before, id_), _share(after, id_))
            for id_ in {**before["by_provider"], **after["by_provider"]}
        ],
    }


def _recalls(trial_: Trial) -> list[dict[str, int]]:
    """Of both versions what they would do the first night; nothing where neither would do anything."""
    sides: list[dict[str, int]] = trial_.results.get("recalls", [])
    return sides if any(any(side.values()) for side in sides) else []


def _a_day(filled: dict) -> float:  # type: ignore[type-arg]
    return round(sum(filled["days"].values()) / len(filled["days"]), 1) if filled["days"] else 0


def _share(filled: dict, provider: str) -> int | None:  # type: ignore[type-arg]
    """Percent of the hours that are booked."""
    booked, hours = filled["by_provider"].get(provider, [0, 0])
    return round(100 * booked / hours) if hours else None


def _names(trial_: Trial) -> dict[str, dict[str, str]]:
    """Names by id, of both versions."""
    files = [drafts.examined(Policy(text=text)).file for text in (trial_.against_text, trial_.text)]
    setups = [file.setup for file in files if file is not None]
    return {
        "visit": {id_: x.name for setup in setups for id_, x in setup.visit_types.items()},
        "provider": {id_: x.name for setup in setups for id_, x in setup.providers.items()},
        "location": {id_: x.name for setup in setups for id_, x in setup.locations.items()},
        "payer": {id_: name for setup in setups for id_, name in setup.payers.items()},
    }


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
