"""Changes as they happen: one connection of each process listens to the database, and tells every open page what to ask again.

What is sent is a kind and an instant, never a name (server-sent events, HTML standard 9.2).
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .page import page
from .request import PageRequest

log = logging.getLogger("frontdesk.live")
CHANNEL = "frontdesk"
LASTS = 55  # seconds: after that the browser asks again, and whether its session still stands is looked at anew
BEAT = 3
Change = tuple[str, str]  # what kind of thing, and the instant in seconds that it is about
Listener = queue.SimpleQueue[Change]
GIVEN_UP: Change = ("given up", "")  # to a stream whose person has opened newer ones


class Hub:
    """Who listens, by practice."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[Listener]] = {}
        self.owners: dict[Listener, UUID | None] = {}  # the oldest first
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def join(self, practice: UUID, most: int, who: UUID | None = None, each: int = 8) -> Listener | None:
        """None when this process has as many as it can carry.

        Somebody who has as many as one person may have gives up the oldest: who walks quickly from page to page leaves
        streams behind that end only at the next beat, and it is the page before their eyes that should hear.
        """
        with self.lock:
            theirs = [listener for listener, owner in self.owners.items() if owner == who] if who else []
            if len(theirs) < each and len(self.owners) >= most:
                return None
            if len(theirs) >= each:
                self._forget(theirs[0])
                theirs[0].put(GIVEN_UP)
            mine: Listener = queue.SimpleQueue()
            self.owners[mine] = who
            self.listeners.setdefault(str(practice), set()).add(mine)
            if self.thread is None:
                self.thread = threading.Thread(target=self._listen, name="live", daemon=True)
                self.thread.start()
            return mine

    def leave(self, mine: Listener) -> None:
        with self.lock:
            self._forget(mine)

    def _forget(self, listener: Listener) -> None:
        self.owners.pop(listener, None)
        for listeners in self.listeners.values():
            listeners.discard(listener)

    def heard(self, payload: str) -> None:
        """'practice kind seconds', as the database's triggers say it."""
        practice, _, rest = payload.partition(" ")
        kind, _, seconds = rest.partition(" ")
        with self.lock:
            for listener in self.listeners.get(practice, ()):
                listener.put((kind, seconds))

    def everybody(self) -> None:
        """What was said while nobody listened is lost: every page looks again."""
        with self.lock:
            for listeners in self.listeners.values():
                for listener in listeners:
                    listener.put(("all", "0"))

    def _listen(self) -> None:
        told = False  # one line for each time that it is lost
        while True:
            try:
                with psycopg.connect(**_where(), autocommit=True) as listening:
                    listening.execute(f"LISTEN {CHANNEL}")
                    told = False
                    self.everybody()
                    for said in listening.notifies():
                        self.heard(said.payload)
            except psycopg.Error as error:
                if not told:
                    log.warning(
                        "the connection that listens for changes was lost (%s); trying again", type(error).__name__
                    )
                told = True
            time.sleep(1)


hub = Hub()


def _where() -> dict[str, Any]:
    """Where to listen: straight to the database, also where a pooler stands before it (FRONTDESK_LISTEN_URL)."""
    if settings.LISTEN_URL:
        return {"conninfo": settings.LISTEN_URL}
    wanted = connection.get_connection_params()
    known = ("host", "port", "user", "password", "dbname", "options", "connect_timeout")
    return {name: wanted[name] for name in known if wanted.get(name)}


@page("console.view")
def live(request: PageRequest) -> HttpResponseBase:
    """Until the browser leaves, or for a minute.  It does not keep a session alive (`signin.sign_out_if_left`)."""
    mine = hub.join(request.practice.pk, settings.LIVE, request.actor.id, settings.LIVE_EACH)
    if mine is None:
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    response = StreamingHttpResponse(_stream(request.practice.pk, mine), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _stream(practice: UUID, mine: Listener) -> Iterator[bytes]:
    connection.close()  # back to the pool: nothing is read from here on
    until = time.monotonic() + LASTS
    try:
        yield b"retry: 2000\n\n"
        while (left := until - time.monotonic()) > 0:
            try:
                kind, seconds = mine.get(timeout=min(BEAT, left))
                if (kind, seconds) == GIVEN_UP:
                    yield b"retry: 15000\n\n"  # a page that is still looked at asks again, without a race against the newer
                    return
                yield f"event: change\ndata: {kind} {seconds}\n\n".encode()
            except queue.Empty:
                yield b": still here\n\n"  # and so we notice who has gone
    finally:
        hub.leave(mine)
