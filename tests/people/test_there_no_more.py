"""Who or what a record names is there no more: the form that shows it keeps it, and gives it to nobody newly."""

import pytest

from frontdesk.intake.models import Referral
from frontdesk.intake.referrals import actions as referrals
from frontdesk.people.models import Patient, Staff
from frontdesk.practice.models import Location, Payer, Provider, VisitType
from frontdesk.records.known.actions import say_own_provider
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_patient, as_staff, at

ENTITIES = {"visit_type": VisitType, "provider": Provider, "location": Location, "payer": Payer}


def there_no_more(model=Provider, code="gone"):
    """Named by the version before: the one in force has it no more, as when that is published."""
    row = model.objects.filter(active=True).first()
    row.pk, row.code, row.name, row.active = None, code, f"Formerly {code}", False
    row._state.adding = True
    row.save(force_insert=True)
    return row


def form_at(client, url, action):
    page = client.get(url).content.decode()
    return next(one for one in forms_of(url, page) if one.action.split("?")[0] == action)


def test_a_provider_who_has_left_stays_a_patients_own_until_somebody_says_otherwise(cedar):
    who, desk = f.patient(cedar, established=True), as_staff(cedar, "front_desk")
    left, another = there_no_more(), there_no_more(code="another")
    say_own_provider(f.actor(cedar, "front_desk"), who, provider=left)
    url, action = at(cedar, f"console/patients/{who.pk}/"), at(cedar, f"console/patients/{who.pk}/own-provider/")
    form = form_at(desk, url, action)
    assert form.fields["provider"] == [left.code]
    assert desk.post(action, form.data()).status_code == 302
    assert Patient.objects.get(pk=who.pk).own_provider == left
    assert desk.post(action, form.data(provider=another.code)).status_code == 422, "nobody gets one of those newly"
    assert desk.post(action, form_at(desk, url, action).data(provider="lee")).status_code == 302
    assert Patient.objects.get(pk=who.pk).own_provider.code == "lee"
    stale = form.data(provider=left.code)
    assert desk.post(action, stale).status_code in (409, 422)
    assert Patient.objects.get(pk=who.pk).own_provider.code == "lee"


@pytest.mark.parametrize("name", ENTITIES)
def test_what_a_referral_says_already_stays_while_something_else_is_corrected(cedar, name):
    row = there_no_more(ENTITIES[name])
    other = there_no_more(ENTITIES[name], code="another")
    one = referral(cedar, **{name: row})
    client = as_staff(cedar, "scheduler")
    url, action = at(cedar, f"console/referrals/{one.pk}/"), at(cedar, f"console/referrals/{one.pk}/edit/")
    form = form_at(client, url, action)
    assert form.fields[name] == [str(row.pk)]
    assert client.post(action, form.data(clinician="Dr. Who Writes")).status_code == 302
    one.refresh_from_db()
    assert (getattr(one, name), one.clinician) == (row, "Dr. Who Writes")
    form = form_at(client, url, action)
    assert client.post(action, form.data(**{name: str(other.pk)})).status_code == 422


def referral(practice, **said):
    made = referrals.receive(f.actor(practice, "scheduler"), practice, values={"last_name": "Lopez"}, source="by hand")
    Referral.objects.filter(pk=made.pk).update(**said)
    return Referral.objects.get(pk=made.pk)


def test_somebody_of_the_staff_who_is_a_provider_that_left_stays_so_while_their_role_is_changed(cedar):
    left = there_no_more()
    who = f.staff(cedar, "clinician")
    Staff.objects.filter(pk=who.pk).update(provider=left)
    client = as_staff(cedar, "admin")
    url, action = at(cedar, "setup/staff/"), at(cedar, f"setup/staff/{who.pk}/")
    form = form_at(client, url, action)
    assert form.fields["provider"] == [left.code]
    assert client.post(action, form.data(reason="a new name")).status_code == 302
    who.refresh_from_db()
    assert who.provider == left


@pytest.mark.parametrize("by", ["staff", "themselves"])
def test_a_time_zone_that_nobody_is_offered_stays_the_patients(cedar, by):
    who = f.patient(cedar, time_zone="America/Boise")
    staff_ = by == "staff"
    client = as_staff(cedar, "front_desk") if staff_ else as_patient(cedar, who)
    url = at(cedar, f"console/patients/{who.pk}/" if staff_ else "preferences/")
    action = at(cedar, f"console/patients/{who.pk}/preferences/") if staff_ else url
    form = form_at(client, url, action)
    assert form.fields["time_zone"] == ["America/Boise"]
    assert client.post(action, form.data(language="es")).status_code == 302
    who.refresh_from_db()
    assert (who.language, who.time_zone) == ("es", "America/Boise")
