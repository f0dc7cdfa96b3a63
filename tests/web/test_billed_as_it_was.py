"""Billing of what has begun goes by who paid then: another insurance that the record gets later says nothing of it."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.practice.models import Payer
from frontdesk.records.known.actions import say_insurance
from tests import factory as f
from tests.web_client import as_staff, at

OLD, NEW = "OLD-1", "NEW-9"


def payer(code):
    return Payer.objects.get(code=code)


def seen(desk, who):
    """Checked in."""
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    return booking.arrive(desk, f.its_time(one))


def billed(practice, one):
    """The line of the visit: insurance, member ID, what is missing."""
    day = one.start.astimezone(f.CHICAGO).date()
    page = as_staff(practice, "billing").get(at(practice, f"console/billing/?date={day}&format=csv"))
    line = page.content.decode().splitlines()[1].split(",")
    return line[3], line[4], [what for what in line[7:] if what]


def pages(practice, one):
    day = one.start.astimezone(f.CHICAGO).date()
    return as_staff(practice, "billing").get(at(practice, f"console/billing/?date={day}")).content.decode()


def test_nobody_finds_the_number_of_the_new_insurance_under_the_old_one(cedar, desk):
    who = f.patient(cedar, established=True, payer=payer("medicaid"), member_id=OLD)
    one = seen(desk, who)
    assert billed(cedar, one)[:2] == ("Medicaid", OLD)
    say_insurance(desk, who, payer=payer("aetna"), member_id=NEW)
    insurance, number, missing = billed(cedar, one)
    assert (insurance, number) == ("Medicaid", "") and "member ID" in str(missing)
    assert NEW not in pages(cedar, one)


@pytest.mark.parametrize("then", ["other", "alone"])
def test_nor_of_one_that_is_not_on_the_list(cedar, desk, then):
    who = f.patient(cedar, established=True, payer=payer("medicaid"), member_id=OLD)
    one = seen(desk, who)
    say_insurance(desk, who, payer=None, member_id=NEW, uninsured=then == "alone", insured_elsewhere=then == "other")
    assert billed(cedar, one)[:2] == ("Medicaid", "")


@pytest.mark.parametrize("then", ["uninsured", "insured_elsewhere"])
def test_of_who_is_insured_only_later_it_says_that_it_is_not_known_who_paid(cedar, desk, then):
    who = f.patient(cedar, established=True, **{then: True})
    one = seen(desk, who)
    say_insurance(desk, who, payer=payer("aetna"), member_id=NEW)
    insurance, number, missing = billed(cedar, one)
    assert (insurance, number) == ("Not known any more", "")
    assert "who paid then" in str(missing) and "insurance" not in str(missing)
    page = pages(cedar, one)
    assert "Not known any more" in page and NEW not in page


def test_control_a_visit_to_come_goes_by_the_new_one(cedar, desk):
    who = f.patient(cedar, established=True, payer=payer("medicaid"), member_id=OLD)
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    say_insurance(desk, who, payer=payer("aetna"), member_id=NEW)
    assert billed(cedar, one)[:2] == ("Aetna", NEW)


def test_control_the_same_insurance_with_its_right_number_is_billed_with_that(cedar, desk):
    who = f.patient(cedar, established=True, payer=payer("medicaid"), member_id=OLD)
    one = seen(desk, who)
    say_insurance(desk, who, payer=payer("medicaid"), member_id=NEW)
    assert billed(cedar, one)[:2] == ("Medicaid", NEW)
