"""Where nobody who can sign in may do what waits, that is said: to who waits, to who could make it so, before and after."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.people.models import RolePermission, Staff
from frontdesk.practice.roles.standing_still import standing_still
from tests import factory as f
from tests.web_client import as_staff, at, shown_now

BY_CLINICIAN = "Procedures need approval from a clinician."
SAID = "no clinician who approves has a sign-in"


@pytest.fixture
def practice(db):
    return f.load_cedar(f"{f.CEDAR}  {BY_CLINICIAN}\n")


def page(practice, role, address):
    return as_staff(practice, role).get(at(practice, address)).content.decode()


def waits(practice):
    who = f.patient(practice, established=True)
    return intake.submit(SYSTEM, who, visit_type=f.visit("procedure"), answers={"reason": "a mole"})


def test_the_request_says_that_nobody_can_and_no_longer_once_somebody_can(practice):
    one = waits(practice)
    assert one.state == "awaiting_approval" and one.waits_for_clinician
    for address in (f"console/requests/{one.pk}/", "console/queue/", "console/exceptions/"):
        assert SAID in page(practice, "front_desk", address)
    assert "It is in their list" not in page(practice, "front_desk", f"console/requests/{one.pk}/")
    f.staff(practice, "clinician", provider="chen")
    shown = page(practice, "front_desk", f"console/requests/{one.pk}/")
    assert SAID not in shown and "It is in their list" in shown


def test_a_scheduler_or_a_clinician_without_access_is_nobody(practice):
    as_staff(practice, "scheduler")
    chen = f.staff(practice, "clinician", provider="chen")
    assert not any(SAID in sentence for sentence in standing_still())
    Staff.objects.filter(pk=chen.pk).update(is_active=False)
    assert any(SAID in sentence for sentence in standing_still())


def test_the_checklist_has_a_line_of_it(practice):
    text = page(practice, "manager", "setup/start/")
    assert "Who answers, books and approves" in text and "Nobody with a sign-in can book for patients." in text


def test_whoever_ends_the_last_ones_access_hears_what_stands_still(practice):
    admin = as_staff(practice, "admin")
    chen = f.staff(practice, "clinician", provider="chen")
    form = {"role": "clinician", "provider": "chen", "reason": "They left"}
    said = admin.post(at(practice, f"setup/staff/{chen.pk}/"), form, follow=True).content.decode()
    assert not Staff.objects.get(pk=chen.pk).is_active and said.count(SAID) == 2  # what was done, and what stands there


CALLS = "When a visit is missed, the {} calls within 1 day."
UNSEEN = "nobody with that role and a sign-in sees exceptions"


@pytest.mark.parametrize("role", ["clinician", "manager"])
def test_a_call_of_who_sees_no_exceptions_is_said_until_somebody_of_them_does(db, role):
    practice = f.load_cedar(f"{f.CEDAR}  {CALLS.format(role)}\n")
    f.staff(practice, role)
    assert UNSEEN not in page(practice, "front_desk", "console/exceptions/"), "each sees what is theirs to do"
    RolePermission.objects.filter(role=role, permission="task.view:own").delete()
    assert UNSEEN in page(practice, "front_desk", "console/exceptions/")
    assert [sentence for sentence in standing_still() if UNSEEN in sentence]
    RolePermission.objects.create(practice=practice, kind="staff", role=role, permission="task.view:own")
    assert not [sentence for sentence in standing_still() if UNSEEN in sentence]
    assert UNSEEN not in page(practice, "front_desk", "console/exceptions/")


def test_a_call_of_who_sees_exceptions_stands_not_still(db):
    practice = f.load_cedar(f"{f.CEDAR}  {CALLS.format('front desk')}\n")
    assert UNSEEN not in page(practice, "front_desk", "console/exceptions/")


def test_a_draft_says_who_would_not_see_its_calls(cedar):
    RolePermission.objects.filter(role="clinician", permission="task.view:own").delete()
    manager = as_staff(cedar, "manager")
    data = {"text": f"{f.CEDAR}  {CALLS.format('clinician')}\n", "as_shown": shown_now(cedar)}
    manager.post(at(cedar, "setup/file/"), data)
    assert UNSEEN in manager.get(at(cedar, "setup/draft/")).content.decode()


def test_the_draft_says_so_before_it_is_published(cedar):
    manager = as_staff(cedar, "manager")
    data = {"text": f"{f.CEDAR}  {BY_CLINICIAN}\n", "as_shown": shown_now(cedar)}
    manager.post(at(cedar, "setup/file/"), data)
    assert SAID in manager.get(at(cedar, "setup/draft/")).content.decode()
