"""A clinician who is hired is a provider of the practice: their own day is that provider's."""

import pytest

from frontdesk.people.models import Staff
from frontdesk.practice.models import Provider
from frontdesk.practice.roles import actions
from tests import factory as f
from tests.web_client import as_staff, at, sign_in

NEW = {"name": "Dr. Park", "email": "park@cedar.example", "role": "clinician"}


def test_a_clinician_is_hired_as_a_provider_and_sees_that_providers_day(cedar):
    boss = as_staff(cedar, "admin")
    page = boss.post(at(cedar, "setup/staff/new/"), NEW, follow=True).content.decode()
    assert "Choose which provider a clinician is" in page and not Staff.objects.filter(email=NEW["email"]).exists()
    boss.post(at(cedar, "setup/staff/new/"), {**NEW, "provider": "lee"})
    made = Staff.objects.get(email=NEW["email"])
    assert made.provider.code == "lee"
    Staff.objects.filter(pk=made.pk).update(first_password=False)
    boss.cookies.clear()
    sign_in(boss, made)
    assert "does not say which provider" not in boss.get(at(cedar, "console/mine/")).content.decode()


def test_somebody_becomes_a_provider_later_and_an_old_page_changes_nothing(cedar):
    boss, one = as_staff(cedar, "admin"), f.staff(cedar, "billing")
    path = at(cedar, f"setup/staff/{one.pk}/")
    said = {"role": "clinician", "active": "on", "reason": "qualified", "was": "billing|active"}
    assert boss.post(path, said).status_code == 422
    assert boss.post(path, {**said, "provider": "chen"}).status_code == 302
    one.refresh_from_db()
    assert (one.role, one.provider.code) == ("clinician", "chen")
    assert boss.post(path, {**said, "provider": "lee", "was": "clinician|active"}).status_code == 409
    assert boss.post(path, {**said, "provider": "nobody"}, follow=True).status_code == 200
    one.refresh_from_db()
    assert one.provider.code == "chen"


def test_who_is_no_provider_is_told_so_and_not_that_nobody_is_booked(cedar):
    client = as_staff(cedar, "clinician")
    page = client.get(at(cedar, "console/mine/")).content.decode()
    assert "does not say which provider you are" in page and "Nobody is booked" not in page
    day = f.day(20).isoformat()
    answer = client.post(at(cedar, "console/away/"), {"first_on": day, "last_on": day})
    assert answer.status_code == 409 and "does not say which provider you are" in answer.content.decode()


def test_an_action_refuses_a_clinician_who_is_nobody(cedar):
    with pytest.raises(actions.WhichProvider):
        actions.hire(f.actor(cedar, "admin"), cedar, password="x" * 16, **NEW)
    chen = Provider.objects.get(code="chen")
    assert actions.hire(f.actor(cedar, "admin"), cedar, password="x" * 16, provider=chen, **NEW).provider == chen
