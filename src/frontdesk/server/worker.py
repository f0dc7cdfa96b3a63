"""`frontdesk worker`: does what is due, and outlives its database."""

from __future__ import annotations

import asyncio
import contextlib
import os
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
from .stopping import stopping

LOST = (ConnectorException, OperationalError, PoolTimeout, PoolClosed)


def run_worker(app: App) -> int:
    """Until we are asked to stop.  Waits for a database that is not there, and takes up its work when it is back."""
    address = os.environ["FRONTDESK_APP_DATABASE_URL"]
    if not Answering(address, say).wait(stopping):
        return 0
    threading.Thread(target=_tell, args=(Answering(address, say),), name="answering", daemon=True).start()
    say("at work")
    ended_early = 0
    while not stopping():
        began = time.monotonic()
        with contextlib.suppress(*LOST):
            asyncio.run(_work(app))
        ended_early = 0 if time.monotonic() - began > 60 else ended_early + 1
        stopping.pause(PAUSES[min(ended_early, len(PAUSES)) - 1] if ended_early else 1)
        Answering(address, lambda _: None).wait(stopping)  # the thread says it
    return 0


async def _work(app: App) -> None:
    """Until we are asked to stop, what runs being done first, or until the worker ends because it lost the database."""
    loop = asyncio.get_running_loop()
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as mine:
        async with mine.open_async():  # nobody cuts this off: a pool that half opened never ends
            work = loop.create_task(
                mine.run_worker_async(
                    name="frontdesk",
                    concurrency=2,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    task_middleware=[noting],
                )
            )
            with (
                contextlib.suppress(asyncio.CancelledError),
                stopping.waking(lambda: loop.call_soon_threadsafe(work.cancel)),
            ):
                await work


def _tell(answering: Answering) -> None:
    while True:
        answering.look()
        time.sleep(0.25)


def say(text: str) -> None:
    print(f"frontdesk worker: {text}", file=sys.stderr, flush=True)
