"""What is asked about one visit, as it is typed: options of the command line, and keys of a case in the practice file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ...availability.clock import day
from ...availability.engine import Engine
from ...availability.explain import explain, not_on_the_clock
from ...availability.model import Minute, Needs, Reason, Wanted, instant_of, minute_of
from ...availability.not_kept import Ended, missed_today, with_not_kept
from ...core.typed import whole_number
from ...rules.days_and_times import EARLIEST, LATEST
from ...rules.facts import NO_INSURANCE, OTHER_INSURANCE, Facts
from ...rules.history import KEPT
from ...rules.vocabulary import nearest
from ...rules.words import key
from .model import PracticeFile

BORN = "date-of-birth"
NO_PAYER = {"none": NO_INSURANCE, "other": OTHER_INSURANCE}


class Wrong(Exception):
    """Wrong arguments; `faults` one a line."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Judged:
    """The answer about one time; `start` None: the clock on that wall never shows it."""

    engine: Engine
    start: Minute | None
    reasons: list[Reason]
    needs: Needs


def judged(file: PracticeFile, wanted: Wanted, provider: str, at: str, moment: dt.datetime) -> Judged:
    """As the file says alone: its rules, and its appointments."""
    engine, zone = Engine(file.setup, file.appointments), file.setup.locations[at].zone
    minute = moment.hour * 60 + moment.minute
    start = minute_of(moment) if moment.tzinfo else day(moment.date(), zone).instant(minute)
    if start is None:
        reasons = [not_on_the_clock(moment.date(), minute, zone.key)]
    else:
        reasons = explain(engine, wanted, provider, at, start)
    return Judged(engine, start, reasons, engine.needs(wanted, start))


