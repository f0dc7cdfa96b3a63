"""How somebody who is known is insured: staff enter it, the trail shows it, and the visits to come are billed by it."""

import pytest

from frontdesk.access.may import NotAllowed
from frontdesk.audit.models import Entry
from frontdesk.practice.models import Payer
from frontdesk.records.known.actions import say_insurance
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_staff, at


def billed(practice, one):
    page = as_staff(practice, "billing").get(at(practice, f"console/billing/?date={f.day()}")).content.decode()
    row = page[page.index(one.patient.last_name) :]
    return " ".join(row[: row.index("</tr>")].split())


def test_what_staff_enter_is_of_the_record_and_of_the_visits_to_come(cedar):
    one = f.booked(cedar)
    assert "None given" in billed(cedar, one) and "insurance" in billed(cedar, one)
    desk = as_staff(cedar, "front_desk")
    page = desk.get(at(cedar, f"console/patients/{one.patient_id}/")).content.decode()
    assert 'name="member_id"' in page
    form = {"payer": "medicare", "member_id": "1EG4-TE5"}
    assert desk.post(at(cedar, f"console/patients/{one.patient_id}/insurance/"), form).status_code == 302
    one.refresh_from_db()
    one.patient.refresh_from_db()
    medicare = Payer.objects.get(code="medicare")
    assert (one.payer, one.patient.payer, one.patient.member_id) == (medicare, medicare, "1EG4-TE5")
    assert Entry.objects.get(action="patient.insurance").changes["payer_id"] == [None, str(medicare.pk)]
    assert "Medicare" in billed(cedar, one) and "None given" not in billed(cedar, one)


def test_one_that_is_not_taken_any_more_stays_while_the_member_id_is_corrected(cedar):
    who, desk = f.patient(cedar), as_staff(cedar, "front_desk")
    own = Payer.objects.create(practice=cedar, code="old-plan", name="Old Plan", active=False)
    Payer.objects.create(practice=cedar, code="older-plan", name="Older Plan", active=False)
    say_insurance(f.actor(cedar, "front_desk"), who, payer=own, member_id="OP1")
    url, action = at(cedar, f"console/patients/{who.pk}/"), at(cedar, f"console/patients/{who.pk}/insurance/")
    page = desk.get(url).content.decode()
    form = next(one for one in forms_of(url, page) if one.action == action)
    assert form.fields["payer"] == ["old-plan"] and "Older Plan" not in page
    assert desk.post(action, form.data(member_id="OP2")).status_code == 302
    who.refresh_from_db()
    assert (who.payer, who.member_id) == (own, "OP2")
    page = desk.get(url).content.decode()
    form = next(one for one in forms_of(url, page) if one.action == action)
    assert desk.post(action, form.data(payer="older-plan")).status_code == 422, "nobody gets one of those newly"
    assert desk.post(action, form.data(payer="")).status_code == 302
    who.refresh_from_db()
    assert who.payer is None


def test_who_has_none_is_said_to_have_none(cedar):
    who = f.patient(cedar)
    say_insurance(f.actor(cedar, "front_desk"), who, payer=None, member_id="x", uninsured=True)
    who.refresh_from_db()
    assert (who.payer, who.uninsured, who.member_id) == (None, True, "")


def test_whoever_keeps_no_records_may_not(cedar):
    with pytest.raises(NotAllowed):
        say_insurance(f.actor(cedar, "billing"), f.patient(cedar), payer=None, member_id="")
