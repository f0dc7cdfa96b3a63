"""Messages go out over a real SMTP server on loopback, by a real worker; a broken server loses none."""

import os
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.test import override_settings

from frontdesk.booking import actions
from frontdesk.messaging import delivery
from frontdesk.messaging.models import Message
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import server


class Mailbox:
    def __init__(self) -> None:
        self.got = []

    async def handle_DATA(self, server, session, envelope):
        self.got.append(envelope)
        return "250 kept"


@pytest.fixture
def smtp():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    controller.port = _free()
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


def _free() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def booked(url: str):
    with override_settings(EMAIL_URL=url), transaction.atomic():
        cedar = f.load_cedar()
        actions.book(f.actor(cedar, "front_desk"), f.patient(cedar), visit_type=f.visit("procedure"), place=f.place())
    return cedar


def worker(database: str, url: str) -> subprocess.Popen:
    env = {
        **os.environ,
        "DATABASE_URL": server().url("owner", database),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", database),
        "FRONTDESK_EMAIL_URL": url,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "frontdesk.server.cli", "worker"], env=env, stdout=subprocess.DEVNULL
    )


def wait_for(check, seconds=20):
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def state(cedar) -> str:
    with inside_practice(cedar):
        return Message.objects.get(template="booked").state


def test_a_worker_delivers_what_a_booking_wrote(fresh_db, smtp):
    cedar = booked(smtp.url)
    process = worker(fresh_db, smtp.url)
    try:
        wait_for(lambda: state(cedar) == "sent")
    finally:
        process.terminate()
        process.wait(20)
    text = smtp.got[0].content.decode()
    assert "Subject: Your appointment with Cedar Family Medicine" in text
    with inside_practice(cedar):
        assert f"<{Message.objects.get(template='booked').pk}@" in text


def test_a_broken_mail_server_loses_nothing_the_message_waits_and_says_why(fresh_db):
    cedar = booked("smtp://127.0.0.1:1")
    with inside_practice(cedar):
        key = Message.objects.get(template="booked").pk
    with override_settings(EMAIL_URL="smtp://127.0.0.1:1"), pytest.raises(delivery.NotDelivered):
        delivery.deliver(cedar.pk, key)
    with inside_practice(cedar):
        message = Message.objects.get(pk=key)
        assert (message.state, message.error) == ("failed", "the mail server cannot be reached")


def test_and_is_delivered_when_the_server_is_back_once(fresh_db, smtp):
    cedar = booked("smtp://127.0.0.1:1")
    with inside_practice(cedar):
        key = Message.objects.get(template="booked").pk
    with override_settings(EMAIL_URL="smtp://127.0.0.1:1"), pytest.raises(delivery.NotDelivered):
        delivery.deliver(cedar.pk, key)
    with override_settings(EMAIL_URL=smtp.url):
        delivery.deliver(cedar.pk, key)
        delivery.deliver(cedar.pk, key)
    assert len(smtp.got) == 1


def test_what_was_written_while_no_server_was_set_goes_out_once_there_is_one(fresh_db, smtp):
    from datetime import timedelta

    from django.utils.timezone import now

    from frontdesk.server.jobs import deliver_forgotten

    cedar = booked("")
    with inside_practice(cedar):
        Message.objects.update(created_at=now() - timedelta(hours=1))
        old = Message.objects.get(template="booked")
        old.pk = None
        old.id = uuid4()
        old.save()
        Message.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=2))
    with override_settings(EMAIL_URL=smtp.url):
        deliver_forgotten(0)
        deliver_forgotten(0)
    process = worker(fresh_db, smtp.url)
    try:
        wait_for(lambda: len(smtp.got) == 1)
        time.sleep(1)
    finally:
        process.terminate()
        process.wait(20)
    assert len(smtp.got) == 1  # once, and not the one of two days ago


def test_a_booking_that_is_rolled_back_sends_nothing(fresh_db, smtp):
    with override_settings(EMAIL_URL=smtp.url), pytest.raises(RuntimeError), transaction.atomic():
        cedar = f.load_cedar()
        actions.book(f.actor(cedar, "front_desk"), f.patient(cedar), visit_type=f.visit("procedure"), place=f.place())
        raise RuntimeError
    with transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs")
            assert cursor.fetchone() == (0,)


def test_a_code_is_wiped_once_it_is_sent(fresh_db, smtp):
    from frontdesk.messaging.actions import write

    with override_settings(EMAIL_URL=smtp.url):
        with transaction.atomic():
            cedar = f.load_cedar()
            message = write(cedar, "a@example.org", "code", code="123456")
        delivery.deliver(cedar.pk, message.pk)
    assert "123456" in smtp.got[0].content.decode()
    with inside_practice(cedar):
        assert "123456" not in Message.objects.get(pk=message.pk).body
