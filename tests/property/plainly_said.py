"""Conditions, dates and exceptions in the plainest words, written apart from `rules/`: for the oracle."""

import datetime as dt
import re

from dateutil.relativedelta import relativedelta

from frontdesk.rules.conditions.answers import FieldCompares, FieldIs, FieldMentions, FieldMissing
from frontdesk.rules.conditions.patient import Age, NoShows, PatientIs
from frontdesk.rules.conditions.request import InsuranceIs, RequestComes
from frontdesk.rules.days import DayOfMonth, OnDay
from frontdesk.rules.families.closures import Closure

COLUMBUS = dt.date(2026, 10, 12)
FEDERAL = {
    COLUMBUS,
    dt.date(2026, 11, 11),
    dt.date(2026, 11, 26),
    dt.date(2026, 12, 25),
    dt.date(2027, 1, 1),
}  # of these months


def so(rule, facts, date) -> bool | None:
    """Whether a rule holds of somebody on a date; None where that is not known.  (A closure's own dates are asked where it is judged.)"""
    outcomes = [isinstance(rule, Closure) or during(rule, date)]
    for clause in rule.when.clauses:
        each = [one(condition, facts, date) for condition in clause.conditions]
        if clause.any_of:
            said = any(o is True for o in each) or (None if None in each else False)
        else:
            said = False if any(o is False for o in each) else (None if None in each else True)
        outcomes.append(None if said is None else said != clause.unless)
    if any(o is False for o in outcomes):
        return False
    return None if None in outcomes else True


def during(rule, date) -> bool:
    first, last = rule.during.first or dt.date(1, 1, 1), rule.during.last or dt.date(9999, 12, 31)
    return first <= date <= last and not any(is_on(day, date) for day in rule.besides.days)


def is_on(day, date) -> bool:
    if isinstance(day, dt.date):
        return day == date
    if isinstance(day, OnDay):
        same = [
            date.replace(day=n)
            for n in range(1, 32)
            if _there(date, n) and date.replace(day=n).weekday() == day.weekday
        ]
        return date in (same if day.nth is None else same[-1:] if day.nth == 6 else same[day.nth - 1 : day.nth])
    if isinstance(day, DayOfMonth):
        return date.day == day.day if day.day < 32 else not _there(date, date.day + 1)
    return date in FEDERAL


def _there(date, n) -> bool:
    try:
        date.replace(day=n)
    except ValueError:
        return False
    return True


def one(condition, facts, date) -> bool | None:
    match condition:
        case PatientIs(status=status):
            return None if facts.patient is None else facts.patient == status
        case NoShows(least=least, counts="no-show", visits=(), within=None):
            return None if facts.no_shows is None else facts.no_shows >= least
        case NoShows():
            return broken(condition, facts)
        case RequestComes(channel=channel):
            return facts.channel == channel
        case InsuranceIs(payers=payers, negated=negated):
            return None if facts.payer is None else (facts.payer in payers) != negated
        case Age(any_of=any_of):
            return of_age(any_of, facts, date)
        case FieldMissing(field=field):
            return not facts.answers.get(field)
    said = facts.answers.get(condition.field)
    if not said:
        return None
    match condition:
        case FieldIs(values=values, negated=negated):
            return (said.lower() in [value.lower() for value in values]) != negated
        case FieldMentions(phrases=phrases):
            return any(re.search(r"\b" + phrase.lower(), said.lower()) for phrase in phrases)
        case FieldCompares(side=side, amount=amount):
            numbers = re.findall(r"[\d.]+", said)
            if len(numbers) != 1:
                return None
            value = float(numbers[0])
            limit = float(amount)
            return {
                "over": value > limit,
                "under": value < limit,
                "at least": value >= limit,
                "at most": value <= limit,
            }[side]
    raise AssertionError(condition)


def broken(condition, facts) -> bool | None:
    """So many of what is known; nothing is known of less than that many where all of them are too few."""
    if facts.not_kept is None:
        too_few = condition.counts == "no-show" and facts.no_shows is not None and facts.no_shows < condition.least
        return False if too_few else None
    first = dt.date.min
    if condition.within:
        first = facts.today - relativedelta(**{condition.within[1]: condition.within[0]})
    found = [one for one in facts.not_kept if one.counts_as == condition.counts and first <= one.date]
    return len([one for one in found if one.visit in (condition.visits or [one.visit])]) >= condition.least


def of_age(any_of, facts, date) -> bool | None:
    """Any of these ages on that date: every age that it can be is tried."""
    each = []
    for ages in any_of:
        outcomes = [of_limit(limit, possible_ages(limit.unit, facts, date)) for limit in ages.limits]
        each.append(False if False in outcomes else None if None in outcomes else True)
    return True if True in each else None if None in each else False


def of_limit(limit, possible) -> bool | None:
    test = {
        "under": lambda age: age < limit.amount,
        "over": lambda age: age > limit.amount,
        "least": lambda age: age >= limit.amount,
        "most": lambda age: age <= limit.amount,
    }[limit.side]
    found = {test(age) for age in possible}
    return found.pop() if len(found) == 1 else None


def possible_ages(unit, facts, date) -> list[int]:
    """Whole units of age, each that it can be; none where it is not known."""
    if unit == "years" or facts.born is None:
        if facts.age is None:
            return []
        first, last = facts.age, facts.age + 1
        per_year = {"years": (1, 1), "months": (12, 12), "weeks": (52, 53), "days": (365, 366)}[unit]
        return list(range(first * per_year[0], last * per_year[1]))
    born = min(facts.born, date)
    if unit == "months":
        passed = relativedelta(date, born)
        return [passed.years * 12 + passed.months]
    return [(date - born).days // (7 if unit == "weeks" else 1)]
