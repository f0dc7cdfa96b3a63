"""parse(render(rule)) == rule, for every rule."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from frontdesk.rules import conditions as c
from frontdesk.rules.ages import Ages, Limit
from frontdesk.rules.before import Before
from frontdesk.rules.conditions.answers import FieldCompares, FieldIs, FieldMentions, FieldMissing
from frontdesk.rules.conditions.patient import Age, NoShows, PatientIs
from frontdesk.rules.conditions.request import InsuranceIs, RequestComes
from frontdesk.rules.dates import ALL_DATES, During
from frontdesk.rules.days import DayOfMonth, FederalHolidays, OnDay
from frontdesk.rules.days_and_times import WeekdayOf
from frontdesk.rules.due import MOST, UNITS, Phase, Span
from frontdesk.rules.exceptions import NOTHING, Except, in_order
from frontdesk.rules.families import (
    approval,
    buffers,
    cancellation,
    caps,
    closures,
    distance,
    first,
    grid,
    information,
    lateness,
    lead_time,
    length,
    no_shows,
    offers,
    orders,
    papers,
    patients,
    payers,
    plans,
    promises,
    reserved,
    resources,
    seats,
    service_levels,
    steps,
    told,
    travel,
)
from frontdesk.rules.families.self_scheduling import PatientsMayBook
from frontdesk.rules.language import parse, render
from frontdesk.rules.scope import Scope
from frontdesk.rules.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    visit_types={
        "new-patient": "New patient visit",
        "mri": "MRI scan",
        "biopsy": "Biopsy",
        "class": "Diabetes class",
        "x-ray": "X-ray",
        "counseling": "Substance use counseling",
        "annual-physical": "Annual physical",
        "2nd": "2nd opinion",
        "check-up": "Check-up",
        "mr": "MR",
        "series": "Shot series",
        "bus": "Visit on the bus",
        "eye": "Eye exam",
    },
    providers={"chen": "Dr. Chen", "chen-li": "Dr. Chen Li", "o-neil": "Maria O'Neil, NP", "jones": "Nurse Jones"},
    locations={"downtown": "Downtown", "st-mary": "St. Mary's", "main-st": "12 Main St."},
    payers={"medicaid": "Medicaid", "bcbs": "Blue Cross & Blue Shield", "aetna": "Aetna"},
    fields={"insurance-card": "x", "pain-level": "x", "reason": "x"},
    provider_kinds=("nurse", "ultrasound technician", "MA"),
    kinds_of_providers={"o-neil": "MA", "jones": "nurse", "chen": "MA", "chen-li": "ultrasound technician"},
    resource_kinds=("exam room", "ultrasound machine", "OR"),
)


def some(items, most=3):
    return st.lists(st.sampled_from(list(items)), min_size=1, max_size=most, unique=True).map(tuple)


visit = st.one_of(st.just(()), some(VOCABULARY.visit_types))
provider = st.one_of(st.just(()), some(VOCABULARY.providers, 2))
location = st.one_of(st.just(()), some(VOCABULARY.locations, 2))
scopes = st.builds(Scope, visit, provider, location)
text = st.text("abcXYZ 0-9'.,é?", min_size=1, max_size=12).map(lambda s: " ".join(s.split())).filter(bool)
payer = st.sampled_from(list(VOCABULARY.payers))
field = st.sampled_from(list(VOCABULARY.all_fields))


units = st.sampled_from(["years", "months", "weeks", "days"])
limits = st.builds(Limit, st.sampled_from(["under", "over", "least", "most"]), st.integers(1, 120), units)
between = st.tuples(st.integers(0, 60), st.integers(61, 120), units).map(
    lambda v: Ages((Limit("least", v[0], v[2]), Limit("most", v[1], v[2])))
)
both = st.tuples(st.integers(0, 60), st.integers(61, 120), units, units).map(
    lambda v: Ages((Limit("least", v[0], v[2]), Limit("under", v[1], v[3])))
)
ages = st.one_of(limits.map(lambda limit: Ages((limit,))), between, both)
some_ages = st.lists(ages, min_size=1, max_size=2, unique=True).map(tuple)
texts = st.lists(text, min_size=1, max_size=3, unique=True).map(tuple)
condition = st.one_of(
    st.builds(InsuranceIs, some(VOCABULARY.payers), st.booleans()),
    st.builds(PatientIs, st.sampled_from(["new", "established"])),
    st.builds(Age, some_ages),
    st.builds(
        NoShows,
        st.integers(1, 9),
        st.sampled_from([("no-show",), ("late cancellation",), ("cancellation",), ("no-show", "cancellation")]),
        st.one_of(st.just(()), some(VOCABULARY.visit_types)),
        st.one_of(st.none(), st.tuples(st.integers(1, 99), st.sampled_from(["months", "days"]))),
        st.none(),
        st.booleans(),
    ),
    st.builds(
        lambda least, day, row: NoShows(least, since=day, in_a_row=row),
        st.integers(1, 9),
        st.tuples(st.integers(1, 12), st.integers(1, 29)),
        st.booleans(),
    ),
    st.builds(RequestComes, st.sampled_from(["online", "phone", "referral"])),
    st.builds(FieldIs, field, texts, st.booleans()),
    st.builds(FieldMentions, field, texts),
    st.builds(
        FieldCompares,
        field,
        st.sampled_from(["over", "under", "at least", "at most"]),
        st.sampled_from(["0", "1.5", "350"]).map(Decimal),
    ),
    st.builds(FieldMissing, field),
)


def clauses(unless):
    listed = st.lists(condition, min_size=1, max_size=3).map(tuple)
    return st.tuples(listed, st.booleans()).map(lambda v: c.Clause(v[0], v[1] and len(v[0]) > 1, unless))


when = st.one_of(
    st.just(c.ALWAYS),
    clauses(False).map(lambda one: c.When((one,))),
    clauses(True).map(lambda one: c.When((one,))),
    st.tuples(clauses(False), clauses(True)).map(c.When),
)
dates = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
month_days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).map(lambda d: (d.month, d.day))
spans = st.one_of(
    st.tuples(dates, dates).map(sorted).map(tuple),
    st.tuples(month_days, month_days),
    dates.map(lambda d: (d, d)),
    st.builds(
        WeekdayOf, st.integers(1, 12), st.integers(0, 6), st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 1)
    ).map(lambda d: (d, d)),
    st.builds(OnDay, st.integers(0, 6), st.sampled_from([None, 1, 2, 3, 4, 5, 6])).map(lambda d: (d, d)),
    st.builds(DayOfMonth, st.integers(1, 32)).map(lambda d: (d, d)),
    st.just((FederalHolidays(), FederalHolidays())),
)
day_hours = st.one_of(st.just((0, 1440)), st.tuples(st.integers(0, 700), st.integers(701, 1440)))
amount = st.one_of(st.tuples(st.integers(0, 99), st.sampled_from(["minutes", "hours", "days", "business days"])))


befores = st.one_of(
    st.builds(Before, st.integers(0, 1439), st.integers(0, 99)),
    st.builds(Before, st.integers(0, 1439), st.integers(1, 99), st.just("business days")),
)


def closure(scope, days, hours, when):
    return closures.Closure(scope, *days, *hours, when=when)


def cap(each_provider, each_location, scope, most, period, when):
    covered = Scope(scope.visits, () if each_provider else scope.providers, () if each_location else scope.locations)
    return caps.Cap(covered, most, period, each_provider, each_location, when=when)


a_step = st.one_of(
    st.builds(
        steps.Step,
        st.integers(1, 200),
        kind=st.sampled_from(VOCABULARY.provider_kinds),
        room=st.sampled_from([None, *VOCABULARY.resource_kinds]),
    ),
    st.builds(
        steps.Step,
        st.integers(1, 200),
        provider=st.sampled_from(list(VOCABULARY.providers)),
        room=st.sampled_from([None, *VOCABULARY.resource_kinds]),
    ),
    st.builds(steps.Step, st.integers(1, 200), room=st.sampled_from(VOCABULARY.resource_kinds)),
)
releases = st.one_of(
    st.none(),
    st.builds(reserved.Release, st.just("days"), st.integers(0, 365)),
    st.builds(reserved.Release, st.just("hours"), st.integers(0, 8760)),
    st.builds(reserved.Release, st.sampled_from(["that day", "the day before"]), st.integers(0, 1440)),
)
subjects = st.one_of(
    st.builds(lambda p, l: Scope((), p, l), some(VOCABULARY.providers), location),
    location.map(lambda l: Scope((), (), l)),
)
apart_in = st.sampled_from(["days", "months"])
least_apart = st.builds(distance.Apart, st.integers(0, 240), st.none(), apart_in)
span_apart = st.builds(distance.Apart, st.integers(0, 90), st.integers(90, 240), apart_in)
apart = st.one_of(least_apart, span_apart, st.builds(distance.Apart, st.none(), st.integers(0, 240), apart_in))
first_visits = st.builds(Scope, st.one_of(st.just(()), some(VOCABULARY.visit_types, 2)), provider, location)
periods = st.sampled_from(["hour", "half day", "day", "week", "month"])
OF_KIND = {"nurse": ("jones",), "MA": ("o-neil", "chen")}  # in the file's order
one_provider = st.one_of(st.just(()), some(VOCABULARY.providers, 1))
one_location = st.one_of(st.just(()), some(VOCABULARY.locations, 1))
due_scopes = st.builds(Scope, some(VOCABULARY.visit_types), one_provider, one_location)
one_due = st.builds(Scope, some(VOCABULARY.visit_types, 1), one_provider, one_location)
how_long = st.sampled_from(UNITS).flatmap(lambda unit: st.builds(Span, st.integers(1, MOST[unit]), st.just(unit)))
gives = st.one_of(st.none(), st.builds(Span, st.integers(1, 25), st.sampled_from(["days", "weeks"])))
in_turn = st.tuples(
    st.lists(st.integers(1, 42), max_size=3, unique=True).map(sorted),
    st.lists(how_long, min_size=4, max_size=4),
    st.booleans(),
).map(
    lambda v: (
        *(Phase(every, week) for every, week in zip(v[1], v[0], strict=False)),
        *((Phase(v[1][-1]),) if v[2] or not v[0] else ()),
    )
)
plain_rules = st.one_of(
    st.builds(told.Told, scopes, text, st.one_of(st.just(""), text), when=when),
    st.builds(told.ComeEarly, scopes, st.integers(1, 120), when=when),
    st.builds(length.Length, scopes, st.integers(1, 1440), when=when),
    st.builds(grid.Grid, scopes, st.integers(1, 120), when=when),
    st.builds(
        travel.Travel,
        st.builds(Scope, providers=st.sampled_from([(), *((one,) for one in VOCABULARY.providers)])),
        st.integers(0, 720),
        when=when,
    ),
    st.builds(buffers.Buffer, scopes, st.integers(0, 720), st.sampled_from(["before", "after"]), when=when),
    st.builds(lambda s, a, p, w: lead_time.LeadTime(s, *a, p, when=w), scopes, amount, st.booleans(), when),
    st.builds(
        lead_time.Horizon,
        scopes,
        st.integers(0, 999),
        st.booleans(),
        st.sampled_from(["days", "business days"]),
        when=when,
    ),
    st.builds(lambda s, a, w: no_shows.CountsAsNoShow(s, *a, when=w), scopes, amount, when),
    st.builds(lateness.Lateness, scopes, st.integers(0, 1000), when=when),
    st.builds(
        papers.PaperDue,
        scopes,
        field,
        st.integers(0, 999),
        st.sampled_from(["hours", "days", "business days"]),
        when=when,
    ),
    st.builds(
        lambda scope, after, who, much, unit, when: orders.Order(scope, after, *who, much, unit, when=when),
        scopes,
        st.sampled_from(["booked", "missed", "canceled", "completed"]),
        st.one_of(
            st.sampled_from(list(orders.ROLES)).map(lambda role: (role, "")),
            st.sampled_from(VOCABULARY.provider_kinds).map(lambda kind: ("", kind)),
        ),
        st.integers(0, 1000),
        st.sampled_from(["hours", "days", "business days"]),
        when,
    ),
    st.builds(papers.PaperHolds, scopes, field, st.integers(1, 600), apart_in, when=when),
    st.builds(lead_time.Opens, scopes, befores, when=when),
    st.builds(lead_time.Closes, scopes, befores, when=when),
    st.builds(lambda s, a, w: cancellation.PatientsMayCancel(s, *a, when=w), scopes, amount, when),
    st.builds(lambda s, b, w: cancellation.PatientsMayCancel(s, until=b, when=w), scopes, befores, when),
    st.builds(cap, st.booleans(), st.booleans(), scopes, st.integers(0, 99), periods, when),
    st.builds(
        lambda one, minutes: replace(one, most=minutes, of_minutes=True),
        st.builds(cap, st.booleans(), st.booleans(), scopes, st.just(0), periods, when),
        st.integers(1, 600),
    ),
    st.builds(
        lambda one, kind: replace(
            one, scope=replace(one.scope, providers=OF_KIND[kind]), each_provider=False, by_kind=kind
        ),
        st.builds(cap, st.just(False), st.booleans(), scopes, st.integers(0, 99), periods, when),
        st.sampled_from(["nurse", "MA"]),
    ),
    st.builds(
        lambda one: caps.AtOnce(one.scope, one.most, one.each_provider, one.each_location, when=one.when),
        st.builds(cap, st.booleans(), st.booleans(), scopes, st.integers(1, 99), st.just("day"), when),
    ),
    st.builds(caps.InARow, scopes, st.integers(1, 99), when=when),
    st.builds(caps.PatientPeriodCap, scopes, st.integers(1, 9), st.sampled_from(["day", "week", "month"]), when=when),
    st.builds(caps.PatientCap, scopes, st.integers(0, 9), when=when),
    st.builds(closure, subjects, spans, day_hours, when),
    st.builds(offers.OnlyBy, st.builds(Scope, visit, st.just(()), location), some(VOCABULARY.providers), when=when),
    st.builds(
        lambda v, p, l, w: offers.DoesNotOffer(Scope(v, p, l), True, when=w),
        visit,
        some(VOCABULARY.providers),
        location,
        when,
    ),
    st.builds(
        lambda v, l, w: offers.DoesNotOffer(Scope(v, (), l), False, when=w),
        visit,
        some(VOCABULARY.locations),
        when,
    ),
    st.builds(offers.OnlyAt, st.builds(Scope, visit, provider), some(VOCABULARY.locations), when=when),
    st.builds(payers.Takes, subjects, some(VOCABULARY.payers), st.booleans(), when=when),
    st.builds(patients.ForPatients, scopes, st.sampled_from(["new", "established"]), when=when),
    st.builds(patients.ForAges, scopes, some_ages, when=when),
    st.builds(distance.Distance, scopes, apart, scopes, when=when),
    first_visits.flatmap(
        lambda covered: st.builds(
            first.ComesFirst,
            scopes,
            st.just(covered),
            st.booleans(),
            st.booleans() if len(covered.visits) > 1 else st.just(False),
            when=when,
        )
    ),
    st.builds(distance.Between, scopes, least_apart, when=when),
    st.builds(distance.FromDate, scopes, span_apart, field, when=when),
    st.builds(distance.FromDate, scopes, least_apart, field, st.booleans(), when=when),
    st.builds(
        lambda scope, most, unit, field, when: distance.FromDate(
            scope, distance.Apart(0, most, unit), field, needs=True, when=when
        ),
        scopes,
        st.integers(0, 240),
        apart_in,
        field,
        when,
    ),
    st.builds(PatientsMayBook, scopes, st.booleans(), when=when),
    st.builds(approval.NeedsApproval, scopes, st.sampled_from(["staff", "clinician"]), when=when),
    st.builds(information.NeedsInformation, scopes, some(VOCABULARY.all_fields, 4), when=when),
    st.builds(resources.NeedsResources, scopes, some(VOCABULARY.resource_kinds), when=when),
    st.builds(seats.Seats, scopes, st.integers(1, 500), when=when),
    st.builds(
        lambda p, l, d, h, v, u, w: reserved.KeptTime(Scope((), p, l), d, *h, v, u, when=w),
        provider,
        location,
        st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
        day_hours,
        some(VOCABULARY.visit_types),
        releases,
        when,
    ),
    st.builds(
        lambda p, l, n, v, u, w: reserved.KeptCount(Scope((), p, l), n, v, u, when=w),
        provider,
        location,
        st.integers(1, 100),
        some(VOCABULARY.visit_types),
        releases,
        when,
    ),
    st.builds(
        steps.Steps,
        scopes,
        st.sampled_from(["start", "end"]),
        st.lists(a_step, min_size=1, max_size=3).map(tuple),
        when=when,
    ),
    st.builds(plans.Again, due_scopes, gives, how_long, when=when),
    st.builds(plans.Following, one_due, gives, scopes, how_long, when=when),
    st.builds(
        lambda scope, give, ages, unit, then, when: plans.AtAges(scope, give, ages, unit, then[0], then[1], when=when),
        due_scopes,
        gives,
        st.lists(st.integers(1, 2000), min_size=1, max_size=5, unique=True).map(lambda ages: tuple(sorted(ages))),
        st.sampled_from(UNITS),
        st.one_of(st.just((None, 0)), st.tuples(how_long, st.integers(1, 120))),
        when,
    ),
    st.builds(
        promises.Offered, scopes, st.integers(1, 1000), st.sampled_from(["hours", "days", "business days"]), when=when
    ),
    st.builds(
        lambda many, unit, when: promises.Answered(Scope(), many, unit, when=when),
        st.integers(1, 1000),
        st.sampled_from(["hours", "days", "business days"]),
        when,
    ),
    st.builds(plans.InPhases, due_scopes, gives, scopes, in_turn, when=when),
    st.builds(
        service_levels.ServiceLevel,
        scopes,
        st.sampled_from(["approval", "information", "a time"]),
        st.integers(0, 1000),
        st.sampled_from(["hours", "days", "business days"]),
        when=when,
    ),
)


whole_dates = st.one_of(
    st.just(ALL_DATES),
    dates.map(lambda d: During(d)),
    dates.map(lambda d: During(None, d)),
    st.tuples(dates, dates).map(lambda v: During(*sorted(v))),
)
taken_out = st.one_of(
    st.just(NOTHING),
    some(VOCABULARY.providers, 2).map(lambda ids: Except(Scope((), ids))),
    st.tuples(some(VOCABULARY.providers, 2), some(VOCABULARY.locations)).map(lambda v: Except(Scope((), *v))),
    some(VOCABULARY.locations, 2).map(lambda ids: Except(Scope((), (), ids))),
    some(VOCABULARY.visit_types, 2).map(lambda ids: Except(Scope(ids))),
    *(
        st.lists(st.one_of(day, st.just(FederalHolidays())), min_size=1, max_size=3, unique=True).map(
            lambda days: Except(days=in_order(days))
        )
        for day in (
            dates,
            st.builds(OnDay, st.integers(0, 6), st.sampled_from([None, 1, 6])),
            st.builds(DayOfMonth, st.integers(1, 32)),
        )
    ),
)


def taken_out_of(rule, besides):
    """No days, where these would leave out a person or a call (`tests/rules/test_days_that_drop.py`)."""
    taken = replace(rule, besides=besides)
    return rule if besides.days and taken.instead_of_days(VOCABULARY) else taken


rules = st.builds(
    lambda rule, during, besides: replace(taken_out_of(rule, besides), during=during),
    plain_rules,
    whole_dates,
    taken_out,
)


@given(
    st.builds(told.Guidance, text=text, spanish=st.one_of(st.just(""), text), when=when, during=whole_dates)
    | st.builds(told.Guidance, offers=some(VOCABULARY.visit_types), when=when, during=whole_dates)
)
def test_advice_is_read_back_from_its_own_sentence(rule):
    assume(rule.when)
    assert parse(render(rule, VOCABULARY), VOCABULARY) == rule


@given(rules)
def test_every_rule_is_read_back_from_its_own_sentence(rule):
    assert parse(render(rule, VOCABULARY), VOCABULARY) == rule


@given(rules)
def test_a_sentence_does_not_change_when_written_again(rule):
    sentence = render(rule, VOCABULARY)
    assert render(parse(sentence, VOCABULARY), VOCABULARY) == sentence


@given(rules, st.data())
def test_case_does_not_matter(rule, data):
    sentence = render(rule, VOCABULARY)
    quoted = '"' in sentence
    assert quoted or parse(sentence.upper(), VOCABULARY) == rule
