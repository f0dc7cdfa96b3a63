"""Why a time is not on offer: every reason, under what is in force and under the draft, for anybody whose facts are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import Actor, may_open
from ...availability.clock import day
from ...availability.engine import Engine
from ...availability.explain import explain, not_on_the_clock
from ...availability.model import Needs, Reason, Setup, Wanted
from ...availability.not_kept import missed_today
from ...booking.engine_rows import booked
from ...intake.evaluation import facts as facts_of_record
from ...people import queries as people
from ...people.models import Patient
from ...practice.drafts import queries as drafts
from ...practice.file import PracticeFile, Question
from ...practice.models import Policy
from ...rules.facts import NO_INSURANCE, OTHER_INSURANCE, Facts
from ...tenancy.today import today_here
from ..forms import BirthDateField, Form
from ..page import page
from ..picked import PickedDateField, PickedMomentField
from ..portal.questions import question_form
from ..request import PageRequest
from . import frame

CHANNELS = (
    ("online", _("online, by the patient")),
    ("phone", _("by phone")),
    ("referral", _("by referral")),
    ("staff", _("staff choose")),
)
ANSWER = "answer-"
MOST_FOUND = 20


class WhyForm(Form):
    """A visit, a place, a minute, and whatever is known about who wants it.  A patient who is looked up brings their record along."""

    visit = forms.ChoiceField(label=_("Visit"))
    provider = forms.ChoiceField(label=_("With whom"))
    location = forms.ChoiceField(label=_("Where"))
    at = PickedMomentField(label=_("Date and time, by the clock there"))
    channel = forms.ChoiceField(label=_("How it is asked for"), choices=CHANNELS)
    person = forms.CharField(
        label=_("Patient"),
        required=False,
        max_length=100,
        help_text=_("A name, date of birth, or phone number. What you enter below counts in place of their record."),
    )
    which = forms.ChoiceField(label=_("Which of them?"), required=False, widget=forms.RadioSelect)
    patient = forms.ChoiceField(
        label=_("New or seen before"),
        choices=[("", _("not known")), ("new", _("new")), ("established", _("seen here before"))],
        required=False,
    )
    born = BirthDateField(label=_("Date of birth"), required=False)
    age = forms.IntegerField(
        label=_("Age, if the date of birth is not known"), required=False, min_value=0, max_value=130
    )
    payer = forms.ChoiceField(label=_("Insurance"), required=False)
    no_shows = forms.IntegerField(
        label=_("Missed visits"),
        help_text=_("They count as missed today, and as visits of this kind."),
        required=False,
        min_value=0,
        max_value=999,
    )
    last_visit = PickedDateField(label=_("Last visit"), required=False)

    def __init__(self, actor: Actor, file: PracticeFile, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setup = file.setup
        for name, among in (("visit", setup.visit_types), ("provider", setup.providers), ("location", setup.locations)):
            self.fields[name].choices = [(id_, named.name) for id_, named in among.items()]  # type: ignore[attr-defined]
        self.fields["payer"].choices = [  # type: ignore[attr-defined]
            ("", _("not known")),
            (NO_INSURANCE, _("none, or paying for it themselves")),
            *setup.payers.items(),
            (OTHER_INSURANCE, _("another insurance")),
        ]
        self.asked = [question.id for question in file.intake]
        for question in file.intake:
            self.fields[ANSWER + question.id] = _answer(question)
        self.patients = self._look_up(actor)

    def _look_up(self, actor: Actor) -> list[Patient]:
        if not may_open(actor, "patient.view"):
            del self.fields["person"], self.fields["which"]
            return []
        text = str(self.data.get("person", "")).strip()
        patients = people.look_up(actor, text, MOST_FOUND) if text else []
        if len(patients) < 2:
            del self.fields["which"]
        else:
            born = gettext("born")
            self.fields["which"].choices = [  # type: ignore[attr-defined]
                (str(patient.pk), f"{patient.name}, {born} {patient.birth_date:%m/%d/%Y}") for patient in patients
            ]
        return list(patients)

    def clean_person(self) -> str:
        if self.cleaned_data["person"] and not self.patients:
            raise forms.ValidationError(_("Nobody is found by that."))
        return str(self.cleaned_data["person"])

    def clean(self) -> dict[str, Any] | None:
        if "which" in self.fields and not self.cleaned_data.get("which") and "which" not in self.errors:
            self.add_error("which", gettext("Several people are found. Choose one."))
        return super().clean()

    @property
    def record(self) -> Patient | None:
        """Who was looked up, where that is one person."""
        chosen = self.cleaned_data.get("which")
        among = [patient for patient in self.patients if not chosen or str(patient.pk) == chosen]
        return among[0] if len(among) == 1 else None

    @property
    def facts(self) -> Facts:
        """What is known: the record, and over it whatever was entered."""
        said, record = self.cleaned_data, self.record
        answers = {id_: text for id_ in self.asked if (text := _as_text(said.get(ANSWER + id_)))}
        known = facts_of_record(record, answers, said["channel"]) if record else Facts(answers=answers)
        entered = {name: said[name] for name in ("patient", "age", "born", "payer", "no_shows", "last_visit")}
        over = {name: value for name, value in entered.items() if value not in (None, "")}
        if "age" in over and "born" not in over:
            over["born"] = None  # an age was entered in place of the record's date
        known = replace(known, channel=said["channel"], **over)
        return missed_today(known, said["visit"], today_here()) if "no_shows" in over else known

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith(ANSWER)]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith(ANSWER)]


@dataclass(frozen=True)
class Judged:
    """What a version says to it: `reasons` against the time (None: it has no such visit, provider or place), and what must come first."""

    policy: Policy
    reasons: list[Reason] | None
    needs: Needs = Needs()

    @property
    def information(self) -> tuple[str, ...]:
        return (*self.needs.information, *self.needs.unknown)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences that ask for information."""
        return tuple(dict.fromkeys(filter(None, (self.needs.sources.get(field, "") for field in self.information))))


