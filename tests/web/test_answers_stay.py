"""What a caller answered stays, whatever staff look at meanwhile, and stands in no address."""

import pytest

from frontdesk.booking.models import Appointment
from tests import factory as f
from tests.web.test_callers import RULES, value
from tests.web_client import as_staff, at

SAID = {"reason-answer": "a cough", "insurance-card-bring": "on"}


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + RULES)


@pytest.mark.parametrize(
    ("button", "shown_again"),
    [
        ({"day": f"visit=new-patient&date={f.day(9)}"}, ""),
        ({"show": "1", "with": "lee", "date": str(f.day(9))}, ""),
        ({"calendar": "1"}, "back"),
        ({"series": "1", "first": value(f.place()), "every": "2", "times": "3"}, ""),
        ({"series": "1", "first": value(f.place()), "every": "2", "times": "3"}, "back"),
    ],
)
def test_what_was_typed_is_there_again(practice, button, shown_again):
    who, desk = f.patient(practice), as_staff(practice, "front_desk")
    path = at(practice, f"console/book/{who.pk}/?visit=new-patient")
    page = desk.get(path).content.decode()
    assert f'name="{next(iter(button))}"' in page
    answer = desk.post(path, {**SAID, **button})
    assert answer.status_code == 302 and "cough" not in answer["Location"]
    text = desk.get(path if shown_again else answer["Location"]).content.decode()
    assert "a cough</textarea>" in text
    box = text[text.index('name="insurance-card-bring"') :]
    assert "checked" in box[: box.index(">")]


def test_of_another_caller_nothing_is_shown_and_once_booked_nothing_is_kept(practice):
    who, other = (f.patient(practice, established=True) for _ in range(2))
    desk = as_staff(practice, "front_desk")
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    desk.post(path, {"reason-answer": "a cough", "calendar": "1"})
    assert "a cough" not in desk.get(at(practice, f"console/book/{other.pk}/?visit=follow-up")).content.decode()
    assert desk.post(path, {"time": value(f.place())}).status_code == 302  # as a place in the calendar does
    assert Appointment.objects.get().request.answers.get().value == "a cough"
    assert "a cough</textarea>" not in desk.get(path).content.decode()
