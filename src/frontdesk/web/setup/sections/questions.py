"""Intake forms: which questions stand on a visit type's form, in which order, how they are asked; as a patient will see it, in both languages."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ....practice.file import LANGUAGES, PracticeFile, Question, Wording, document
from ....practice.file.model import KINDS
from ....practice.file.shapes import keys, words
from ....rules.language import Refusal, parse_condition
from ... import posted
from ...page import page
from ...portal.questions import question_form
from ...request import PageRequest
from .. import frame
from ..written import WrittenForm
from .forms import Entry, new_id
from .views import without

KIND_NAMES = {
    "text": _("a short text"),
    "long text": _("a long text"),
    "choice": _("one of several"),
    "several choices": _("several of several"),
    "yes/no": _("yes or no"),
    "date": _("a date"),
    "number": _("a number"),
    "phone": _("a phone number"),
    "email": _("an email address"),
    "address": _("an address"),
    "document": _("a photo or document"),
    "signature": _("a signature"),
}


class QuestionForm(WrittenForm):
    ask = forms.CharField(label=_("Question"), max_length=300)
    kind = forms.ChoiceField(label=_("Answered by"), choices=[(kind, KIND_NAMES[kind]) for kind in KINDS])
    options = forms.CharField(
        label=_("Choices"),
        help_text=_("One in a line; the Spanish after a bar: “Polish | Polaco”."),
        widget=forms.Textarea({"rows": 4}),
        required=False,
    )
    help = forms.CharField(label=_("Help"), help_text=_("Stands under the question."), max_length=300, required=False)
    why = forms.CharField(
        label=_("Why we ask"), help_text=_("Folded under the question."), max_length=400, required=False
    )
    es_ask = forms.CharField(label=_("Question in Spanish"), max_length=300, required=False)
    es_help = forms.CharField(label=_("Help in Spanish"), max_length=300, required=False)
    es_why = forms.CharField(label=_("Why we ask, in Spanish"), max_length=400, required=False)
    visits = forms.MultipleChoiceField(
        label=_("On the forms of"),
        help_text=_("None: asked only where a rule needs it."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    shown = forms.CharField(
        label=_("Shown only when"),
        help_text=_('A condition as rules have it, such as “interpreter is "yes"” or “the patient is under 18”.'),
        max_length=300,
        required=False,
    )

    def __init__(self, file: PracticeFile, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file
        names = [(visit_type.id, visit_type.name) for visit_type in file.setup.visit_types.values()]
        self.fields["visits"].choices = names  # type: ignore[attr-defined]

    def clean_shown(self) -> str:
        text = str(self.cleaned_data["shown"]).strip().rstrip(".")
        if text:
            try:
                parse_condition(text, self.file.setup.book.vocabulary)
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") in ("choice", "several choices") and not _lines(cleaned.get("options", "")):
            self.add_error("options", _("Write the choices, one in a line."))
        if cleaned.get("shown") and not cleaned.get("visits"):
            self.add_error("visits", _("Say on which forms the question stands."))
        return cleaned

    @property
    def values(self) -> Entry:
        """As the file has it."""
        said, lines = self.cleaned_data, _lines(self.cleaned_data["options"])
        spanish = [es for _en, es in lines]
        es = {
            "ask": said["es_ask"] or None,
            "help": said["es_help"] or None,
            "why": said["es_why"] or None,
            "options": [es or en for en, es in lines]
            if any(spanish)
            else None,  # without its own it is said in English
        }
        every = set(said["visits"]) == set(self.file.setup.visit_types) and bool(said["visits"])
        return {
            "ask": said["ask"],
            "kind": said["kind"],
            "help": said["help"] or None,
            "why": said["why"] or None,
            "options": [en for en, _es in lines] or None,
            "for": (["all"] if every else said["visits"]) or None,
            "required": None if said["required"] else False,
            "show when": said["shown"] or None,
            "es": es if any(es.values()) else None,
        }

    @property
    def question(self) -> Question:
        """As a patient would be asked, from whatever is typed so far."""
        said = {
            name: str(self.data.get(name, "")) for name in ("ask", "kind", "help", "why", "es_ask", "es_help", "es_why")
        }
        lines = _lines(str(self.data.get("options", "")))
        es = Wording(said["es_ask"], said["es_help"], said["es_why"], tuple(es for _en, es in lines if es))
        kind = said["kind"] if said["kind"] in KINDS else "text"
        return Question(
            "preview", said["ask"] or "…", kind, said["help"], said["why"], tuple(en for en, _es in lines), es=es
        )


@page("rules.view")
def questions(request: PageRequest, visit: str = "") -> HttpResponse:
    """All questions, or one form: in its order, beside what a patient sees."""
    file = frame.file_of(request)
    if visit and visit not in file.setup.visit_types:
        raise Http404
    shown = [asked for asked in file.intake if not visit or (asked.visits is not None and visit in asked.visits)]
    others = [asked for asked in file.intake if asked not in shown]
    context = {
        "visit": file.setup.visit_types.get(visit),
        "visits": list(file.setup.visit_types.values()),
        "rows": [(asked, KIND_NAMES.get(asked.kind, asked.kind)) for asked in shown],
        "others": others if visit else [],
        "previews": [(language, [preview(asked, language) for asked in shown]) for language in LANGUAGES]
        if visit
        else [],
        "kinds": KIND_NAMES.items(),
    }
    return frame.show(request, "setup/questions.html", "questions", context)


@page("policy.edit", ["GET", "POST"])
def question(request: PageRequest, id_: str = "") -> HttpResponse:
    file = frame.file_of(request)
    entries = document.entries(frame.current(request).policy.text, "intake")
    edited = next((entry for entry in entries if str(entry.get("id")) == id_), None)
    if id_ and edited is None:
        raise Http404
    form = QuestionForm(file, request.POST or None, initial=_initial(request, file, edited))
    problem = ""
    if request.method == "POST" and form.is_valid():
        key = id_ or new_id(
            _without_article(form.cleaned_data["ask"])[:40], [str(entry.get("id")) for entry in entries]
        )
        values = form.changed(lambda form: form.values) if id_ else {"id": key, **form.values}
        what = gettext("Question: %(ask)s") % {"ask": form.cleaned_data["ask"]}
        if not form.is_as_opened(edited):
            problem = frame.try_edit(request, lambda text: document.put(text, "intake", key, values), what)
        if not problem:
            return redirect(_back(request))
    drawn = form.question if form.is_bound else next((q for q in file.intake if q.id == id_), None)
    context = {
        "one": edited,
        "form": form,
        "problem": problem,
        "back": _back(request),
        "previews": [(language, [preview(drawn, language)]) for language in LANGUAGES] if drawn else [],
    }
    return frame.show(request, "setup/question.html", "questions", context, 422 if form.errors or problem else 200)


@page("rules.view", ["POST"])
def draw(request: PageRequest) -> HttpResponse:
    """What is typed so far, as a patient would see it, in both languages.  Keeps nothing."""
    drawn = QuestionForm(frame.file_of(request), request.POST).question
    previews = [(language, [preview(drawn, language)]) for language in LANGUAGES]
    return render(request, "setup/_phones.html", {"previews": previews})


@page("policy.edit", ["POST"])
def arrange(request: PageRequest, id_: str) -> HttpResponse:
    """Put a question before another one, one place up or down, onto a form or off it, or take it out."""
    text = frame.current(request).policy.text
    entries = document.entries(text, "intake")
    ids = [str(entry.get("id")) for entry in entries]
    if id_ not in ids:
        raise Http404
    visit, do = posted.text(request, "visit"), posted.text(request, "do")
    if visit and visit not in frame.file_of(request).setup.visit_types:
        raise Http404
    what = gettext("Question: %(ask)s") % {"ask": str(entries[ids.index(id_)].get("ask"))}
    back = reverse("setup:form", args=[visit]) if visit else reverse("setup:questions")
    if do == "remove":
        return frame.edit(request, lambda t: without(t, "intake", id_), what, gettext("Taken out."), back)
    if do in ("on", "off") and visit:
        return frame.edit(request, lambda t: _on_form(t, id_, visit, do == "on"), what, gettext("Changed."), back)
    before = posted.text(request, "before")
    on_form = [other for other in ids if not visit or _stands_on(entries[ids.index(other)], visit)]
    if do in ("up", "down") and id_ in on_form:
        at = on_form.index(id_) + (-1 if do == "up" else 2)
        before = on_form[at] if 0 <= at < len(on_form) else ""
        if do == "up" and at < 0:
            return redirect(back)
    rest = [other for other in ids if other != id_]
    to = rest.index(before) if before in rest else len(rest)
    return frame.edit(request, lambda t: document.move(t, "intake", id_, to), what, gettext("Moved."), back)


def preview(question: Question, language: str) -> dict[str, Any]:
    """A question as the portal draws it, with ids of its own so that several fit on a page."""
    with translation.override(language):
        form = question_form(question)(prefix=f"{language}-{question.id}")
        words = question.words(language)
        return {"field": form["answer"], "why": words.why, "why_title": gettext("Why we ask"), "language": language}


# Helpers ----------------------------------------------------------------------------------------------------


def _initial(request: PageRequest, file: PracticeFile, entry: Entry | None) -> Entry:
    if entry is None:
        visit, kind = request.GET.get("visit", ""), request.GET.get("kind", "text")
        kind = kind if kind in KINDS else "text"
        return {"kind": kind, "visits": [visit] if visit in file.setup.visit_types else [], "required": True}
    es = keys(entry.get("es"))
    options, spanish = words(entry.get("options")), words(es.get("options"))
    lines = [f"{en} | {spanish[n]}" if n < len(spanish) else str(en) for n, en in enumerate(options)]
    wanted = words(entry.get("for"))
    kind = {"e-mail": "email", "consent": "signature"}.get(str(entry.get("kind")), str(entry.get("kind") or "text"))
    return {
        **{name: entry.get(name) for name in ("ask", "help", "why")},
        **{f"es_{name}": es.get(name) for name in ("ask", "help", "why")},
        "kind": kind,
        "options": "\n".join(lines),
        "visits": list(file.setup.visit_types) if "all" in wanted else wanted,
        "required": entry.get("required", True) not in (False, "no"),
        "shown": entry.get("show when"),
    }


def _without_article(ask: str) -> str:
    """Rules say "the" before a question's words by themselves: an id that begins with it is one more question of the same words."""
    return re.sub(r"^the\s+", "", ask.strip(), flags=re.IGNORECASE)


def _back(request: PageRequest) -> str:
    visit = posted.text(request, "back") or request.GET.get("visit", "")
    known = visit in frame.file_of(request).setup.visit_types
    return reverse("setup:form", args=[visit]) if known else reverse("setup:questions")


def _stands_on(entry: Entry, visit: str) -> bool:
    wanted = words(entry.get("for"))
    return visit in wanted or "all" in wanted


def _on_form(text: str, id_: str, visit: str, on: bool) -> str:
    entries = document.entries(text, "intake")
    edited = next(entry for entry in entries if str(entry.get("id")) == id_)
    wanted = words(edited.get("for"))
    if "all" in wanted:
        wanted = [str(entry.get("id")) for entry in document.entries(text, "visit types")]
    changed = [*wanted, visit] if on else [other for other in wanted if other != visit]
    return document.put(text, "intake", id_, {"for": changed or None})


def _lines(text: str) -> list[tuple[str, str]]:
    """(English, Spanish) of each line."""
    pairs = (line.partition("|") for line in text.splitlines() if line.strip())
    return [(en.strip(), es.strip()) for en, _bar, es in pairs]