@page("policy.try", ["GET", "POST"])
def why(request: PageRequest) -> HttpResponse:
    """Every reason against a minute, under what is in force and under the draft, side by side.  Asked by POST: facts of patients stay out of addresses."""
    asked = request.POST if request.method == "POST" else None
    form = WhyForm(request.actor, frame.file_of(request), asked)
    answers = []
    if form.is_bound and form.is_valid():
        for policy in filter(None, (drafts.in_force(), drafts.draft())):
            file = drafts.examined(policy).file
            if file is not None:
                answers.append(_judged(policy, file.setup, form))
    return frame.show(request, "setup/why.html", "why", {"form": form, "answers": answers})


def _judged(policy: Policy, setup: Setup, form: WhyForm) -> Judged:
    said, record = form.cleaned_data, form.record
    visit, provider, location = said["visit"], said["provider"], said["location"]
    if visit not in setup.visit_types or provider not in setup.providers or location not in setup.locations:
        return Judged(policy, None)
    wall = said["at"].replace(tzinfo=None)
    minute, zone = wall.hour * 60 + wall.minute, setup.locations[location].zone
    start = day(wall.date(), zone).instant(minute)
    if start is None:
        return Judged(policy, [not_on_the_clock(wall.date(), minute, zone.key)])
    key = record.pk if record is not None else None
    wanted = Wanted(visit, now(), form.facts, (provider,), (location,), str(key) if key else None)
    begin = dt.datetime.combine(wall.date() - dt.timedelta(days=9), dt.time(), dt.UTC)
    engine = Engine(setup, booked(setup, begin, begin + dt.timedelta(days=20), key, ()))
    return Judged(policy, explain(engine, wanted, provider, location, start), engine.needs(wanted, start))


def _answer(question: Question) -> forms.Field:
    """The question's own field, never demanded.  A file is there or it is not."""
    if question.kind == "document":
        choices = [("", _("not known")), ("document", _("is there"))]
        return forms.ChoiceField(label=question.ask, choices=choices, required=False)
    field = question_form(question).base_fields["answer"]
    field.required, field.help_text = False, ""
    return field


def _as_text(value: object) -> str:
    """As answers are kept: a choice of several as a list with commas, a date as its digits."""
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value).strip()
