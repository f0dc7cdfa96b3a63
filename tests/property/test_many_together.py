"""Of people of whom the rules say the same much is worked out once: nobody has another time by it than by themselves."""

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Wanted
from frontdesk.availability.terms import terms
from frontdesk.rules.book import RuleBook
from frontdesk.rules.facts import Facts, Visit
from tests.portion import tried_with
from tests.practices import practice
from tests.property.test_engine import BEGIN, HOURS, RULES, booked, classes, facts

ALIKE = {"chen": ("ann", "bob"), "lee": ("cat", "dan")}  # who has the same hours as whom
NAMED = (
    "Procedures with Dr. Lee take 20 minutes.",
    "At most 1 visit per day with Dr. Lee.",
    "Keep 15 minutes free after visits with Dr. Chen.",
    "Follow-up visits at North start every 25 minutes.",
)
some_rules = st.lists(st.sampled_from([*RULES, *NAMED]), unique=True, max_size=10)
visits = st.sampled_from(["follow-up", "procedure"])


def large(rules):
    """As the practice of the other properties, with others who have the hours of each."""
    setup = practice(" ".join(rules), hours=HOURS, nurses=True).setup
    more = {other: replace(setup.providers[id_], id=other) for id_, others in ALIKE.items() for other in others}
    return replace(setup, providers={**setup.providers, **more})


@tried_with(20, many=80)
def test_together_each_has_what_they_have_alone(examples):
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(all_have)()


@given(some_rules, st.lists(booked, max_size=8), facts, visits, st.sampled_from([None, "p-1"]), st.integers(0, 3))
def all_have(rules, taken, known, visit, patient, more):
    setup = large(rules)
    taken = [
        *classes(taken, more),
        *(replace(one, provider=ALIKE[one.provider][0], patient=None) for one in taken[::2] if one.provider in ALIKE),
    ]
    want = Wanted(visit, BEGIN, known, (), (), patient)
    alone = [
        slot
        for id_ in setup.providers
        for slot in Engine(setup, taken).slots(replace(want, providers=(id_,)), BEGIN.date(), 4)
    ]
    together = list(Engine(setup, taken).slots(want, BEGIN.date(), 4))
    assert together == sorted(alone, key=lambda slot: (slot.start, slot.provider, slot.location))


@tried_with(20, many=80)
def test_terms_are_those_of_each(examples):
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(said_of_each)()


@given(some_rules, facts, visits)
def said_of_each(rules, known, visit):
    assert not differently(large(rules), known, visit)


def differently(setup, known, visit):
    """Of whom the engine says something else than the rules, what only turns on who their own provider is apart."""
    engine = Engine(setup)
    of = [(id_, at, Visit(visit, id_, at, known)) for id_, one in setup.providers.items() for at in one.locations]
    kept = [(engine.terms(visit, id_, at, known), terms(setup.book, what)) for id_, at, what in of]
    return [one for one, plain in kept if one != replace(plain, obstacles=(*plain.obstacles, *_more(one, plain)))]


def _more(one, plain):
    return one.obstacles[len(plain.obstacles) :] if one.own_first else ()


def test_control_were_nobody_taken_for_named_the_difference_is_found(monkeypatch):
    setup, known = large(NAMED), Facts("established", 40, date=BEGIN.date() + dt.timedelta(days=1))
    setup = replace(setup, book=replace(setup.book))  # of which nothing is known yet
    monkeypatch.setattr(RuleBook, "named", frozenset())
    assert differently(setup, known, "procedure")