class Given:
    """Reads arguments against a practice and collects what is wrong with them."""

    def __init__(self, practice: PracticeFile) -> None:
        self.practice, self.setup = practice, practice.setup
        self.faults: list[str] = []

    def finish(self) -> None:
        if self.faults:
            raise Wrong(*self.faults)

    def wanted(self, arguments: Any, providers: tuple[str, ...], locations: tuple[str, ...]) -> Wanted:
        self.one_of("--visit", arguments.visit, self.setup.visit_types, "visit type")
        for provider in providers:
            self.one_of("--provider", provider, self.setup.providers, "provider")
        for location in locations:
            self.one_of("--at", location, self.setup.locations, "location")
        payer = arguments.payer if arguments.payer in self.setup.payers else NO_PAYER.get(arguments.payer)
        if arguments.payer is not None and payer is None:
            self.one_of("--payer", arguments.payer, self.setup.payers, "payer")
        answers = self._answers(arguments.answer)
        born = self._born(arguments.born, answers)
        facts = Facts(
            patient=arguments.patient,
            age=self.number("--age", arguments.age, 0, 130) if arguments.age is not None else None,
            payer=payer,
            channel=arguments.channel,
            no_shows=self.number("--no-shows", arguments.no_shows, 0, 1000) if arguments.no_shows is not None else None,
            last_visit=self.date("--last-visit", arguments.last_visit) if arguments.last_visit else None,
            answers=MappingProxyType(answers),
            born=born,
            last=MappingProxyType(self._last(arguments.last)),
            own_provider=arguments.own_provider,
            given=MappingProxyType(self._given(arguments.given)),
        )
        now = self._now(arguments.now)
        facts = missed_today(facts, arguments.visit, now.astimezone(self.setup.zone).date())
        if arguments.patient_id is not None:  # the file knows their days
            facts = self._history(facts, arguments.patient_id, now)
        return Wanted(arguments.visit, now, facts, providers, locations, arguments.patient_id)

    def _born(self, said: str | None, answers: dict[str, str]) -> dt.date | None:
        """Said by itself or as an answer; who says it has answered it."""
        answered = answers.get(BORN)
        if said is None:
            return self.date("--answer date of birth", answered) if answered else None
        born = self.date("--born", said)
        if born is not None and answers.setdefault(BORN, born.isoformat()) != born.isoformat():
            self.faults.append(f"--born: {born} is not the date of birth that is answered, {answered}")
        return born

    def _history(self, facts: Facts, patient: str, now: dt.datetime) -> Facts:
        """What the file's appointments say the patient did not keep; how often in all, where `--no-shows` does not say it."""
        missed = [
            Ended(booked.visit, booked.provider, booked.location, instant_of(booked.start))
            for booked in self.practice.appointments
            if booked.patient == patient and booked.state == "no_show"
        ]
        ended = [*missed, *self.practice.canceled.get(patient, ())]
        history = with_not_kept(self.setup, facts, ended, now, self._kept(patient, now))
        return history if facts.no_shows is None else replace(history, no_shows=facts.no_shows)

    def _kept(self, patient: str, now: dt.datetime) -> dict[str, dt.datetime]:
        """When the last visit of each type began that they kept by now."""
        kept: dict[str, dt.datetime] = {}
        for booked in self.practice.appointments:
            start = instant_of(booked.start)
            if booked.patient == patient and booked.state in KEPT and start <= now:
                kept[booked.visit] = max(start, kept.get(booked.visit, start))
        return kept

    def _now(self, text: str | None) -> dt.datetime:
        if text is None:
            return dt.datetime.now(dt.UTC)
        moment = self.moment("--now", text) or dt.datetime.now(dt.UTC)
        return moment if moment.tzinfo else moment.replace(tzinfo=self.setup.zone)

    def _answers(self, given: list[str]) -> dict[str, str]:
        answers = {}
        for text in given:
            name, equals, value = text.partition("=")
            if not equals:
                self.faults.append(f"--answer {text}: write FIELD=VALUE")
            elif (field := self._field("--answer", name)) is None or (
                self._is_date(field)
                and field != "date-of-birth"
                and self.date(f"--answer {name}", value.strip()) is None
            ):
                continue
            elif (chosen := self._option(field, value)) is None:
                self.faults.append(
                    f"--answer {name}: '{value}' is no option; there are {', '.join(self._options(field))}"
                )
            else:
                answers[field] = chosen
        return answers

    def _last(self, given: list[str]) -> dict[str, dt.date]:
        """The latest date of each visit type."""
        last_dates: dict[str, dt.date] = {}
        for text in given:
            visit, equals, said = text.partition("=")
            if not equals:
                self.faults.append(f"--last {text}: write VISIT=DATE")
                continue
            self.one_of("--last", visit, self.setup.visit_types, "visit type")
            date = self.date(f"--last {visit}", said)
            if date is not None:
                last_dates[visit] = max(date, last_dates.get(visit, date))
        return last_dates

    def _given(self, said: list[str]) -> dict[str, dt.date]:
        """The latest date of each paper."""
        dates: dict[str, dt.date] = {}
        for text in said:
            name, equals, when = text.partition("=")
            if not equals:
                self.faults.append(f"--given {text}: write FIELD=DATE")
            elif (field := self._field("--given", name)) and (date := self.date(f"--given {name}", when)):
                dates[field] = max(date, dates.get(field, date))
        return dates

    def _field(self, option: str, name: str) -> str | None:
        vocabulary = self.setup.book.vocabulary
        if field := vocabulary.lookup("field", key(name)):
            return field
        hint = vocabulary.nearest("field", name)
        self.faults.append(f"{option}: no field '{name}'" + (f"; did you mean '{hint}'?" if hint else ""))
        return None

    def _options(self, field: str) -> tuple[str, ...]:
        """What can be answered; empty where anything can."""
        question = self.practice.question(field)
        if question is None:
            return ()
        return ("yes", "no") if question.kind == "yes/no" else question.options

    def _is_date(self, field: str) -> bool:
        question = self.practice.question(field)
        return question is not None and question.kind == "date"

    def _option(self, field: str, value: str) -> str | None:
        """The option as the file writes it, whatever its case; None where it is none."""
        options = self._options(field)
        return (
            next((option for option in options if option.casefold() == value.strip().casefold()), None)
            if options
            else value
        )

    def one_of(self, option: str, value: str, among: Any, noun: str) -> None:
        if value not in among:
            hint = nearest(value, list(among))
            self.faults.append(
                f"{option}: no {noun} '{value}'"
                + (f"; did you mean '{hint}'?" if hint else f"; there are {', '.join(among)}")
            )

    def number(self, option: str, text: str, least: int, most: int) -> int | None:
        number = whole_number(text, least, most)
        if number is not None:
            return number
        self.faults.append(f"{option}: '{text}' is not a whole number from {least} to {most}")
        return None

    def date(self, option: str, text: str) -> dt.date | None:
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            self.faults.append(f"{option}: '{text}' is not a date that exists; write it as 2026-12-01")
            return None
        return date if self._near(option, text, date) else None

    def moment(self, option: str, text: str) -> dt.datetime | None:
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            self.faults.append(f"{option}: '{text}' is not a time; write it as 2026-12-01T09:20")
            return None
        return moment if self._near(option, text, moment) else None

    def minute(self, option: str, text: str) -> dt.datetime | None:
        """A moment without seconds: a visit starts at a whole minute."""
        moment = self.moment(option, text)
        if moment is not None and (moment.second or moment.microsecond):
            self.faults.append(f"{option}: '{text}' has seconds; a visit starts at a whole minute")
            return None
        return moment

    def _near(self, option: str, text: str, date: dt.date) -> bool:
        if EARLIEST <= date.year <= LATEST:
            return True
        self.faults.append(f"{option}: '{text}' is too far away; write a year from {EARLIEST} to {LATEST}")
        return False
