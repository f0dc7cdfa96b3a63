"""Messages go out over a real SMTP server and a real text service on loopback; a broken server loses none."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions
from frontdesk.messaging import delivery
from frontdesk.messaging.models import Message
from frontdesk.server.jobs import deliver_due
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import server
from tests.peers import mail_server, text_service
from tests.worker import due

NOWHERE = "smtp://127.0.0.1:1"


@pytest.fixture
def smtp():
    with mail_server() as box:
        yield box


def booked(url: str, **who):
    with override_settings(EMAIL_URL=url), transaction.atomic():
        cedar = f.load_cedar()
        actions.book(SYSTEM, f.patient(cedar, **who), visit_type=f.visit("procedure"), place=f.place())
    return cedar


def worker(database: str, **settings) -> subprocess.Popen:
    env = {
        **os.environ,
        "DATABASE_URL": server().url("owner", database),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", database),
        **{f"FRONTDESK_{name}": value for name, value in settings.items()},
    }
    return subprocess.Popen(
        [sys.executable, "-m", "frontdesk.server.cli", "worker"], env=env, stdout=subprocess.DEVNULL
    )


def wait_for(check, seconds=120):
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def message(cedar) -> Message:
    with inside_practice(cedar):
        return Message.objects.get(template="booked")


def test_a_worker_delivers_what_a_booking_wrote(fresh_db, smtp):
    cedar = booked(smtp.url)
    process = worker(fresh_db, EMAIL_URL=smtp.url)
    try:
        wait_for(lambda: message(cedar).state == "sent")
    finally:
        process.terminate()
        process.wait(20)
    assert "Subject: Your appointment with Cedar Family Medicine" in smtp.got[0].content.decode()
    assert smtp.ids() == {str(message(cedar).pk): 1}


def test_a_broken_mail_server_loses_nothing_the_message_waits_and_says_why(fresh_db):
    cedar = booked(NOWHERE)
    with override_settings(EMAIL_URL=NOWHERE):
        assert delivery.deliver(cedar.pk, message(cedar).pk) == "queued"
    kept = message(cedar)
    assert (kept.error, kept.handed_at) == ("the mail server cannot be reached", None)
    assert kept.not_before > now()


def test_and_is_delivered_when_the_server_is_back_once(fresh_db, smtp):
    cedar = booked(NOWHERE)
    with override_settings(EMAIL_URL=NOWHERE):
        delivery.deliver(cedar.pk, message(cedar).pk)
    with inside_practice(cedar):
        Message.objects.update(not_before=now())
    with override_settings(EMAIL_URL=smtp.url):
        assert not due(deliver_due)
        assert not due(deliver_due)
    assert len(smtp.got) == 1


def test_after_eight_tries_it_has_failed_and_staff_deal_with_it(fresh_db):
    cedar = booked(NOWHERE)
    with override_settings(EMAIL_URL=NOWHERE):
        for _ in range(8):
            with inside_practice(cedar):
                Message.objects.update(not_before=now())
            state = delivery.deliver(cedar.pk, message(cedar).pk)
    assert state == "failed"


def test_an_address_that_does_not_exist_has_failed_at_once(fresh_db):
    with mail_server(refuse=("nobody@example.org",)) as box:
        cedar = booked(box.url, email="nobody@example.org")
        with override_settings(EMAIL_URL=box.url):
            assert delivery.deliver(cedar.pk, message(cedar).pk) == "failed"
    assert message(cedar).error == "the mail server refused the address"


def test_what_was_written_while_no_server_was_set_goes_out_once_there_is_one(fresh_db, smtp):
    cedar = booked("")
    with inside_practice(cedar):
        Message.objects.update(created_at=now() - timedelta(hours=1))
        old = Message.objects.get(template="booked")
        old.pk = old.id = uuid4()
        old.save(force_insert=True)
        Message.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=2))
    with override_settings(EMAIL_URL=smtp.url):
        assert not due(deliver_due)
        assert not due(deliver_due)
    assert len(smtp.got) == 1  # once, and not the one of two days ago


def test_a_booking_that_is_rolled_back_sends_nothing(fresh_db, smtp):
    with override_settings(EMAIL_URL=smtp.url), pytest.raises(RuntimeError), transaction.atomic():
        cedar = f.load_cedar()
        actions.book(SYSTEM, f.patient(cedar), visit_type=f.visit("procedure"), place=f.place())
        raise RuntimeError
    with override_settings(EMAIL_URL=smtp.url):
        assert not due(deliver_due)
    assert smtp.got == []


def test_the_workers_log_has_no_address_no_number_and_no_words_of_a_message(fresh_db, capfd):
    with text_service() as service:
        service.refuse.add("+13125550123")
        with override_settings(TEXT_URL=service.url):
            cedar = booked("", email="", phone="+13125550123", first_name="Canaryfirst")
        process = worker(fresh_db, TEXT_URL=service.url, EMAIL_URL=NOWHERE)
        try:
            wait_for(lambda: message(cedar).state == "failed")
        finally:
            process.terminate()
            process.wait(20)
    printed = capfd.readouterr()
    assert "5550123" not in printed.err + printed.out and "anary" not in printed.err + printed.out
    assert "Downtown" not in printed.err


# Killed in between ------------------------------------------------------------------------------------------


def left_in_between(cedar):
    """As a worker leaves it that was killed after the server had taken the message, before it could be confirmed."""
    with inside_practice(cedar):
        Message.objects.update(
            state="sending",
            handed_at=now() - timedelta(minutes=5),
            claimed_until=now() - timedelta(minutes=3),
            attempts=1,
        )


def test_what_a_killed_worker_left_is_handed_over_again_under_the_same_key(fresh_db, smtp):
    cedar = booked(smtp.url)
    with override_settings(EMAIL_URL=smtp.url):
        delivery.deliver(cedar.pk, message(cedar).pk)
        left_in_between(cedar)
        assert not due(deliver_due)
    assert smtp.ids() == {str(message(cedar).pk): 2}  # SMTP cannot be asked: twice, but recognisably one
    assert message(cedar).state == "sent"


def test_while_a_worker_is_at_it_no_other_takes_it_up(fresh_db, smtp):
    cedar = booked(smtp.url)
    with inside_practice(cedar):
        Message.objects.update(state="sending", claimed_until=now() + timedelta(minutes=1))
    with override_settings(EMAIL_URL=smtp.url):
        assert not due(deliver_due)
    assert smtp.got == []


@pytest.mark.parametrize("listing", [True, False], ids=["the service can be asked", "it honours keys alone"])
def test_a_text_service_sends_it_once_whatever_was_killed(fresh_db, listing):
    with text_service(listing=listing) as service, override_settings(TEXT_URL=service.url, TEXT_FROM="+13125550000"):
        cedar = booked("", email="", phone="+13125550123")
        delivery.deliver(cedar.pk, message(cedar).pk)
        assert message(cedar).provider_key == service.accepted[0]["sid"]
        left_in_between(cedar)
        assert not due(deliver_due)
        assert message(cedar).state == "sent"
        assert len(service.accepted) == 1
        assert len(service.requests) == (1 if listing else 2)
        assert {one["key"] for one in service.requests} == {str(message(cedar).pk)}


def test_the_check_can_fail_a_service_without_keys_that_cannot_be_asked_sends_twice(fresh_db, monkeypatch):
    """The control: with neither key nor question, the same kill is seen as two messages at the peer."""
    import httpx

    real = httpx.Client.post
    monkeypatch.setattr(
        httpx.Client,
        "post",
        lambda self, *a, **k: real(self, *a, **{**k, "headers": {}}),
    )
    with text_service(listing=False) as service, override_settings(TEXT_URL=service.url, TEXT_FROM="+13125550000"):
        cedar = booked("", email="", phone="+13125550123")
        delivery.deliver(cedar.pk, message(cedar).pk)
        left_in_between(cedar)
        assert not due(deliver_due)
        assert len(service.accepted) == 2


def test_a_text_service_that_is_down_loses_nothing(fresh_db):
    with text_service() as service, override_settings(TEXT_URL=service.url):
        cedar = booked("", email="", phone="+13125550123")
        service.down = True
        assert delivery.deliver(cedar.pk, message(cedar).pk) == "queued"
        service.down = False
        with inside_practice(cedar):
            Message.objects.update(not_before=now())
        assert not due(deliver_due)
        assert len(service.accepted) == 1


def test_what_may_have_been_taken_is_asked_about_even_after_the_service_was_away(fresh_db):
    """Killed after the hand-over, then the service is down for a while: that it may have the message is not forgotten."""
    with text_service() as service, override_settings(TEXT_URL=service.url):
        cedar = booked("", email="", phone="+13125550123")
        delivery.deliver(cedar.pk, message(cedar).pk)
        left_in_between(cedar)
        with override_settings(TEXT_URL=service.url.rpartition(":")[0] + ":1"):
            assert delivery.deliver(cedar.pk, message(cedar).pk) == "queued"
        assert message(cedar).handed_at is not None
        with inside_practice(cedar):
            Message.objects.update(not_before=now())
        assert not due(deliver_due)
        assert (message(cedar).state, len(service.requests)) == ("sent", 1)


def test_a_number_that_the_service_refuses_has_failed(fresh_db):
    with text_service() as service, override_settings(TEXT_URL=service.url):
        service.refuse.add("+13125550123")
        cedar = booked("", email="", phone="+13125550123")
        assert delivery.deliver(cedar.pk, message(cedar).pk) == "failed"


def test_whatever_goes_wrong_in_handing_over_ends_as_failed_before_staff(db, monkeypatch, settings):
    settings.EMAIL_URL = NOWHERE
    cedar = f.load_cedar()
    actions.book(SYSTEM, f.patient(cedar), visit_type=f.visit("procedure"), place=f.place())

    class Broken:
        def send(self, message):
            raise ValueError("Header values may not contain linefeed")

    monkeypatch.setattr(delivery, "provider_for", lambda channel: Broken())
    message = Message.objects.get()
    assert delivery.deliver(cedar.pk, message.pk) == "failed"
    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", "it could not be put together or sent")
