"""A date in an address that cannot be read is said to be none, at its field where there is one; what was typed stays, and today is shown."""

import datetime as dt
import html
import re
from pathlib import Path

import pytest

import frontdesk.web
from frontdesk.tenancy.today import today_here
from tests import factory as f
from tests.web_client import as_staff, at

DATE = "Enter a date with the month first, such as 12/8/2026."
YEAR = "Enter the year with four digits, such as 12/8/2026."
FAR = "Enter a date within ten years of today."
TYPED = "8.12.2026"
# Every page of staff with a date in its address, who opens it, and whether it has a field for it.
PAGES = [
    ("calendar/", "date", "scheduler", True),
    ("calendar/?view=week", "date", "scheduler", True),
    ("calendar/?view=month", "date", "scheduler", True),
    ("calendar/day-sheet/", "date", "scheduler", False),
    ("away/", "date", "scheduler", False),
    ("billing/", "date", "billing", False),
    ("mine/", "date", "clinician", False),
    ("reports/exceptions/", "week", "manager", False),
    ("reports/exceptions/no_shows/", "week", "manager", False),
]


def opened(practice, path, role, **asked):
    address, _, query = path.partition("?")
    given = dict(part.split("=") for part in query.split("&") if part) | asked
    provider = {"provider": "chen"} if role == "clinician" else {}
    answer = as_staff(practice, role, **provider).get(at(practice, f"console/{address}"), given)
    return answer, html.unescape(answer.content.decode())


def field(page, name="date"):
    return next(
        (tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag and "hidden" not in tag), ""
    )


@pytest.mark.parametrize(("path", "name", "role", "has_field"), PAGES)
def test_it_is_said_and_today_is_shown(cedar, path, name, role, has_field):
    answer, page = opened(cedar, path, role, **{name: TYPED})
    assert answer.status_code == 200 and f"“{TYPED}” cannot be shown." in page and DATE in page
    there = field(page)
    assert bool(there) is has_field
    if has_field:
        assert f'value="{TYPED}"' in there and 'type="text"' in there and 'aria-describedby="date_error"' in there
        assert DATE in re.search(r'id="date_error">([^<]*)<', page)[1]
    read, same = opened(cedar, path, role, **{name: str(today_here())})
    assert read.status_code == 200 and "cannot be shown" not in same
    assert not has_field or f'value="{today_here()}"' in field(same)


def test_every_page_that_reads_a_date_of_its_address_is_walked():
    """The views that ask for one, by the two names under which addresses say it."""
    found = {
        path.name
        for path in Path(frontdesk.web.__file__).parent.rglob("*.py")
        if re.search(r"chosen_day\(|near_(date|moment)\([^)]*GET", path.read_text())
    }
    assert found == {"forms.py", "choosing.py", "calendar.py", "away.py", "billing.py", "mine.py", "reports.py"}


@pytest.mark.parametrize(("typed", "words"), [("26-12-08", YEAR), ("12/8/2099", FAR), ("soon", DATE)])
def test_each_with_what_to_write(cedar, typed, words):
    _, page = opened(cedar, "calendar/", "scheduler", date=typed)
    assert words in re.search(r'id="date_error">([^<]*)<', page)[1] and f'value="{typed}"' in field(page)


def test_what_can_be_read_is_shown(cedar):
    day = f.day(20)
    _, page = opened(cedar, "calendar/", "scheduler", date=f"{day.month}/{day.day}/{day.year}")
    assert f'value="{day}"' in field(page) and "cannot be shown" not in page


def test_a_list_of_times(cedar):
    who = f.patient(cedar, established=True)
    path = f"book/{who.pk}/?visit=follow-up"
    _, page = opened(cedar, path, "scheduler", date=TYPED)
    assert f'value="{TYPED}"' in field(page) and DATE in re.search(r'id="date_error">([^<]*)<', page)[1]
    behind = today_here() - dt.timedelta(days=9)
    _, page = opened(cedar, path, "scheduler", date=str(behind))
    assert f'value="{behind}"' in field(page)
    assert "That date is in the past." in re.search(r'id="date_error">([^<]*)<', page)[1]
    _, page = opened(cedar, path, "scheduler", date=str(f.day(20)))
    assert "date_error" not in page


def test_no_file_is_made_of_another_day(cedar):
    path = "calendar/day-sheet/?format=csv"
    answer, page = opened(cedar, path, "scheduler", date=TYPED)
    assert answer["Content-Type"].startswith("text/html") and DATE in page
    answer, _ = opened(cedar, path, "scheduler", date=str(today_here()))
    assert answer["Content-Type"].startswith("text/csv")


def test_a_day_and_time_is_refused_at_its_field(cedar):
    answer, page = opened(cedar, "calendar/at/", "scheduler", any_provider="chen", any_time="8.12.2026 1pm")
    there = field(page, "any_time")
    assert answer.status_code == 422 and 'value="8.12.2026 1pm"' in there and 'aria-invalid="true"' in there
    assert 'id="any-time_error"' in page and 'href="#any-time"' in page and "No such time" not in page
