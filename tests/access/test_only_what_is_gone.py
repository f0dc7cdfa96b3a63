"""Who acts is refused behind a line where something was taken from them since they were asked for, and nowhere else."""

from dataclasses import replace
from uuid import uuid4

import pytest

from frontdesk.access.may import Actor, Grant
from frontdesk.access.standing import has_lost

ANN, BEN = uuid4(), uuid4()
FOLLOW_UP, BOTH = frozenset({"follow-up"}), frozenset({"follow-up", "procedure"})
SEE, MORE = frozenset({"see"}), frozenset({"see", "book"})


def carer(*grants, **more):
    return Actor("patient", grants=grants, **more)


BEFORE = Grant(ANN, SEE, FOLLOW_UP)


@pytest.mark.parametrize(
    "now",
    [
        carer(Grant(ANN, MORE, FOLLOW_UP)),
        carer(Grant(ANN, SEE, BOTH)),
        carer(Grant(ANN, SEE, None)),
        carer(Grant(ANN, MORE, None), Grant(BEN, SEE, None)),
        carer(patients=frozenset({ANN})),
    ],
    ids=["another power", "another visit", "all visits", "all of it and another's", "the record itself"],
)
def test_who_may_more_than_before_has_lost_nothing(now):
    assert not has_lost(carer(BEFORE), now, [ANN])


def test_what_two_grants_give_together_is_all_of_one():
    before = carer(Grant(ANN, MORE, BOTH))
    now = carer(Grant(ANN, MORE, FOLLOW_UP), Grant(ANN, MORE, frozenset({"procedure"})))
    assert not has_lost(before, now, [ANN])


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (carer(Grant(ANN, MORE, FOLLOW_UP)), carer(BEFORE)),
        (carer(Grant(ANN, SEE, BOTH)), carer(BEFORE)),
        (carer(Grant(ANN, SEE, None)), carer(Grant(ANN, MORE, BOTH))),
        (carer(BEFORE), carer(Grant(BEN, SEE, None))),
        (carer(patients=frozenset({ANN})), carer(Grant(ANN, MORE, None))),
    ],
    ids=["a power", "a visit", "all visits for some", "of another alone", "the record itself"],
)
def test_who_may_less_has(before, now):
    assert has_lost(before, now, [ANN])
    assert not has_lost(before, now, [BEN])


def test_who_is_a_provider_by_now_has_lost_nothing_and_who_is_another_or_none_has():
    chen, lee = uuid4(), uuid4()
    staff = Actor("staff", permissions=frozenset({"request.view"}))
    assert not has_lost(staff, replace(staff, provider=chen), [])
    assert not has_lost(staff, replace(staff, permissions=frozenset({"request.view", "request.approve"})), [])
    assert has_lost(replace(staff, provider=chen), replace(staff, provider=lee), [])
    assert has_lost(replace(staff, provider=chen), staff, [])
    assert has_lost(staff, replace(staff, permissions=frozenset()), [])
