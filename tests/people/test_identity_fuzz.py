"""Somebody else's address, written in every way that might be taken for it: nobody gets in, and no code leaves for it.

The positive control puts the old reading back (small letters, compared by the database's folding) and must find the hole.
"""

import re

import pytest
from django.db.models import Q
from django.test import Client

from frontdesk.intake import drafts, patients
from frontdesk.messaging.models import Message
from frontdesk.people import contacts, queries
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.actors import patient_actor
from tests import factory as f
from tests.portion import some_of
from tests.web_client import at

HERS, NUMBER = "rosa.kim@patients.example", "+13125550142"
LOOKALIKES = {
    "i": "ıİіⅰ",
    "k": "\u212aкҟ",
    "s": "\u017fѕ",
    "a": "аɑ",
    "o": "оο0",
    "e": "е",
    "p": "р",
    "m": "ｍ",
    "n": "ո",
    ".": "\u3002\uff0e\u2024",
    "@": "\uff20\ufe6b",
}
HIDDEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\x00", "\t", "\u0301")
WRAPPED = ("foo<{}>", "<{}>", "Rosa <{}>", "{},eve@evil.example", "eve@evil.example,{}", "{};", '"{}"', "{}\nBcc: eve@evil.example", "{} ", "mailto:{}")  # fmt: skip


def written_otherwise(address: str) -> list[str]:
    found = [shape.format(address) for shape in WRAPPED]
    for at_, letter in enumerate(address):
        others = [*LOOKALIKES.get(letter, ""), letter.upper()]
        found += [address[:at_] + other + address[at_ + 1 :] for other in others]
        found += [address[:at_] + hidden + address[at_:] for hidden in HIDDEN]
    return list(dict.fromkeys([*found, address.upper(), address + "x" * 300]))


def sign_in(practice, typed: str) -> list[str]:
    """To where a code went."""
    before = set(Message.objects.values_list("pk", flat=True))
    Client(REMOTE_ADDR="203.0.113.7").post(at(practice, "sign-in/"), {"contact": typed})
    return list(Message.objects.exclude(pk__in=before).values_list("to", flat=True))


def holes(practice, ways: list[str], hers: str) -> list[str]:
    """The ways of writing by which a code left for anything but her own address, or which open her record as they stand."""
    open_ = opened(ways)
    return [typed for typed in ways if set(sign_in(practice, typed)) - {hers} or typed in open_]


def opened(ways: list[str]) -> set[str]:
    """Those that, once proven, would open a record without being the address itself."""
    ways = [typed for typed in ways if "\x00" not in typed]  # no string of the database's
    return {typed for typed in ways if typed not in (HERS, NUMBER) and patient_actor(typed).patients}


@pytest.fixture
def unlimited(monkeypatch):
    from frontdesk.people import actions

    monkeypatch.setattr(actions, "limit", lambda *_: None)
    monkeypatch.setattr("frontdesk.web.portal.signin.code_limit", lambda *_: None)


@pytest.fixture
def rosa(cedar):
    return f.patient(cedar, email=HERS, phone=NUMBER)


@pytest.mark.parametrize("part", some_of(range(6), one_in=6))
def test_no_other_way_of_writing_her_address_gets_a_code_or_her_record(cedar, rosa, unlimited, part):
    assert holes(cedar, written_otherwise(HERS)[part::6], HERS) == []
    assert sign_in(cedar, "ROSA.KIM@PATIENTS.EXAMPLE") == [HERS]  # hers, to every mail system


def test_control_folding_by_the_database_is_found(cedar, rosa, unlimited, monkeypatch):
    def folding(contact):
        return Patient.objects.filter(Q(email__iexact=contact) | Q(phone=contact), same_as=None).order_by("created_at")

    def typed_stays(contact):
        return contact if folding(contact).exists() else ""

    monkeypatch.setattr(queries, "by_contact", folding)
    monkeypatch.setattr("frontdesk.practice.actors.by_contact", folding)
    monkeypatch.setattr("frontdesk.web.portal.signin.stored_contact", typed_stays)
    monkeypatch.setattr(contacts, "contact", lambda text: text.lower())
    found = holes(cedar, [typed for typed in written_otherwise(HERS) if "i" not in typed or "ı" in typed], HERS)
    assert any("ı" in typed for typed in found)


def test_a_telephone_number_written_otherwise_opens_nothing(cedar, rosa, unlimited):
    ways = [
        "+1３125550142",
        "+1312555014２",
        "(312) 555-0142",
        "312 555 0142 x1",
        "+1312\u200b5550142",
        "0013125550142,5",
    ]
    assert holes(cedar, ways, NUMBER) == []


@pytest.mark.parametrize("typed", [one for one in written_otherwise(HERS)[::7] if "\x00" not in one])
def test_a_proxy_and_a_draft_are_found_by_the_address_itself_alone(cedar, typed):
    child = f.patient(cedar, email="")
    proxy = patients.name_proxy(f.actor(cedar, "front_desk"), child, contact=HERS, who="parent", name="Rosa Kim")
    patients.confirm_proxy(f.actor(cedar, "front_desk"), proxy)
    draft, _token = drafts.begin(cedar)
    drafts.keep(draft, contact=HERS)
    if typed != HERS:
        assert queries.stored_contact(typed) == "" and drafts.given(typed) is None
        assert not patient_actor(typed).grants
    drafts.keep(draft, contact=typed)
    assert draft.contact in ("", contacts.normal_contact(typed))


@pytest.mark.parametrize(
    "typed", ["desk@clınıc.example", "DES\u212a@clinic.example", "desk@clinic.example,x@y.example"]
)
def test_staff_are_not_found_by_what_looks_like_their_address(cedar, typed):
    from frontdesk.web.signin import StaffBackend

    who = f.staff(cedar, "front_desk", password=f.PASSWORD)
    who.email = "desk@clinic.example"
    who.save()
    assert StaffBackend().authenticate(None, email="Desk@Clinic.example", password=f.PASSWORD) == who
    assert StaffBackend().authenticate(None, email=typed, password=f.PASSWORD) is None


@pytest.mark.parametrize("typed", [one for one in written_otherwise(HERS) if one.lower() != HERS][::5])
def test_the_database_refuses_what_is_not_in_the_kept_form(cedar, rosa, typed):
    from django.db import DatabaseError, transaction

    if re.fullmatch(contacts.EMAIL, typed):
        pytest.skip("an address of its own")
    for model, field, row in ((Patient, "email", rosa.pk), (Patient, "confidential_contact", rosa.pk)):
        with pytest.raises((DatabaseError, ValueError)), transaction.atomic():
            model.objects.filter(pk=row).update(**{field: typed})
    with pytest.raises((DatabaseError, ValueError)), transaction.atomic():
        Proxy.objects.create(practice=cedar, patient=rosa, contact=typed, who="carer", state="confirmed")
