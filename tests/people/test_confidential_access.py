"""Who asks for a confidential address asks that others do not know: who acts for them keeps access only where staff choose so."""

import html

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking import queries
from frontdesk.intake import keeping_out, patients
from frontdesk.people.contacts import shown
from frontdesk.people.models import Proxy
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_staff, at

CARER, SISTER, SAFE = "carer@example.org", "+13125550144", "safe@example.org"
TABLE = """
proxies:
  - {who: carer, from age: 18, may: [see, book, cancel]}
"""


@pytest.fixture
def rosa(db):
    practice = f.load_cedar(f.CEDAR + TABLE)
    made = f.patient(practice, established=True)
    for contact, name in ((CARER, "Cary"), (SISTER, "Sis")):
        patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, made, contact=contact, who="carer", name=name))
    made.visit = booking.book(f.actor(practice, "scheduler"), made, visit_type=f.visit("follow-up"), place=f.place())
    return made


def sees(contact, rosa) -> bool:
    actor = patient_actor(contact)
    return bool(actor.grants) and queries.by_id(actor, rosa.visit.pk) is not None


def save(rosa, **said):
    desk = as_staff(rosa.practice, "front_desk")
    answer = desk.post(at(rosa.practice, f"console/patients/{rosa.pk}/confidential/"), {"contact": SAFE, **said}, follow=True)  # fmt: skip
    return html.unescape(answer.content.decode())


def test_the_form_lists_everybody_who_has_access_and_each_loses_it_unless_it_is_chosen_otherwise(rosa):
    page = as_staff(rosa.practice, "front_desk").get(at(rosa.practice, f"console/patients/{rosa.pk}/")).content.decode()
    form = page[page.index("/confidential/") :].partition("</form>")[0]
    for proxy in rosa.proxies.all():
        assert shown(proxy.contact) in html.unescape(form)
        assert (
            f'name="access-{proxy.pk}" value="" checked' in form and f'name="access-{proxy.pk}" value="keep">' in form
        )


def test_by_default_nobody_but_the_patient_sees_anything_any_more(rosa):
    assert sees(CARER, rosa) and sees(SISTER, rosa)
    text = save(rosa)
    assert "From now on nothing else is used. Nobody else has access." in text
    assert not sees(CARER, rosa) and not sees(SISTER, rosa)
    assert patient_actor(SAFE).patients == {rosa.pk} and not patient_actor(rosa.email).patients


def test_who_is_chosen_keeps_it_and_the_page_names_them(rosa):
    keeps = rosa.proxies.get(contact=SISTER)
    text = save(rosa, **{f"access-{keeps.pk}": "keep"})
    assert "These people still have access: Sis." in text
    assert not sees(CARER, rosa) and sees(SISTER, rosa)


def test_it_is_in_the_trail_and_the_record_does_not_take_the_address_of_who_was_kept_out(rosa):
    save(rosa)
    ended = Entry.objects.filter(action="patient.end_proxy", actor_kind="staff")
    assert ended.count() == 2 and {one.thing_id for one in ended} == set(rosa.proxies.values_list("pk", flat=True))
    assert Entry.objects.filter(action="patient.confidential", thing_id=rosa.pk).exists()
    with pytest.raises(patients.KeptOut):
        keeping_out.refuse_who_acts(rosa, [CARER])


def test_who_lost_it_gets_it_again_as_after_any_end_and_not_by_the_address_being_taken_back(rosa):
    save(rosa)
    text = save(rosa, contact="")
    assert "The usual ways are used again." in text and "Give access again" in text
    assert not sees(CARER, rosa)
    patients.confirm_proxy(f.actor(rosa.practice, "front_desk"), rosa.proxies.get(contact=CARER))
    assert sees(CARER, rosa)


def test_taking_the_address_back_takes_access_from_nobody(rosa):
    save(rosa, **{f"access-{one.pk}": "keep" for one in rosa.proxies.all()})
    save(rosa, contact="")
    assert sees(CARER, rosa) and sees(SISTER, rosa)


def test_one_who_only_says_that_they_act_and_is_not_confirmed_is_asked_about_too(rosa):
    asked = patients.name_proxy(SYSTEM, rosa, contact="third@example.org", who="carer", name="")
    save(rosa)
    assert Proxy.objects.get(pk=asked.pk).state == "ended"


def test_a_page_that_did_not_show_somebody_who_acts_by_now_ends_nobodys_access(rosa):
    from tests.web_client import rows_shown_now

    desk = as_staff(rosa.practice, "front_desk")
    path = at(rosa.practice, f"console/patients/{rosa.pk}/confidential/")
    page = rows_shown_now(desk.actor(), path, {})
    patients.confirm_proxy(
        SYSTEM, patients.name_proxy(SYSTEM, rosa, contact="third@example.org", who="carer", name="T")
    )
    desk.post(path, {"contact": SAFE, **page}, follow=True)
    rosa.refresh_from_db()
    assert rosa.confidential_contact == "" and sees("third@example.org", rosa)


def test_an_address_that_comes_with_a_merged_record_has_everybody_confirmed_anew(rosa):
    desk = f.actor(rosa.practice, "scheduler")
    other = f.patient(rosa.practice, email="", confidential_contact=SAFE)
    merging.merge(desk, rosa, gone=other, reason="one person", choices={})
    rosa.refresh_from_db()
    assert rosa.confidential_contact == SAFE and not sees(CARER, rosa)
    merging.unmerge(desk, rosa, merge=merging.merges_of(rosa)[0], reason="two people")
    rosa.refresh_from_db()
    assert rosa.confidential_contact == "" and sees(CARER, rosa)


def test_control_without_the_choice_the_carer_still_sees_the_visit(rosa, monkeypatch):
    monkeypatch.setattr(patients, "acting", lambda patient: patient.proxies.none())
    save(rosa)
    assert sees(CARER, rosa)
