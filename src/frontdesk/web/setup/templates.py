"""What the practice writes to patients, as they will read it, by e-mail and by text, in both languages; and the editor of its own words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...messaging import dates
from ...messaging.staff import WHY
from ...messaging.templates import TEMPLATES, fill, template_for
from ...people.contacts import shown as shown_contact
from ...practice.file import PracticeFile, document, examine
from ...practice.file.messages import WORDS
from ...practice.file.shapes import keys
from ..page import page
from ..request import PageRequest
from ..templatetags.frontdesk import minute_clock
from . import frame
from .written import WrittenForm, over

LANGUAGES = (("en", _("English")), ("es", _("Spanish")))


PIECES = ("subject", "email", "text")


class TemplateForm(WrittenForm):
    """Both languages of one message; what is empty is sent in the standard words."""

    subject = forms.CharField(label=_("Subject of the email"), max_length=200, required=False)
    email = forms.CharField(label=_("Email"), widget=forms.Textarea({"rows": 5}), max_length=4000, required=False)
    text = forms.CharField(label=_("Text message"), widget=forms.Textarea({"rows": 3}), max_length=480, required=False)
    es_subject = forms.CharField(label=_("Subject in Spanish"), max_length=200, required=False)
    es_email = forms.CharField(
        label=_("Email in Spanish"), widget=forms.Textarea({"rows": 5}), max_length=4000, required=False
    )
    es_text = forms.CharField(
        label=_("Text message in Spanish"), widget=forms.Textarea({"rows": 3}), max_length=480, required=False
    )

    @property
    def values(self) -> dict[str, object]:
        """As the file has it."""
        said = {name: str(value).replace("\r\n", "\n") or None for name, value in self.cleaned_data.items()}
        es = {name: said[f"es_{name}"] for name in PIECES}
        return {**{name: said[name] for name in PIECES}, "es": es if any(es.values()) else None}


@page("policy.edit", ["GET", "POST"])
def edit(request: PageRequest, id_: str) -> HttpResponse:
    """The practice's own words for one message: checked for words that it does not have, and shown filled in."""
    if id_ not in TEMPLATES:
        raise Http404
    file = frame.file_of(request)
    written = _written(frame.current(request).policy.text)
    own: dict[str, Any] = next((template for template in written if _is(template, id_)), {})
    es = keys(own.get("es"))
    initial = {**{name: own.get(name, "") for name in PIECES}, **{f"es_{name}": es.get(name, "") for name in PIECES}}
    form = TemplateForm(request.POST or None, initial=initial)
    problem = ""
    if request.method == "POST" and form.is_valid():
        values = over(own, {"id": id_, **form.changed(lambda form: form.values)})
        kept = values if values.keys() - {"id"} else None
        change = {"templates": _in_its_place(written, id_, kept) or None}
        text = document.put_mapping(frame.current(request).policy.text, "messages", change)
        known = {fault.message for fault in examine(frame.current(request).policy.text)[1]}
        problem = "; ".join(fault.message for fault in examine(text)[1] if fault.message not in known)
        if not problem and not form.is_as_opened(id_):
            problem = frame.try_edit(
                request,
                lambda t: document.put_mapping(t, "messages", change),
                gettext("Message: %(name)s") % {"name": id_},
            )
        if not problem:
            messages.success(request, gettext("Saved into the draft."))
            return redirect("setup:templates")
    context = {
        "id": id_,
        "form": form,
        "problem": problem,
        "words": WORDS[id_],
        "versions": _versions(request, file, id_),
    }
    return frame.show(request, "setup/template.html", "templates", context, 422 if form.errors or problem else 200)


def _written(text: str) -> list[Any]:
    """The practice's own texts; and what stands among them that is none, which a draft may have and nobody takes out unseen."""
    written = document.mapping(text, "messages").get("templates")
    return written if isinstance(written, list) else []


def _is(template: Any, id_: str) -> bool:
    return isinstance(template, dict) and template.get("id") == id_


def _in_its_place(written: list[Any], id_: str, own: dict[str, Any] | None) -> list[Any]:
    """The practice's own texts with this one as it is now; without it where it says nothing of its own any more."""
    before = [template for template in written if not _is(template, id_)]
    at = next((place for place, template in enumerate(written) if _is(template, id_)), len(written))
    return before if own is None else [*before[:at], own, *before[at:]]


@page("templates.view")
def show(request: PageRequest) -> HttpResponse:
    """Made-up words in the place of a patient's; which texts are the practice's own and which are the standard ones."""
    file = frame.file_of(request)
    versions = [(id_, _versions(request, file, id_)) for id_ in TEMPLATES]
    plan = file.messages
    context = {
        "found": versions,
        "reminders": [_span(reminder) for reminder in plan.reminders],
        "quiet": _quiet(plan.quiet),
    }
    return frame.show(request, "setup/templates.html", "templates", context)


def _versions(request: PageRequest, file: PracticeFile, id_: str) -> list[dict[str, object]]:
    """One message in both languages, filled in with made-up words."""
    versions = []
    for language, name in LANGUAGES:
        template, words = template_for(file, id_, language), example_words(request, language)
        versions.append(
            {
                "language": language,
                "name": name,
                "own": (id_, language) in file.messages.templates,
                "email": fill(template, "email", words),
                "text": fill(template, "text", words).body,
            }
        )
    return versions


def example_words(request: PageRequest, language: str) -> dict[str, str]:
    zone = request.practice.timezone
    moment = (now() + dt.timedelta(days=7)).astimezone(request.practice.zone).replace(hour=9, minute=20)
    day = dates.day(moment.date(), language)
    return {
        "practice": request.practice.name,
        "phone": shown_contact(request.practice.phone),
        "code": "123456",
        "number": "1042",
        "reply_by": day,
        "next": "",
        "for_whom": "",
        "before": gettext("Please come 15 minutes early."),
        "with_whom": " con Dr. Chen" if language == "es" else " with Dr. Chen",
        "why_it_moves": " porque no estará Dr. Chen" if language == "es" else " because Dr. Chen is out",
        "meanwhile": _meanwhile(moment, zone, language),
        "list": dates.when(moment, zone, language),
        "when": dates.when(moment, zone, language),
        "day": day,
        "time": dates.clock(moment, zone, language),
        "place": "Downtown",
        "where": "Downtown, 120 Sample Street, Chicago, IL 60601",
        "visit": "visit",
        "link": "frontdesk.example/…",
        "choices": gettext("See it, move it or cancel it: %(link)s") % {"link": "frontdesk.example/…"},
        "reply": gettext(" Reply C to confirm, R to reschedule."),
        "until": dates.when(moment, zone, language),
        "who_instead": "Maria Lee, NP",
        "from_day": day,
        "status": gettext("has an appointment"),
        "old": day,
        "count": "6",
        "days": day,
        "to_day": day,
        "version": "8",
        "why": WHY["another version"],
        "by": "Alex Romero",
        "whom": "Dana Wells",
        "what": gettext("front desk"),
    }


def _meanwhile(moment: dt.datetime, zone: str, language: str) -> str:
    """Of the appointment that they have while another time is offered."""
    old = dates.when(moment + dt.timedelta(days=7), zone, language)
    return f" Su cita del {old} sigue siendo suya." if language == "es" else f" Your appointment on {old} stays yours."


def _span(span: dt.timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours % 24 == 0 and hours > 24:
        return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def _quiet(quiet) -> str:  # type: ignore[no-untyped-def]
    return f"{minute_clock(quiet.begin)} – {minute_clock(quiet.end)}"
