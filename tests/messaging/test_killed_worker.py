"""The worker is killed at random moments under load: nothing is lost, and nothing is sent twice where a peer honours keys.

`KILLS=100 make kills` for the long one; the short one runs with `make torture`.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import transaction
from django.test import override_settings

from frontdesk.messaging.actions import write
from frontdesk.messaging.models import Message
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import server
from tests.peers import mail_server, text_service

pytestmark = pytest.mark.alone

KILLS = int(os.environ.get("KILLS", "12"))
EACH = 12  # messages that are written before each kill


class Load:
    """Messages, two workers that deliver them, and what arrives at the peers."""

    def __init__(self, database, box, service, module):
        self.cedar, self.box, self.service, self.command = None, box, service, [sys.executable, "-m", *module]
        self.env = {
            **os.environ,
            "DATABASE_URL": server().url("owner", database),
            "FRONTDESK_APP_DATABASE_URL": server().url("app", database),
            "FRONTDESK_EMAIL_URL": box.url,
            "FRONTDESK_TEXT_URL": service.url,
            "FRONTDESK_TEXT_FROM": "+13125550000",
            "FRONTDESK_MESSAGE_LEASE": "2",
        }
        self.workers: list[subprocess.Popen] = []
        self.written = 0

    def write(self, count: int) -> None:
        with override_settings(EMAIL_URL=self.box.url, TEXT_URL=self.service.url), transaction.atomic():
            self.cedar = self.cedar or f.load_cedar()
            with inside_practice(self.cedar):
                for _ in range(count):
                    self.written += 1
                    text = self.written % 2
                    to = f"+1312555{self.written:04}" if text else f"p{self.written}@example.org"
                    write(self.cedar, to, "text-help", link="x")

    def start(self) -> None:
        process = subprocess.Popen(
            self.command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.workers.append(process)

    def arrived(self) -> int:
        return len(self.box.got) + len(self.service.requests)

    def kill_one(self) -> None:
        """The older of the two, once something has arrived since; a little later, by chance."""
        before, deadline = self.arrived(), time.monotonic() + 5
        while self.arrived() == before and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(random.random() * 0.25)
        victim = self.workers.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.wait()

    def waiting(self) -> int:
        with inside_practice(self.cedar):
            return Message.objects.filter(state__in=["queued", "sending"]).count()

    def finish(self, seconds: int = 300) -> None:
        deadline = time.monotonic() + seconds
        while self.waiting() and time.monotonic() < deadline:
            time.sleep(0.3)
        for process in self.workers:
            process.terminate()
        for process in self.workers:
            process.wait(30)

    def verdict(self) -> dict:
        with inside_practice(self.cedar):
            rows = dict(Message.objects.values_list("pk", "channel"))
        keys = {str(pk) for pk in rows}
        texts = Counter(one["key"] for one in self.service.accepted)
        mails = self.box.ids()
        return {
            "written": self.written,
            "lost": len(keys - set(texts) - set(mails)),
            "under a new key": len((set(texts) | set(mails)) - keys),
            "doubled texts": sum(count - 1 for count in texts.values()),
            "repeated texts, refused by their key": len(self.service.requests) - len(self.service.accepted),
            "repeated mails": sum(count - 1 for count in mails.values()),
        }


def kill_again_and_again(database, module, kills) -> dict:
    with mail_server(slow=0.05) as box, text_service(listing=False, slow=0.05) as service:
        load = Load(database, box, service, module)
        load.write(EACH)
        load.start()
        load.start()
        try:
            for _ in range(kills):
                load.write(EACH)
                load.kill_one()
                load.start()
        finally:
            load.finish()
        return load.verdict()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_worker_that_is_killed_again_and_again_loses_nothing(fresh_db):
    found = kill_again_and_again(fresh_db, ("frontdesk.server.cli", "worker"), KILLS)
    print(f"\n{KILLS} kills: {found}")
    assert (found["lost"], found["under a new key"], found["doubled texts"]) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_check_can_fail_without_the_outbox_messages_are_lost(fresh_db):
    found = kill_again_and_again(fresh_db, ("tests.careless_worker",), max(KILLS // 2, 8))
    print(f"\nwithout the outbox: {found}")
    assert found["lost"] > 0
