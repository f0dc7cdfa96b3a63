"""A span of days that ends before it begins is refused at its last day, in words."""

import pytest

from frontdesk.booking.models import TimeAway
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.mark.parametrize(("last", "refused"), [(9, True), (10, False)])
def test_time_away_that_ends_before_it_begins_is_refused_at_the_last_day(cedar, last, refused):
    data = {"provider": "lee", "first_on": f.day(10), "last_on": f.day(last), "note": "a course"}
    answer = as_staff(cedar, "scheduler").post(at(cedar, "console/away/"), data)
    page = answer.content.decode()
    assert (answer.status_code, "This date is before the first one." in page) == (
        (422, True) if refused else (302, False)
    )
    assert TimeAway.objects.exists() is not refused
    assert not refused or "a course" in page
