"""What the practice writes to patients, as they will read it: by e-mail and by text, in both languages."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...messaging import dates
from ...messaging.templates import TEMPLATES, fill, template_for
from ...practice import policies
from ..page import page
from ..request import PageRequest

LANGUAGES = (("en", _("English")), ("es", _("Spanish")))


@page("templates.view")
def show(request: PageRequest) -> HttpResponse:
    """Made-up words in the place of a patient's; which texts are the practice's own and which are the standard ones."""
    file = policies.file_of(policies.published())
    found = []
    for id_ in TEMPLATES:
        versions = []
        for language, name in LANGUAGES:
            template, words = template_for(file, id_, language), _sample(request, language)
            versions.append(
                {
                    "language": language,
                    "name": name,
                    "own": (id_, language) in file.messages.templates,
                    "email": fill(template, "email", words),
                    "text": fill(template, "text", words).body,
                }
            )
        found.append((id_, versions))
    plan = file.messages
    return render(
        request,
        "setup/templates.html",
        {"found": found, "reminders": [_span(one) for one in plan.reminders], "quiet": _quiet(plan.quiet)},
    )


def _sample(request: PageRequest, language: str) -> dict[str, str]:
    zone = request.practice.timezone
    moment = (now() + dt.timedelta(days=7)).astimezone(request.practice.zone).replace(hour=9, minute=20)
    day = dates.day(moment.date(), language)
    return {
        "practice": request.practice.name,
        "phone": request.practice.phone,
        "code": "123456",
        "number": "1042",
        "reply_by": day,
        "next": "",
        "when": dates.when(moment, zone, language),
        "day": day,
        "time": dates.clock(moment, zone),
        "place": "Downtown",
        "visit": "visit",
        "link": "frontdesk.example/…",
        "until": dates.clock(moment, zone),
        "from_day": day,
        "status": gettext("has an appointment"),
        "old": day,
        "count": "6",
        "days": day,
        "to_day": day,
    }


def _span(span: dt.timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours % 24 == 0 and hours > 24:
        return gettext("%(count)s days") % {"count": hours // 24}
    return gettext("%(count)s hours") % {"count": hours}


def _quiet(quiet) -> str:  # type: ignore[no-untyped-def]
    return f"{quiet.begin // 60:02}:{quiet.begin % 60:02} – {quiet.end // 60:02}:{quiet.end % 60:02}"
