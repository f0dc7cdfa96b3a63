"""Where staff type a date or a time without a picker it is read, or refused at its field with how to write it; what was typed stays."""

import datetime as dt
import html
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django import forms
from django.utils.translation import override

import frontdesk.web
from frontdesk.booking.models import TimeAway
from frontdesk.people.models import Patient
from frontdesk.practice import policies
from frontdesk.practice.models import Policy
from frontdesk.rules import building
from frontdesk.tenancy.today import today_here
from frontdesk.web.picked import (
    PickedDateField,
    PickedInput,
    PickedMomentField,
    PickedTimeField,
    how_to_write_time,
    picker_of,
)
from tests import factory as f
from tests.web_client import as_staff, at

DATE, TIME = "Enter a date with the month first, such as 12/8/2026.", "Enter a time such as 1:00 PM."
YEAR = "Enter the year with four digits, such as 12/8/2026."
HALF = "1:00 AM or 1:00 PM? Add AM or PM."
MOMENT = "Enter a date, month first, and a time, such as 12/8/2026 1:00 PM."
OURS = (PickedDateField, PickedTimeField, PickedMomentField)
TEMPLATES = Path(frontdesk.web.__file__).parent / "templates"


def all_forms():
    for module in pkgutil.walk_packages(frontdesk.web.__path__, "frontdesk.web."):
        importlib.import_module(module.name)
    found, left = set(), [forms.Form]
    while left:
        each = left.pop()
        left += each.__subclasses__()
        found.add(each)
    return [each for each in found if each.__module__.startswith("frontdesk.web")]


def plain(each):
    """Fields of a form that read dates or times in Django's own ways."""
    kinds = (forms.DateField, forms.TimeField, forms.DateTimeField, forms.SplitDateTimeField)
    pickers = ("date", "time", "datetime-local")
    return [
        name for name, field in each.base_fields.items()
        if (isinstance(field, kinds) and not isinstance(field, OURS))
        or (getattr(field.widget, "input_type", "") in pickers and not isinstance(field.widget, PickedInput))
    ]  # fmt: skip


def pickers_alone(text):
    """Pickers that a page writes by hand, which would not show what was typed without one."""
    return re.findall(r'type="(?:date|time|datetime-local)"', text)


def test_every_date_and_time_of_a_form_is_read_as_people_type_them():
    every = all_forms()
    assert len(every) > 30
    assert {f"{each.__module__}.{each.__name__}": names for each in every if (names := plain(each))} == {}


def test_every_picker_of_a_page_shows_what_was_typed_without_one():
    alone = {path.name for path in TEMPLATES.rglob("*.html") if pickers_alone(path.read_text())}
    assert alone == set()


def test_control_one_that_is_not_is_found():
    class Odd(forms.Form):
        on = forms.DateField()
        at = forms.CharField(widget=forms.TextInput({"type": "time"}))

    assert plain(Odd) == ["on", "at"]
    assert pickers_alone('<input type="date" name="on">')


def test_what_a_picker_cannot_show_stands_in_a_plain_field():
    assert [picker_of(value, "date") for value in ("", None, "2026-12-08", "8.12.2026")] == [
        "date",
        "date",
        "date",
        "text",
    ]
    assert (picker_of("13:00", "time"), picker_of("1pm", "time")) == ("time", "text")


# Time away ----------------------------------------------------------------------------------------------------


def away(practice, **typed):
    fields = {"provider": "chen", "first_on": f"{f.day(20)}", "last_on": f"{f.day(20)}", "from_time": "", "to_time": "", "note": ""}  # fmt: skip
    answer = as_staff(practice, "scheduler").post(at(practice, "console/away/"), fields | typed)
    return answer, html.unescape(answer.content.decode())


def test_time_away_is_read_as_it_is_typed(cedar):
    day = f.day(20)
    typed = f"{day.month}/{day.day}/{day.year % 100}"
    answer, _ = away(cedar, first_on=typed, last_on=typed, from_time="1pm", to_time="15h")
    assert answer.status_code == 302
    row = TimeAway.objects.get()
    assert (row.first_on, row.last_on, row.from_minute, row.to_minute) == (day, day, 13 * 60, 15 * 60)


