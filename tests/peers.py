"""Real peers on loopback: a mail server, a text-message service that honours keys, a virus scanner."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

ACCOUNT, TOKEN = "AC0001", "a-token-of-the-text-service"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """An SMTP server; `refuse` answers 550 to those recipients; `slow` seconds before it says yes."""

    def __init__(self, refuse=(), slow: float = 0) -> None:
        self.got, self.refuse, self.slow = [], refuse, slow

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 yes"

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        self.got.append(envelope)
        if self.slow:
            await asyncio.sleep(random.random() * self.slow)
        return "250 kept"

    def ids(self) -> Counter:
        """Message-IDs, and how often each came."""
        return Counter(
            next(line for line in one.content.decode().splitlines() if line.lower().startswith("message-id:"))
            .split("<")[1]
            .split("@")[0]
            for one in self.got
        )


@contextlib.contextmanager
def mail_server(**how):
    box = Mailbox(**how)
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


class TextService:
    """Compatible with Twilio's Messages resource.  The same key again is the same message."""

    def __init__(self, *, listing: bool = True, slow: float = 0) -> None:
        self.accepted: list[dict] = []  # what was sent to a telephone
        self.by_key: dict[str, dict] = {}
        self.requests: list[dict] = []
        self.listing, self.slow, self.down, self.refuse = listing, slow, False, set()
        self.lock = threading.Lock()

    def take(self, form: dict, key: str) -> dict:
        with self.lock:
            self.requests.append({**form, "key": key})
            if key and key in self.by_key:
                return self.by_key[key]
            made = {
                "sid": f"SM{len(self.accepted):030}",
                "to": form.get("To"),
                "body": form.get("Body"),
                "status": "queued",
                "key": key,
            }
            self.accepted.append(made)
            if key:
                self.by_key[key] = made
            return made


@contextlib.contextmanager
def text_service(**how):
    service = TextService(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            form = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
            if service.down:
                return self._say(503, {})
            if form.get("To") in service.refuse:
                return self._say(400, {"code": 21211})
            made = service.take(form, self.headers.get("Idempotency-Key", ""))
            if service.slow:
                time.sleep(random.random() * service.slow)
            self._say(201, made)

        def do_GET(self):
            to = parse_qs(urlsplit(self.path).query).get("To", [""])[0]
            found = [one for one in service.accepted if one["to"] == to] if service.listing else []
            self._say(200, {"messages": found[::-1]})

        def _say(self, status, body):
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(text)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.url = f"http://{ACCOUNT}:{TOKEN}@127.0.0.1:{server.server_address[1]}"
    yield service
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def scanner(infected: bytes = b"EICAR"):
    """clamd's INSTREAM: pieces with their length before them, zero ends; the answer ends in a zero byte."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            assert self._read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack("!L", self._read(4))[0]:
                data += self._read(size)
            self.request.sendall(b"stream: Test-Virus FOUND\0" if infected in data else b"stream: OK\0")

        def _read(self, size):
            data = b""
            while len(data) < size and (piece := self.request.recv(size - len(data))):
                data += piece
            return data

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def language_model(says: str = "", status: int = 200):
    """An OpenAI-compatible endpoint that always answers the same; `asked` are the requests that it got."""
    asked: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers.get("Authorization", ""), **body})
            answer = json.dumps({"choices": [{"message": {"role": "assistant", "content": says}}]}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
