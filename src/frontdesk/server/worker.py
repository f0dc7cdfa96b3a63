"""`frontdesk worker`: does what is due, and outlives its database."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time

from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError
from psycopg_pool import PoolClosed, PoolTimeout

from .answering import PAUSES, Answering
from .jobs import noting

LOST = (ConnectorException, OperationalError, PoolTimeout, PoolClosed)


def run(app: App) -> int:
    """Until SIGTERM or SIGINT.  Waits for a database that is not there, and takes up its work when it is back."""
    address = os.environ["FRONTDESK_APP_DATABASE_URL"]
    Answering(address, say).wait()
    threading.Thread(target=_tell, args=(Answering(address, say),), name="answering", daemon=True).start()
    say("at work")
    ended_early = 0
    while True:
        began = time.monotonic()
        with contextlib.suppress(*LOST):
            if asyncio.run(_work(app)):
                return 0
        ended_early = 0 if time.monotonic() - began > 60 else ended_early + 1
        time.sleep(PAUSES[min(ended_early, len(PAUSES)) - 1] if ended_early else 1)
        Answering(address, lambda _: None).wait()  # the thread says it


async def _work(app: App) -> bool:
    """True when we were told to stop; False when the worker ended because it lost the database."""
    stopped = asyncio.Event()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def stop() -> None:
        stopped.set()
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    assert isinstance(app.connector, DjangoConnector)
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as mine:
            async with mine.open_async():
                await mine.run_worker_async(
                    name="frontdesk",
                    concurrency=2,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    task_middleware=[noting],
                )
    except asyncio.CancelledError:
        if not stopped.is_set():
            raise
    return stopped.is_set()


def _tell(answering: Answering) -> None:
    while True:
        answering.look()
        time.sleep(0.25)


def say(text: str) -> None:
    print(f"frontdesk worker: {text}", file=sys.stderr, flush=True)