def test_a_browsers_time_is_read_as_it_is_sent(cedar):
    answer, _ = away(cedar, from_time="01:00", to_time="13:00:00")
    assert answer.status_code == 302
    row = TimeAway.objects.get()
    assert (row.from_minute, row.to_minute) == (60, 13 * 60)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("first_on", "8.12.2026", DATE),
        ("first_on", "8 12 2026", DATE),
        ("last_on", "soon", DATE),
        ("last_on", "26-12-08", YEAR),
        ("from_time", "13", TIME),
        ("from_time", "1:00", HALF),
        ("to_time", "later", TIME),
        ("to_time", "1:00:00", HALF),
    ],
)
def test_or_refused_at_the_field_with_how_to_write_it(cedar, name, text, words):
    answer, page = away(cedar, note="at a congress", **{name: text})
    assert answer.status_code == 422 and not TimeAway.objects.exists()
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    assert f'value="{text}"' in field and 'type="text"' in field and "aria-invalid" in field
    assert words in page and "at a congress" in page


# The rule builder -----------------------------------------------------------------------------------------------

CLOSED = "(The practice|LOCATION) is closed DAYS [from TIME to TIME]."
OPEN = "VISITS [with PROVIDER] [at LOCATION] open at CLOCK (on the day before|on the business day before|on that day)."


def builds(practice, pattern, **typed):
    """The page of the builder, with something typed in gaps by their kind."""
    one = next(one for one in building.shapes(policies.current().setup.book.vocabulary) if one.pattern == pattern)
    fill = {gap.name: typed.get(gap.kind) or ("" if gap.optional else gap.options[0][0]) for gap in one.gaps}
    asked = {"shape": one.key, "made": "1", **fill}
    answer = as_staff(practice, "manager").get(at(practice, "setup/rules/build/"), asked)
    return html.unescape(answer.content.decode()), {gap.kind: gap.name for gap in one.gaps}


def test_the_builder_reads_days_and_times_as_they_are_typed(cedar):
    page, _ = builds(cedar, CLOSED, days=["12/8/2026", "Dec 9, 2026"], times=["1pm", "15h"])
    assert "The practice is closed from 2026-12-08 to 2026-12-09 from 13:00 to 15:00." in page
    assert 'value="12/8/2026"' in page
    page, _ = builds(cedar, CLOSED, days=["December 25", ""])
    assert "The practice is closed on December 25." in page
    page, _ = builds(cedar, OPEN, time="8 am")
    assert "open at 08:00" in page


