"""A yes or a no to being written to is the word of who has the address or number, or of who tells staff: nobody gives a stranger's."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake.preferences import actions as wishes
from frontdesk.messaging.actions import consent
from frontdesk.messaging.consent import agreed
from frontdesk.messaging.models import Consent, Message
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.web_client import as_patient, at

NUMBER = "+13125551003"
NOT_THEIRS = ("typed", "unsaid", "parent", "carer")


@pytest.fixture
def daniel(cedar):
    return f.patient(cedar, first_name="Daniel", phone=NUMBER, email="", established=True)


def dora(cedar, mark):
    """Whose record has Daniel's number."""
    made = f.patient(cedar, first_name="Dora", email="dora@example.org")
    type(made).objects.filter(pk=made.pk).update(phone=NUMBER, phone_of=mark)
    made.refresh_from_db()
    return made


def pressed(cedar, who, was, now):
    """A form made by hand, whatever the page shows."""
    said = {"language": "en", "time_zone": "", "shown-language": "en|", "shown-time_zone": "|", "by_email": "on"}
    said |= {"shown-by_email": f"yes|{who.email}", "shown-by_text": f"{'yes' if was else ''}|{NUMBER}"}
    client = as_patient(cedar, who)
    assert client.post(at(cedar, "preferences/"), {**said, **({"by_text": "on"} if now else {})}).status_code == 302
    return client.get(at(cedar, "preferences/")).content.decode()


@pytest.mark.parametrize("mark", NOT_THEIRS)
def test_nobody_stops_the_texts_of_another_by_having_their_number_on_the_record(cedar, daniel, mark):
    waits = Message.objects.create(
        practice=cedar, patient=daniel, channel="text", to=NUMBER, template="booked", body="x"
    )
    page = pressed(cedar, dora(cedar, mark), was=True, now=False)
    waits.refresh_from_db()
    assert agreed(NUMBER) and waits.state == "queued" and 'name="by_text"' not in page


@pytest.mark.parametrize("mark", NOT_THEIRS)
def test_nor_says_yes_over_their_stop(cedar, daniel, mark):
    consent(SYSTEM, cedar, contact=NUMBER, given=False, how="text STOP")
    pressed(cedar, dora(cedar, mark), was=False, now=True)
    assert not agreed(NUMBER)


@pytest.mark.parametrize(("was", "now"), [(True, False), (False, True)])
def test_who_has_proved_it_says_it_as_before_and_so_do_staff(cedar, was, now):
    """The positive control: the same press counts there."""
    mine = dora(cedar, "patient")
    consent(SYSTEM, cedar, contact=NUMBER, given=was, how="asked at the desk")
    pressed(cedar, mine, was=was, now=now)
    assert agreed(NUMBER) is now
    typed = dora(cedar, "typed")
    wishes.prefer(f.actor(cedar, "front_desk"), typed, by_text=was)
    assert agreed(NUMBER) is was


def test_where_nobody_asks_whose_it_is_the_press_would_count(cedar, daniel, monkeypatch):
    monkeypatch.setattr(wishes, "may_say", lambda *_: True)
    mine = dora(cedar, "typed")
    wishes.prefer(patient_actor(mine.email), mine, by_text=False)
    assert not agreed(NUMBER)


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_that_two_records_are_one_says_nothing_for_a_number_that_was_only_typed(cedar, daniel, side):
    mine = dora(cedar, "typed")
    other = f.patient(cedar, first_name="Dora", email="", phone="+13125552222")
    no_of = other if side == "kept" else mine
    consent(SYSTEM, cedar, contact=no_of.phone, given=False, how="text STOP")
    before = Consent.objects.count()
    kept, gone = (mine, other) if side == "kept" else (other, mine)
    merge(f.actor(cedar, "front_desk"), kept, gone=gone, reason="x")
    assert Consent.objects.count() == before
