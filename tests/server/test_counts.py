"""One of a thing is not said as several."""

import pytest

from frontdesk.server.cli_operations import _counts


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 1, 1), "1 practice, 1 row, 1 document"),
        ((2, 0, 10), "2 practices, 0 rows, 10 documents"),
    ],
)
def test_what_a_backup_holds_is_counted_as_people_say_it(counts, said):
    assert _counts(*counts) == said