@pytest.mark.parametrize(
    ("typed", "wrong", "words"),
    [
        ({"days": ["8.12.2026", ""], "times": ["1pm", "3pm"]}, "{days}", DATE),
        ({"days": ["12/8/2026", "26-12-09"], "times": ["1pm", "3pm"]}, "{days}-until", YEAR),
        ({"days": ["12/8/2026", ""], "times": ["1:00", "3pm"]}, "{times}", HALF),
        ({"days": ["12/8/2026", ""], "times": ["9am", "soon"]}, "{times}-until", TIME),
        ({"days": ["", "12/9/2026"], "times": ["9am", "3pm"]}, "{days}", "Fill this in."),
        ({"days": ["12/8/2026", ""], "times": ["9am", ""]}, "{times}-until", "Fill this in."),
    ],
)
def test_the_builder_refuses_at_the_field_and_loses_nothing(cedar, typed, wrong, words):
    page, names = builds(cedar, CLOSED, **typed)
    wrong = wrong.format(**names)
    field = re.search(rf'<input[^>]*id="{wrong}"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in field and f'aria-describedby="{wrong}_error"' in field
    assert words in re.search(rf'id="{wrong}_error">([^<]*)<', page)[1] and f'href="#{wrong}"' in page
    assert all(f'value="{text}"' in page for texts in typed.values() for text in texts)
    assert "The practice is closed on" not in page


def test_the_builder_asks_for_a_time_that_stands_alone(cedar):
    page, names = builds(cedar, OPEN, time="1:00")
    assert HALF in page and 'value="1:00"' in re.search(rf'<input[^>]*id="{names["time"]}"[^>]*>', page)[0]


# Set-up -------------------------------------------------------------------------------------------------------


def closes(practice, **typed):
    answer = as_staff(practice, "manager").post(
        at(practice, "setup/closures/change/"), {"first": f"{f.day(20)}", **typed}
    )
    return answer, html.unescape(answer.content.decode())


def test_a_closure_is_read_as_it_is_typed(cedar):
    day = f.day(20)
    answer, _ = closes(cedar, first=f"{day.month}/{day.day}/{day.year}", **{"from": "1pm", "to": "3:30 PM"})
    assert answer.status_code == 302
    assert f"The practice is closed on {day} from 13:00 to 15:30." in Policy.objects.get(state="draft").text


@pytest.mark.parametrize(
    ("name", "text", "words"), [("first", "8.12.2026", DATE), ("last", "soon", DATE), ("from", "13", TIME), ("to", "later", TIME), ("first", "26-12-08", YEAR), ("from", "1:00", HALF)]
)  # fmt: skip
def test_a_closure_is_refused_at_the_field(cedar, name, text, words):
    answer, page = closes(cedar, **{name: text})
    assert answer.status_code == 422 and not Policy.objects.filter(state="draft").exists()
    field = re.search(rf'<input[^>]*id="{name}"[^>]*>', page)[0]
    assert f'value="{text}"' in field and 'type="text"' in field and "aria-invalid" in field and words in page


def test_when_a_draft_is_published_is_said_to_be_no_date_and_not_to_lie_in_the_past(cedar):
    client = as_staff(cedar, "manager")
    closes(cedar)
    typed = {"when": "later", "at": "8.12.2026 1pm", "reason": "the congress"}
    page = html.unescape(client.post(at(cedar, "setup/draft/publish/"), typed).content.decode())
    assert MOMENT in page and "8.12.2026 1pm" in page and "the congress" in page


def test_the_console_says_how_to_write_it_and_keeps_what_was_typed(cedar):
    who = f.patient(cedar)
    client = as_staff(cedar, "scheduler")
    for path, name in (("deceased", "on"), ("seen-before", "last")):
        typed = {name: "8.12.2026", "before": "1"}
        page = html.unescape(client.post(at(cedar, f"console/patients/{who.pk}/{path}/"), typed).content.decode())
        assert DATE in page and 'value="8.12.2026"' in page, path
        page = html.unescape(client.post(at(cedar, f"console/patients/{who.pk}/{path}/"), typed | {name: "26-12-08"}).content.decode())  # fmt: skip
        assert YEAR in page and 'value="26-12-08"' in page, path
    who.refresh_from_db()
    assert (who.deceased_on, who.last_visit_on) == (None, None)
    page = html.unescape(client.get(at(cedar, "console/calendar/at/?any_provider=chen&any_time=8.12.2026")).content.decode())  # fmt: skip
    assert MOMENT in page and 'value="8.12.2026"' in page


def test_what_the_console_can_read_is_read(cedar):
    who, day = f.patient(cedar), today_here() - dt.timedelta(days=400)
    client = as_staff(cedar, "scheduler")
    client.post(at(cedar, f"console/patients/{who.pk}/seen-before/"), {"before": "1", "last": f"{day:%m/%d/%y}"})
    assert Patient.objects.get(pk=who.pk).last_visit_on == day
    soon = f.day(20)
    typed = f"{soon:%m/%d/%y} 9am"
    page = client.get(at(cedar, "console/calendar/at/"), {"any_provider": "chen", "any_time": typed}).content.decode()
    assert f"{soon}T09:00" in page


def test_a_day_and_time_that_leaves_the_half_of_the_day_open_is_asked_about(cedar):
    client, day = as_staff(cedar, "scheduler"), f.day(20)
    typed = f"{day:%m/%d/%Y} 1:00"
    page = html.unescape(client.get(at(cedar, "console/calendar/at/"), {"any_provider": "chen", "any_time": typed}).content.decode())  # fmt: skip
    assert HALF in page and f'value="{typed}"' in page


def test_it_is_asked_in_spanish_too(cedar):
    with override("es"):
        assert how_to_write_time("1:00") == "¿1:00 a. m. o 1:00 p. m.? Agregue a. m. o p. m."
