"""Migrations that fill in what was not kept before, with rows: whose access staff had ended, and on what a draft is based."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.intake.patients import end_proxy, name_proxy
from frontdesk.people.models import Patient, Proxy, RolePermission
from frontdesk.practice.drafts import actions as drafting
from frontdesk.practice.models import Policy
from tests import factory as f

ended = import_module("frontdesk.people.migrations.0020_ended_by_staff")
kept_out = import_module("frontdesk.people.migrations.0021_kept_out")
answering = import_module("frontdesk.people.migrations.0022_answer_by_telephone")
bases = import_module("frontdesk.practice.migrations.0009_base_revision")


@pytest.fixture
def rosa(cedar):
    return f.patient(cedar, first_name="Rosa")


def acting(cedar, rosa, contact):
    return name_proxy(f.actor(cedar, "front_desk"), rosa, contact=contact, who="carer", name="Some Son")


def before_it_was_kept(proxy):
    Proxy.objects.filter(pk=proxy.pk).update(ended_by_staff=False)
    return proxy


def test_whose_access_staff_ended_is_known_again_by_the_trail(cedar, rosa):
    one = acting(cedar, rosa, "son@example.org")
    end_proxy(f.actor(cedar, "front_desk"), one)
    before_it_was_kept(one)
    ended.as_the_trail_says(apps, cedar)
    assert Proxy.objects.get(pk=one.pk).ended_by_staff


def test_what_the_patient_ended_is_not_staffs(cedar, rosa):
    one = acting(cedar, rosa, "son@example.org")
    end_proxy(SYSTEM, one)
    before_it_was_kept(one)
    ended.as_the_trail_says(apps, cedar)
    assert not Proxy.objects.get(pk=one.pk).ended_by_staff


def test_where_nobody_knows_who_did_it_was_staff(cedar, rosa):
    one = acting(cedar, rosa, "son@example.org")
    Proxy.objects.filter(pk=one.pk).update(state="ended", ended_by_staff=False)
    assert not Entry.objects.filter(action="patient.end_proxy").exists()
    ended.as_the_trail_says(apps, cedar)
    assert Proxy.objects.get(pk=one.pk).ended_by_staff


def test_who_acts_still_is_left_alone(cedar, rosa):
    one = acting(cedar, rosa, "son@example.org")
    ended.as_the_trail_says(apps, cedar)
    assert not Proxy.objects.get(pk=one.pk).ended_by_staff


def takes_their_address(rosa):
    """Whether the record can have the address of who had acted for it."""
    try:
        with transaction.atomic():
            Patient.objects.filter(pk=rosa.pk).update(email="son@example.org")
    except IntegrityError as error:
        assert "proxy_not_own" in str(error.__cause__.diag.constraint_name)
        return False
    return True


@pytest.mark.parametrize(("by_staff", "taken"), [(True, False), (False, True)])
def test_the_address_of_whom_staff_keep_out_is_no_records(cedar, rosa, by_staff, taken):
    one = acting(cedar, rosa, "son@example.org")
    Proxy.objects.filter(pk=one.pk).update(state="ended", ended_by_staff=by_staff)
    assert takes_their_address(rosa) is taken


def test_the_function_in_the_database_is_the_migrations(cedar):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'people_patient_not_a_proxys'")
        (there,) = cursor.fetchone()
    assert " ".join(there.split()) in " ".join(kept_out.KEEP.split())


def test_whoever_proposes_answers_by_telephone_too_roles_of_the_practices_own_included(cedar):
    rows = RolePermission.objects.filter(permission="proposal.answer")
    RolePermission.objects.create(practice=cedar, kind="staff", role="lead", permission="proposal.send")
    rows.filter(kind="staff").delete()
    answering.whoever_proposes(apps, cedar)
    answering.whoever_proposes(apps, cedar)
    assert sorted(rows.values_list("role", flat=True)) == ["front_desk", "lead", "scheduler"]


def test_a_draft_is_based_on_the_revision_at_which_its_base_stands(cedar):
    row = drafting.start(f.actor(cedar, "manager"), cedar)
    base = Policy.objects.get(state="published")
    Policy.objects.filter(pk=base.pk).update(revision=base.revision + 3)
    Policy.objects.filter(pk=row.pk).update(
        base_revision=base.revision + 9
    )  # no other is allowed where there is a base
    bases.as_far_as_is_known(apps, cedar)
    assert Policy.objects.get(pk=row.pk).base_revision == base.revision + 3
    assert Policy.objects.get(pk=base.pk).base_revision is None
