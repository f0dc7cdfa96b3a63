"""The downtime copy: one encrypted file for each location that opens in a browser with a passphrase and without any server.

PBKDF2-HMAC-SHA-256 (600,000 rounds, OWASP 2023) makes the key of the passphrase, AES-256-GCM seals; the browser does the same
by Web Crypto.  The file is bound to its location: the time and title outside cannot be exchanged.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import logging
import os
import secrets
import string
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.conf import settings
from django.utils.html import escape
from django.utils.timezone import now

from ..access.may import SYSTEM
from ..availability.clock import say_date, say_minute
from ..booking.calendar import queries
from ..booking.calendar.sheet import Piece
from ..tenancy.models import Practice
from ..web.who_was_told import show_reached

log = logging.getLogger("frontdesk.downtime")
DAYS = 7  # today and so many minus one
ROUNDS = 600_000
SHORTEST = 12  # characters of a passphrase
HEADING = ("Time", "Patient", "Born", "Contact", "Visit", "With", "State")


def passphrase_of(practice: Practice) -> str:
    """From FRONTDESK_DOWNTIME_PASSPHRASES ('cedar=…;birch=…'); '' where none is set, or it is too short to protect anything."""
    for pair in settings.DOWNTIME_PASSPHRASES.split(";"):
        slug, _, phrase = pair.strip().partition("=")
        if slug == practice.slug and len(phrase) >= SHORTEST:
            return phrase
    return ""


def write(practice: Practice) -> int:
    """A file for each location; how many.  Inside a practice.  0 where no folder or passphrase is set."""
    phrase = passphrase_of(practice)
    if not settings.DOWNTIME or not phrase:
        return 0
    folder = Path(settings.DOWNTIME) / practice.slug
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    salt = secrets.token_bytes(16)
    key = _key(phrase, salt)
    moment = now()
    places = queries.subjects(SYSTEM, "location")
    for place in places:
        about = f"{practice.slug}/{place.code} {int(moment.timestamp())}"
        page = _page(practice, place, _sealed(json.dumps(_days(place, moment)), about, key, salt, moment), moment)
        _put(folder / f"{place.code}.html", page)
    return len(places)


def _days(place: queries.Subject, moment: dt.datetime) -> list[dict[str, object]]:
    today = moment.astimezone(place.zone).date()
    dates = [today + dt.timedelta(days=n) for n in range(DAYS)]
    columns = queries.columns(SYSTEM, [(place, date) for date in dates])
    show_reached([piece.thing for column in columns for piece in column.pieces if piece.kind == "appointment"])
    return [
        {
            "title": f"{say_date(column.date)} {column.date.year}",
            "heading": HEADING,
            "rows": [_row(piece) for piece in sorted(column.pieces, key=_order) if piece.kind == "appointment"],
        }
        for column in columns
    ]


def _order(piece: Piece) -> tuple[int, str]:
    return piece.begin, piece.thing.provider.name if piece.kind == "appointment" else ""


def _row(piece: Piece) -> list[str]:
    appointment = piece.thing
    patient = appointment.patient
    return [
        f"{say_minute(piece.begin)}–{say_minute(piece.end)}",
        patient.name,
        patient.birth_date.isoformat(),
        appointment.reached,
        appointment.visit_type.list_name,
        appointment.provider.name,
        appointment.state.replace("_", " "),
    ]


def _key(phrase: str, salt: bytes) -> bytes:
    return PBKDF2HMAC(hashes.SHA256(), 32, salt, ROUNDS).derive(phrase.encode())


def _sealed(text: str, about: str, key: bytes, salt: bytes, moment: dt.datetime) -> str:
    nonce = secrets.token_bytes(12)
    body = AESGCM(key).encrypt(nonce, text.encode(), about.encode())
    coded = {
        name: base64.b64encode(value).decode() for name, value in (("salt", salt), ("nonce", nonce), ("body", body))
    }
    return json.dumps({**coded, "about": about, "iterations": ROUNDS, "written": int(moment.timestamp() * 1000)})


def _page(practice: Practice, place: queries.Subject, sealed: str, moment: dt.datetime) -> str:
    template = string.Template((Path(__file__).parent / "downtime_page.tmpl").read_text(encoding="utf-8"))
    local = moment.astimezone(place.zone)
    written = f"{say_date(local.date())} {local.year}, {say_minute(local.hour * 60 + local.minute)} ({local:%Z})"
    return template.substitute(title=escape(f"{practice.name}, {place.name}"), written=written, sealed=sealed)


def _put(path: Path, text: str) -> None:
    """Whole or not at all, readable for nobody else."""
    half = path.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
