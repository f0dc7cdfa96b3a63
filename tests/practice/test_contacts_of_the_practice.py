"""The practice's own number, address and name are read where all are read, and stand in the file as they were typed."""

import pytest

from frontdesk.people.contacts import Unreadable, shown, telephone_number
from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine, read
from frontdesk.web.dialing import dialed
from tests.web_client import as_staff, at

START = "practice:\n  name: {name}\n  timezone: America/Chicago\n  phone: {phone}\n  email: {email}\n"
GOOD = {"name": "Cedar", "phone": '"(312) 555-0100"', "email": "Front@Cedar.Example"}


def faults(**said):
    return [fault.message for fault in examine(START.format(**{**GOOD, **said}))[1]]


def test_what_can_be_read_stands_as_it_was_typed():
    assert not faults()
    file = read(START.format(**GOOD))
    assert (file.phone, file.email) == ("(312) 555-0100", "Front@Cedar.Example")


@pytest.mark.parametrize(
    "said",
    [
        {"email": "front"},
        {"email": "front@cedar"},
        {"email": '"Front Desk <front@cedar.example>"'},
        {"email": '"a@cedar.example, b@cedar.example"'},
        {"email": "frónt@cedar.example"},
        {"email": '"front\\u200b@cedar.example"'},
        {"phone": "call us"},
        {"phone": '"555-0100"'},
        {"phone": '"312-555-0100 or 312-555-0101"'},
        {"phone": '"(900) 555-0100 "'},
        {"name": '"Ce\\u202edar"'},
        {"name": '"12"'},
    ],
)
def test_what_cannot_is_a_fault_of_the_file_with_what_to_write(said):
    (fault,) = faults(**said)
    assert "; write " in fault


def test_a_location_has_such_a_number_too():
    text = START.format(**GOOD) + "locations:\n  - {id: a, name: Downtown, phone: nobody}\n"
    assert any("'nobody' cannot be used as the phone" in fault.message for fault in examine(text)[1])


@pytest.mark.parametrize("field, typed", [("email", "front@cedar"), ("phone", "call us"), ("name", "12")])
def test_the_page_refuses_it_at_its_field(cedar, field, typed):
    said = {"name": "Cedar", "timezone": "America/Chicago", field: typed}
    page = as_staff(cedar, "manager").post(at(cedar, "setup/practice/"), said)
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    assert typed in page.content.decode()


def test_the_page_writes_what_was_typed(cedar):
    said = {"name": "Cedar", "timezone": "America/Chicago", "phone": "312.555.0100", "email": "Front@Cedar.Example"}
    as_staff(cedar, "manager").post(at(cedar, "setup/practice/"), said)
    entry = document.mapping(queries.draft().text, "practice")
    assert (entry["phone"], entry["email"]) == ("312.555.0100", "Front@Cedar.Example")


LETTERED = [  # as a practice gives its number out, and what is dialed
    ("1-800-FLOWERS", "tel:+1-800-356-9377"),
    ("312-555-CARE", "tel:+1-312-555-2273"),
    ("(312) 555-CARE ext. 5", "tel:+1-312-555-2273;ext=5"),
    ("+1 800 PET-MEDS", "tel:+1-800-738-6337"),
    ("1-800-My-Apple", "tel:+1-800-692-7753"),
]


@pytest.mark.parametrize(("phone", "link"), LETTERED)
def test_a_number_with_letters_is_shown_as_it_is_written_and_dialed_by_its_digits(cedar, phone, link):
    assert not faults(phone=f'"{phone}"')
    assert read(START.format(**{**GOOD, "phone": f'"{phone}"'})).phone == phone
    said = {"name": "Cedar", "timezone": "America/Chicago", "phone": phone}
    assert as_staff(cedar, "manager").post(at(cedar, "setup/practice/"), said).status_code == 302
    assert f'<a class="num" href="{link}">{phone}</a>' in dialed(shown(phone))


@pytest.mark.parametrize(
    "phone", ["312-555-O1OO", "312-555-OIOO", "312-555-CARES", "call-us-now", "555-CARE", "900-555-CARE"]
)
def test_a_slip_is_no_number_with_letters(phone):
    (fault,) = faults(phone=f'"{phone}"')
    assert "; write " in fault


@pytest.mark.parametrize("phone", ["312-555-CARE", "1-800-FLOWERS"])
def test_nobodys_own_number_is_read_with_letters(phone):
    """There a letter is a slip, and would be called as another digit."""
    with pytest.raises(Unreadable):
        telephone_number(phone)


def test_a_number_with_letters_is_a_link_within_a_sentence_and_what_looks_like_one_is_none():
    assert 'href="tel:+1-312-555-2273">312-555-CARE</a> today.' in dialed("Call 312-555-CARE today.")
    for text in ("NPI 1234567893 is wrong", "Room 312-555-EXAM-ROOMS", "312-555-0100"):
        assert "href" not in dialed(text)
