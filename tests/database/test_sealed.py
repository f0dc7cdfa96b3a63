"""Every column of words is known for what it is: kept encrypted one day, or plain for a reason.  A new one has to be named here first."""

import pytest
from django.apps import apps
from django.db import models

from frontdesk.tenancy.sealed import sealed, sealed_columns

WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
OF_PATIENTS = {
    "people.Patient",
    "people.Proxy",
    "intake.Draft",
    "intake.Request",
    "intake.Answer",
    "intake.Document",
    "intake.Referral",
    "intake.Task",
    "booking.Appointment",
    "booking.WaitlistEntry",
    "booking.Recall",
    "booking.Proposal",
    "booking.ToPropose",
    "booking.Death",
    "booking.Merge",
    "messaging.Message",
    "messaging.Consent",
    "messaging.Inbound",
    "audit.Entry",
}

# Of what is a patient's: what is plain, and why.
LOOKED_FOR = "names and contacts by which people are found and compared (`=`, folded): they need an index that tells nothing first"
KINDS = "one of a few words of the code: a kind, a way, a language, a template"
KEYS = "a key, a hash or a token's hash: it tells nothing of anybody"
STAFF = "a name of staff, or of who did it: shown in lists"
PLAIN = {
    LOOKED_FOR: {
        "people.Patient": "first_name last_name email phone confidential_contact unread_contacts let_in",
        "people.Proxy": "contact name",
        "intake.Draft": "contact",
        "intake.Referral": "first_name last_name phone email clinic_name clinician clinic_phone clinic_email",
        "messaging.Message": "to",
        "messaging.Consent": "contact",
        "messaging.Inbound": "sender",
        "audit.Entry": "actor_name",
    },
    KINDS: {
        "people.Patient": "time_zone",
        "intake.Request": "deciding missing",
        "intake.Answer": "field",
        "intake.Document": "field content_type",
        "intake.Task": "thing_kind what outcome meant_for after",
        "booking.Appointment": "overridden",
        "booking.Recall": "plan",
        "booking.WaitlistEntry": "parts days",
        "booking.ToPropose": "place",
        "messaging.Message": "template language visit error thing_kind",
        "messaging.Consent": "how",
        "messaging.Inbound": "meaning",
        "audit.Entry": "actor_kind action thing_kind rule",
    },
    KEYS: {
        "intake.Draft": "token_hash owner",
        "intake.Document": "name",  # a random name of the encrypted file
        "intake.Referral": "outside_key token_hash",
        "booking.Recall": "outside_key token_hash token_before",
        "booking.Death": "ended",
        "booking.Merge": "moved",
        "messaging.Message": "once provider_key settled_by",
        "messaging.Inbound": "provider_key",
        "audit.Entry": "previous digest",
    },
    STAFF: {
        "intake.Request": "approved_by asked_by followed_by",
        "intake.Task": "done_by",
        "booking.Recall": "ordered_by",
        "booking.Death": "by",
        "booking.Merge": "by",
    },
}


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.local_fields if isinstance(field, WORDS) and not field.choices}


def plain(label: str) -> set[str]:
    return {name for of_models in PLAIN.values() for name in of_models.get(label, "").split()}


def unknown(model: type[models.Model]) -> set[str]:
    label = model._meta.label
    marked = {name.rsplit(".", 1)[1] for name in sealed_columns() if name.startswith(f"{label}.")}
    return columns(model) - marked - plain(label)


@pytest.mark.parametrize("label", sorted(OF_PATIENTS))
def test_each_column_of_words_is_sealed_or_plain_for_a_reason(label):
    model = apps.get_model(label)
    marked = {name.rsplit(".", 1)[1] for name in sealed_columns() if name.startswith(f"{label}.")}
    assert unknown(model) == set()
    assert not marked & plain(label)
    assert plain(label) <= columns(model)  # what has gone has gone from the table too


def test_a_model_that_names_a_patient_stands_in_the_table():
    naming = {
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "patient" for field in model._meta.local_fields) and columns(model)
    }
    assert naming <= OF_PATIENTS


def test_a_column_that_is_forgotten_is_found(monkeypatch):
    model = apps.get_model("intake.Answer")
    monkeypatch.delattr(model._meta.get_field("value"), "is_sealed")
    assert unknown(model) == {"value"}


def test_a_mark_changes_nothing_of_the_table():
    assert sealed(models.TextField()).deconstruct() == models.TextField().deconstruct()
