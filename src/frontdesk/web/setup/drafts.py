"""The draft: what it changes, what it would break, and how it comes into force; versions that were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...audit import queries as audit
from ...availability.clock import at_wall
from ...availability.effects import effects
from ...availability.model import Setup
from ...core.refusals import Refusal
from ...core.typed import near_moment
from ...day.away.keeping import as_published, changes, kept_sentences
from ...day.exceptions.no_longer_in_setup import left_open
from ...day.exceptions.queries import Broken, broken_by
from ...day.places.queries import Moved, told_elsewhere
from ...outreach.recalls.planned.first_night import first_night_so_far, plans_differ
from ...practice.drafts import actions, queries
from ...practice.drafts.errors import Differs, OtherDraft
from ...practice.drafts.shown import Shown, parsed, text_of
from ...practice.file import examine
from ...practice.file.difference import Difference, said
from ...practice.file.merging import Clashes, place
from ...practice.findings import findings_in_file
from ...practice.models import Policy
from ...practice.roles.standing_still import left_undone
from .. import posted
from ..page import get_or_404, once, page
from ..picked import how_to_write_moment
from ..request import PageRequest
from ..who_was_told import would_tell_many
from . import frame

SHOWN = 50
AT_ONCE = 300  # appointments that are looked at while the page waits
PATIENTS_AT_ONCE = 3000  # whose recalls are counted while a part of the page waits


@page("rules.view")
def draft(request: PageRequest) -> HttpResponse:
    """Everything that publishing it would do, before it is done."""
    return _draft_page(request)


def _draft_page(request: PageRequest, problem: str = "", **more: object) -> HttpResponse:
    """`problem`: why what was sent was not done; everything that was typed and chosen is there again."""
    row = queries.draft()
    waiting, published = queries.scheduled(), queries.in_force()
    context: dict[str, object] = {
        "row": row,
        "aside": queries.aside(request.actor),
        "waiting": waiting,
        "dropped": queries.dropped(request.actor),
        "problem": problem,
        "typed": request.POST if problem else {},
        **more,
        "waiting_moved": _moved(waiting, published) if published is not None else set(),
    }
    if row is not None:
        context |= _broken(row, bool(request.GET.get("look")))
        recalls = bool(request.GET.get("recalls"))
        if request.htmx:
            part = "setup/_first_night.html" if recalls else "setup/_broken.html"
            return render(request, part, context | (_first_night(request, row) if recalls else {}))
        context |= _first_night(request, row) if recalls else {}
        context |= _about(request, row)
    return frame.show(request, "setup/draft.html", "draft", context, 422 if problem else 200)


@page("policy.publish", ["POST"])
def publish(request: PageRequest) -> HttpResponse:
    """Now, or at the date and time that was chosen (the practice's own clock)."""
    tells = bool(posted.text(request, "tell_places"))
    later, typed = posted.text(request, "when") == "later", posted.text(request, "at")
    if typed and not later:
        words = gettext(
            "You entered a date, and selected “Now”. Select the date, or clear it to publish now. Nothing was published."
        )
        return _draft_page(request, words)
    if later:
        if near_moment(typed, now().date()) is None:
            return _draft_page(request, how_to_write_moment(typed))
        at = _moment(request, typed)
        return _do(
            request,
            lambda row, was: actions.schedule(
                request.actor, row, at=at, reason=_reason(request), was=was, tell_places=tells
            ),
            gettext("Scheduled."),
        )
    return _do(
        request,
        lambda row, was: actions.publish_draft(request.actor, row, reason=_reason(request), was=was, tell_places=tells),
        gettext("Published: it is in force from the next request on."),
        back="setup:versions",
    )


@page("policy.edit", ["POST"])
def change(request: PageRequest) -> HttpResponse:
    """Put the draft aside, drop it, or bring in what was published since it was begun."""
    match posted.text(request, "do"):
        case "aside":
            return _do(
                request,
                lambda row, was: actions.put_aside(
                    request.actor, row, reason=posted.text(request, "name", 200) or gettext("Draft"), was=was
                ),
                gettext("Set aside."),
            )
        case "drop":
            return _do(request, lambda row, was: actions.drop(request.actor, row, was=was), gettext("Discarded."))
        case "let-case-go":
            name = posted.text(request, "case")
            return _do(
                request,
                lambda row, was: actions.let_case_go(request.actor, row, name=name, reason=_reason(request), was=was),
                gettext("Let go."),
            )
        case "bring-in":
            keep = frozenset(posted.texts(request, "keep"))
            return _do(
                request,
                lambda row, was: actions.bring_in(request.actor, row, keep=keep, was=was),
                gettext("Merged."),
            )
    return redirect("setup:draft")


@page("policy.edit", ["POST"])
def take_up(request: PageRequest, key: UUID) -> HttpResponse:
    """Work on a draft again that was put aside."""
    row = get_or_404(queries.by_id(request.actor, key))
    return _do(
        request, lambda _, was: actions.take_up(request.actor, row, was=was), gettext("You work on it again."), row=row
    )


@page("policy.edit", ["POST"])
def drop(request: PageRequest, key: UUID) -> HttpResponse:
    """A draft that was put aside is not wanted any more."""
    row = get_or_404(queries.by_id(request.actor, key))
    return _do(request, lambda _, was: actions.drop(request.actor, row, was=was), gettext("Discarded."), row=row)


@page("policy.publish", ["POST"])
def unschedule(request: PageRequest, key: UUID) -> HttpResponse:
    row = get_or_404(queries.by_id(request.actor, key))
    return _do(
        request, lambda _, was: actions.unschedule(request.actor, row, was=was), gettext("A draft again."), row=row
    )


@page("rules.view")
def versions(request: PageRequest) -> HttpResponse:
    """Every version that was in force: who published it, when and why."""
    rows = queries.history(request.actor)
    return frame.show(request, "setup/versions.html", "versions", {"rows": rows})


@page("rules.view")
def version(request: PageRequest, key: UUID) -> HttpResponse:
    """What a version changed, and its history."""
    return _version_page(request, get_or_404(queries.by_id(request.actor, key)))


def _version_page(
    request: PageRequest, row: Policy, problem: str = "", since: Difference | None = None
) -> HttpResponse:
    """`problem`: why it was not put in force again; `since`: what stands now and did not when that was decided."""
    context = {
        "row": row,
        "problem": problem,
        "since": since,
        "typed": request.POST if problem else {},
        "difference": queries.changes(row),
        **_back_to(row),
        **(_broken(row, look=True) if row.state == "scheduled" else {}),
        "history": audit.entries_about("policy", row.pk),
    }
    return frame.show(request, "setup/version.html", "versions", context, 422 if problem else 200)


@page("policy.publish", ["POST"])
def roll_back(request: PageRequest, key: UUID) -> HttpResponse:
    row = get_or_404(queries.by_id(request.actor, key))
    done = gettext("Version %(version)s is in force again.") % {"version": row.version}
    return _do(
        request,
        lambda _, was: actions.roll_back(request.actor, row, reason=_reason(request), was=was),
        done,
        row=row,
        back="setup:versions",
        refused=lambda problem, since: _version_page(request, row, problem, since),
    )


# Helpers ----------------------------------------------------------------------------------------------------


def _back_to(row: Policy) -> dict[str, object]:
    """What putting an earlier version in force again changes NOW, and whom it breaks: not what it once changed."""
    published = queries.in_force()
    if row.state != "retired" or published is None:
        return {}
    text = as_published(row.practice, row.text, again=True)
    said = row if text == row.text else Policy(practice=row.practice, text=text)  # what it would say by now
    before, after = queries.examined(published).file, queries.examined(said).file
    changed = effects(before.setup, after.setup) if before and after else []
    return {
        "now_different": queries.between(published.text, text),
        "kept_away": kept_sentences(row.practice, row.text),
        "effects": changed[:SHOWN],
        "effects_more": max(0, len(changed) - SHOWN),
        **_broken(said, look=True),
    }


def _broken(row: Policy, look: bool) -> dict[str, object]:
    """What it would break; where that takes a while, first only how many appointments there are to look at."""
    examined = queries.examined(row)
    broken = Broken()
    if examined.file is not None and queries.in_force() is not None:  # faults hide nothing: as far as it can be read
        broken = broken_by(
            examined.file.setup,
            at_most=None if look else AT_ONCE,
            since=row.publish_at if row.state == "scheduled" else None,
            until_then=_until_then(row),
        )
    return {
        "faults": examined.faults,
        "cases": queries.cases_broken_by(examined.file) if examined.file is not None else [],
        "not_asked": queries.cases_not_asked(examined),
        "unread": examined.file is None,
        "left": (left := left_open(examined.file) if examined.file is not None else [])[:SHOWN],
        "left_more": max(0, len(left) - SHOWN),
        "broken": broken,
        "broken_shown": broken.appointments[:SHOWN],
        "broken_more": max(0, len(broken.appointments) - SHOWN),
    }


def _first_night(request: PageRequest, row: Policy) -> dict[str, object]:
    """How many recalls the draft's plans would make and remove tonight, as things are now."""
    file = queries.examined(row).file
    return {"night": first_night_so_far(request.practice, file, PATIENTS_AT_ONCE)} if file is not None else {}


def _other_plans(row: Policy) -> bool:
    """Whether it makes other visits due than what is in force."""
    published, after = queries.in_force(), queries.examined(row).file
    before = queries.examined(published).file if published is not None else None
    return plans_differ(before, after) if before and after else False


def _told_elsewhere(row: Policy) -> list[Moved]:
    """Whoever was told an address that this version changes."""
    published, after = queries.in_force(), queries.examined(row).file
    before = queries.examined(published).file if published is not None else None
    return told_elsewhere(before.setup, after.setup) if before and after else []


def _moved(waiting: list[Policy], published: Policy) -> set[UUID]:
    """Which scheduled versions will not come into force: their base is not in force then, or is one of these itself."""
    expected = published
    for place_, policy in enumerate(waiting):
        if not policy.begins_with(expected):
            return {later.pk for later in waiting[place_:]}
        expected = policy
    return set()


def _until_then(row: Policy) -> Setup | None:
    """What is in force when a scheduled version comes into force; None: what is now."""
    base = row.base if row.state == "scheduled" else None
    before = queries.examined(base).file if base is not None else None
    return before.setup if before is not None else None


def _about(request: PageRequest, row: Policy) -> dict[str, object]:
    examined, base, base_text = queries.examined(row), row.base, row.base_text
    before = examine(base_text)[0] if base_text is not None else None
    file = examined.file
    # What is not in force yet is published with the time away that is decided: what it changes is said of that text.
    to_be = row.text if row.published_at else as_published(request.practice, row.text)
    after = examine(to_be)[0] if file else None
    changed = effects(before.setup, after.setup) if before and after else []
    return {
        "difference": queries.changes(row) if row.published_at else changes(request.practice, row),
        "kept_away": kept_sentences(request.practice, row.text),
        "effects": changed[:SHOWN],
        "effects_more": max(0, len(changed) - SHOWN),
        "nobody_can": left_undone(file.setup.book) if file else [],
        "other_plans": _other_plans(row),
        "elsewhere": (elsewhere := _told_elsewhere(row) if row.state == "draft" else []),
        "would_tell": would_tell_many(
            [
                (appointment.patient, appointment.visit_type.code)
                for place_ in elsewhere
                if not place_.now.sensitive
                for appointment in place_.told
            ]
        ),
        "would_call": sum(len(place_.told) for place_ in elsewhere if place_.now.sensitive),
        "odd": findings_in_file(file, now().astimezone(file.setup.zone).date()) if file else [],
        "moved": base is not None and not (base.state == "published" and row.begins_with(base)),
        "edited": audit.entries_about("policy", row.pk).filter(action="policy.edit").order_by("-number"),
    }


def _do(
    request: PageRequest,
    work: Callable[[Policy, Shown], object],
    done: str,
    *,
    row: Policy | None = None,
    back: str = "setup:draft",
    refused: Callable[[str, Difference | None], HttpResponse] | None = None,
) -> HttpResponse:
    """Do it to what the form showed, and to nothing else; where it is refused, its page says what is different now."""
    was = parsed(posted.text(request, "as_shown"))
    target = row or (queries.draft() if was is None else _draft_of(request, was))
    try:
        if was is None:
            raise Differs
        if target is None:
            raise OtherDraft
        once(lambda: work(target, was))
    except Clashes as clashes:
        said_ = [(place(clash), said(clash.theirs), said(clash.mine)) for clash in clashes.clashes]
        return _draft_page(request, gettext("Nothing was merged: both changed the same."), clashes=said_)
    except Refusal as problem:
        since = _since(request, was, problem)
        return refused(str(problem), since) if refused else _draft_page(request, str(problem), since=since)
    messages.success(request, done)
    return redirect(back)


def _reason(request: PageRequest) -> str:
    """Raises TooLong: asked for where a refusal brings the page again, with all that was typed."""
    return posted.text(request, "reason", 500)


def _draft_of(request: PageRequest, was: Shown) -> Policy | None:
    """The draft, if it is the one that was shown: never another one in its place."""
    now_ = queries.draft()
    return now_ if now_ is not None and now_.pk == was.policy else None


def _since(request: PageRequest, was: Shown | None, problem: Exception) -> Difference | None:
    """What stands now and differs from what the page showed."""
    if was is None or not isinstance(problem, (Differs, OtherDraft)):
        return None
    seen, row = text_of(was, request.practice), queries.draft() or queries.in_force()
    return queries.between(seen, row.text) if seen is not None and row is not None else None


def _moment(request: PageRequest, text: str) -> dt.datetime:
    """The practice's wall clock; what cannot be read, or does not exist there, lies in the past, and is refused as such."""
    moment, past = near_moment(text, now().date()), now() - dt.timedelta(days=1)
    if moment is None:
        return past
    return at_wall(moment.replace(tzinfo=None), request.practice.zone) or past
