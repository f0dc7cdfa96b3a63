"""What is in force is read once in a transaction, and by nobody as it was before they waited or changed it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from frontdesk.people import lines
from frontdesk.practice import actions, policies
from frontdesk.practice.file import read
from frontdesk.practice.models import Policy
from frontdesk.tenancy.context import inside_practice
from tests.factory import CEDAR


def asked(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum("practice_policy" in one["sql"] and one["sql"].startswith("SELECT") for one in captured.captured_queries)


def often():
    for _ in range(5):
        assert policies.current().setup.name == "Cedar Family Medicine"


def say(practice, sentence):
    actions.add_rule(practice, sentence, "x")


def says(sentence) -> bool:
    return any(entry.text == sentence for entry in policies.current().setup.book.entries)


ONE = "Dr. Chen is away on 2031-03-04."


def test_it_is_read_once_in_a_transaction_and_anew_in_the_next(cedar):
    for _ in range(2):
        with inside_practice(cedar):
            assert asked(often) == 1


def test_outside_of_a_practice_it_is_read_each_time(cedar):
    assert asked(often) == 5


def test_who_waited_in_line_reads_it_anew(cedar):
    with inside_practice(cedar):
        assert asked(often) == 1
        lines.wait_for_patients([])
        assert asked(often) == 1


def test_who_changes_it_decides_by_what_it_says_from_then_on(cedar):
    with inside_practice(cedar):
        assert not says(ONE)
        say(cedar, ONE)
        assert says(ONE)


def test_what_is_taken_back_to_a_savepoint_is_not_kept(cedar):
    with inside_practice(cedar):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            say(cedar, ONE)
            assert says(ONE)
            raise ZeroDivisionError
        assert not says(ONE)


def test_another_practice_has_its_own(cedar):
    harbor = actions.load(read(CEDAR.replace("Cedar Family Medicine", "Harbor Clinic")), "harbor")
    with inside_practice(cedar):
        assert policies.current().setup.name == "Cedar Family Medicine"
        with inside_practice(harbor):
            assert policies.current().setup.name == "Harbor Clinic"


def test_a_version_that_is_changed_by_its_rows_is_read_anew(cedar):
    with inside_practice(cedar):
        policies.current()
        Policy.objects.filter(state="published").update(state="retired")
        with pytest.raises(policies.NoPolicy):
            policies.current()


def test_another_practice_that_was_left_by_an_error_leaves_nothing_of_its_own(cedar):
    harbor = actions.load(read(CEDAR.replace("Cedar Family Medicine", "Harbor Clinic")), "harbor")
    with inside_practice(cedar):
        with pytest.raises(ZeroDivisionError), inside_practice(harbor):
            assert policies.current().setup.name == "Harbor Clinic"
            raise ZeroDivisionError
        assert policies.current().setup.name == "Cedar Family Medicine"
