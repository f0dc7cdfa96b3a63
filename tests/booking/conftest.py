"""While a test of these files runs, the order of its locks is watched (`tests/lock_order.py`)."""

import pytest

from tests.lock_order import watched

WATCHED = (
    "test_answered_by_mistake",
    "test_apart_again",
    "test_asked_once",
    "test_away",
    "test_both_waited",
    "test_correcting",
    "test_deaths",
    "test_matching",
    "test_merging",
    "test_merging_strictly",
    "test_series",
    "test_taken_back",
    "test_the_day",
    "test_waited_and_cancelled",
    "test_waitlist",
)


@pytest.fixture(autouse=True)
def order_of_locks(request):
    if request.module.__name__.rpartition(".")[2] in WATCHED:
        with watched():
            yield
    else:
        yield
