"""Exports of other systems: two headings for one thing, headings with '#', and names that are nearly a record's."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frontdesk.booking.models import Recall
from frontdesk.imports.faults import Near
from frontdesk.imports.reader import How
from frontdesk.intake.models import Referral
from frontdesk.intake.referrals import importing as referrals
from frontdesk.outreach.recalls import importing
from tests import factory as f
from tests.web_client import as_staff, at

BORN = dt.date(1968, 3, 1)
NEAR = "line 2: {} is nearly the name of Rosa Martinez, born 3/1/1968: look at the file and select this line if it is the same person, or write it as there"


def taken(cedar, heading, row):
    desk = f.actor(cedar, "scheduler")
    assert referrals.load(desk, cedar, f"{heading}\n{row}\n".encode()).made == 1
    return Referral.objects.get()


@pytest.mark.parametrize(
    ("heading", "row", "phone"),
    [
        ("Home Phone,Cell Phone", "312 555 0101,312 555 0102", "+13125550102"),
        ("Home Phone,Cell Phone", "312 555 0101,", "+13125550101"),
        ("Cell Phone,Home Phone", ",312 555 0101", "+13125550101"),
        ("Work Phone,Phone", "312 555 0101,312 555 0103", "+13125550103"),
    ],
)
def test_of_two_numbers_the_cell_phone_is_taken_and_the_other_where_it_is_empty(cedar, heading, row, phone):
    assert taken(cedar, f"Referral #,Patient,{heading}", f"R-1,Walter Brandt,{row}").phone == phone


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("M17.11,knee pain", "M17.11\nknee pain"),
        ("M17.11,", "M17.11"),
        (",knee pain", "knee pain"),
        ("knee,knee", "knee"),
    ],
)
def test_two_texts_are_put_together(cedar, row, why):
    assert taken(cedar, "Referral #,Patient,Diagnosis,Reason for referral", f"R-1,Walter Brandt,{row}").why == why


def test_two_columns_of_anything_else_are_refused(cedar):
    with pytest.raises(referrals.Faults) as fault:
        taken(cedar, "key,first name,fname", "R-1,Walter,Wally")
    assert "are both read as 'first name'" in fault.value.lines[0]


def due(name):
    return f'Recall #,Patient,DOB,Recall Type,Due Date\nE-1,"{name}",3/1/1968,follow-up,2027-03-01\n'.encode()


@pytest.fixture
def rosa(cedar):
    return f.patient(cedar, first_name="Rosa", last_name="Martinez", birth_date=BORN)


@pytest.mark.parametrize("name", ["Martinez, Rosa M", "Martinez, Rosa Maria", "Martines, Rosa"])
def test_a_near_name_with_the_birth_date_is_shown_and_taken_where_somebody_has_looked(cedar, rosa, name):
    desk = f.actor(cedar, "front_desk")
    data = due(name)
    (wrong,) = importing.look(desk, data).wrong
    assert str(wrong).endswith(NEAR.partition("{}")[2])
    assert importing.load(desk, data, yes_to(desk, data)).made == 1
    assert Recall.objects.get().patient == rosa


def yes_to(desk, data):
    return How(near_names=frozenset(one.choice for one in importing.look(desk, data).wrong if isinstance(one, Near)))


def test_a_yes_is_for_the_file_that_was_looked_at_and_for_that_line(cedar, rosa):
    desk, seen = f.actor(cedar, "front_desk"), due("Martinez, Rosa M")
    for other in (due("Martines, Rosa"), seen.replace(b"E-1", b"E-2"), seen + b"\n"):
        with pytest.raises(importing.Faults):
            importing.load(desk, other, yes_to(desk, seen))
    assert not Recall.objects.exists()


@pytest.mark.parametrize("other", ["Martinez, Rosa", "Martines, Rosa"])
def test_two_names_are_never_one_record(cedar, rosa, other):
    """Twins share a birth date."""
    desk = f.actor(cedar, "front_desk")
    data = due("Martinez, Rosa M") + due(other).splitlines()[1].replace(b"E-1", b"E-2")
    with pytest.raises(importing.Faults) as fault:
        importing.load(desk, data, yes_to(desk, data))
    assert "another line with another name is Rosa Martinez too" in fault.value.lines[0]


def test_two_near_names_are_nobody(cedar, rosa):
    f.patient(cedar, first_name="Rosa", last_name="Martines", birth_date=BORN)
    desk, data = f.actor(cedar, "front_desk"), due("Martinez, Rosa M")
    with pytest.raises(importing.Faults) as fault:
        importing.load(desk, data, yes_to(desk, data))
    assert "more than one patient" in fault.value.lines[0]


def test_the_page_asks_it_line_by_line_of_the_file_that_was_looked_at(cedar, rosa):
    desk, here, data = as_staff(cedar, "scheduler"), at(cedar, "console/recalls/"), due("Martinez, Rosa M")
    assert 'name="near_names"' not in desk.get(here).content.decode()

    def sent(do, **more):
        return desk.post(here, {"do": do, "file": SimpleUploadedFile("r.csv", data), **more}, follow=True)

    page = sent("look").content.decode()
    assert "Line 2: Rosa M Martinez is Rosa Martinez, born 3/1/1968" in page
    choice = re.findall(r'name="near_names" value="(\w+)"', page)
    sent("load", near_names="yes")
    assert not Recall.objects.exists()
    sent("load", near_names=choice)
    assert Recall.objects.get().patient == rosa
