"""Whose patient somebody is: staff say it, the trail shows it, and rules about the own provider go by it."""

import pytest

from frontdesk.audit.models import Entry
from frontdesk.intake.evaluation import facts
from frontdesk.practice.models import Provider
from frontdesk.records.known.actions import say_own_provider
from tests import factory as f

pytestmark = pytest.mark.django_db


def test_staff_say_it_and_rules_know_it(cedar):
    patient = f.patient(cedar, established=True)
    assert facts(patient, {}, "online").own_provider is None
    lee = Provider.objects.get(code="lee")
    say_own_provider(f.actor(cedar, "front_desk"), patient, provider=lee)
    patient.refresh_from_db()
    assert facts(patient, {}, "online").own_provider == "lee"
    entry = Entry.objects.get(action="patient.own_provider")
    assert entry.changes["own_provider_id"] == [None, str(lee.pk)]
    say_own_provider(f.actor(cedar, "front_desk"), patient, provider=None)
    assert facts(patient, {}, "online").own_provider is None


def test_whoever_keeps_no_records_may_not(cedar):
    from frontdesk.access.may import NotAllowed

    patient = f.patient(cedar)
    with pytest.raises(NotAllowed):
        say_own_provider(f.actor(cedar, "billing"), patient, provider=None)
