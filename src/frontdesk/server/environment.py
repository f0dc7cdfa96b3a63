"""Every setting of the environment, and what each can be: read once, at the door, before anything is started.

Knows neither Django nor the database.  `frontdesk` refuses a wrong value in one line that names the setting and says what is
right, and names the nearest one that there is where a name is not known.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from psycopg import pq

from ..core.typed import whole_number

Reader = Callable[[str], str]  # '' where the value is right, else what it must be
ON, OFF = ("1", "yes", "true", "on"), ("0", "no", "false", "off")
LOCAL = ("127.0.0.1", "localhost", "::1")
_HOST = re.compile(r"\.?(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\.?|\[[0-9A-Fa-f:.]+\]")
_MAIL = re.compile(r"[^@\s<>,]+@[^@\s<>,]+")


def is_on(text: str) -> bool:
    """Whether a switch is on; the door has refused what is neither."""
    return text.strip().lower() in ON


def _anything(_: str) -> str:
    return ""


def _switch(text: str) -> str:
    return "" if text.strip().lower() in (*ON, *OFF) else "1 (on) or 0 (off)"


def _number(least: int, most: int) -> Reader:
    right = f"a whole number from {least} to {most}"
    return lambda text: "" if whole_number(text, least, most) is not None else right


def _host_and_port(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(
            parts.hostname and _HOST.fullmatch(f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname)
        ) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _database(text: str) -> str:
    right = "an address of a PostgreSQL database, such as postgresql://user:password@host:5432/frontdesk"
    if urlsplit(text).scheme not in ("postgres", "postgresql") or any(letter.isspace() for letter in text):
        return right
    try:
        urlsplit(text).port  # noqa: B018  (it is read here)
    except ValueError:
        return right
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    unknown = sorted({name for name, _ in parse_qsl(urlsplit(text).query, keep_blank_values=True)} - known)
    return f"{right}, with options that PostgreSQL knows ('{unknown[0]}' is none)" if unknown else ""


def _mail_server(text: str) -> str:
    right = "smtp://user:password@host:587?starttls=1 or smtps://user:password@host"
    parts = urlsplit(text)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    good = parts.scheme in ("smtp", "smtps") and _host_and_port(text) and parts.path in ("", "/")
    return "" if good and asked.keys() <= {"starttls"} and _switch(asked.get("starttls", "1")) == "" else right


def _text_service(text: str) -> str:
    right = "https://account:token@host, such as https://AC123:token@api.twilio.com"
    parts = urlsplit(text)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    return "" if safe and _host_and_port(text) and parts.username and parts.password else right


def _service(text: str) -> str:
    good = urlsplit(text).scheme in ("http", "https") and _host_and_port(text)
    return "" if good else "an http or https address, such as http://127.0.0.1:11434/v1"


def _public(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme in ("http", "https") and _host_and_port(text) and parts.username is None:
        if parts.path in ("", "/") and not parts.query and not parts.fragment:
            return ""
        return f"an address without anything behind the host, such as {parts.scheme}://{parts.netloc}"
    return "an address such as https://clinic.example"


def _hosts(text: str) -> str:
    names = [name.strip() for name in text.split(",") if name.strip()]
    return (
        ""
        if all(_HOST.fullmatch(name) for name in names)
        else "host names with commas, such as clinic.example,10.0.0.7"
    )


def _scanner(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text.startswith("/") or (_HOST.fullmatch(host) and whole_number(port, 1, 65535)):
        return ""
    return "host:port, such as 127.0.0.1:3310, or the path of clamd's socket"


def _sender(text: str) -> str:
    inside = re.fullmatch(r"[^<>]*<([^<>]+)>", text.strip())
    return (
        ""
        if _MAIL.fullmatch(inside[1] if inside else text.strip())
        else "an email address, such as Cedar <desk@clinic.example>"
    )


def _mail(text: str) -> str:
    return "" if _MAIL.fullmatch(text.strip()) else "an email address, such as bounces@clinic.example"


def _phone(text: str) -> str:
    return "" if re.fullmatch(r"\+[0-9]{7,15}|[0-9]{5,6}", text.strip()) else "a number such as +13125550100"


def _keys(text: str) -> str:
    try:
        keys = [base64.b64decode(key, validate=True) for key in text.split(",") if key.strip()]
    except (binascii.Error, ValueError):
        keys = [b""]
    good = bool(keys) and all(len(key) == 32 for key in keys)
    return "" if good else "32 random bytes in base64, commas between several; 'frontdesk new-key' makes one"


def _passphrases(text: str) -> str:
    pairs = [pair.partition("=") for pair in text.split(";") if pair.strip()]
    good = all(slug.strip() and len(words.strip()) >= 12 for slug, _, words in pairs)
    return "" if good else "practice=a passphrase of 12 characters or more, with ; between several"


def _role(text: str) -> str:
    good = text.isascii() and text.isidentifier() and text.islower() and len(text) < 50
    return "" if good else "a short name of small letters, digits and underscores"


SETTINGS: dict[str, Reader] = {
    "DATABASE_URL": _database,
    "FRONTDESK_APP_DATABASE_URL": _database,
    "FRONTDESK_LISTEN_URL": _database,
    "FRONTDESK_APP_ROLE": _role,
    "FRONTDESK_AS_OWNER": _switch,
    "FRONTDESK_HOME": _anything,
    "FRONTDESK_SECRET_KEY": _anything,  # how good it is, `unsafe` says
    "FRONTDESK_PUBLIC_URL": _public,
    "FRONTDESK_ALLOWED_HOSTS": _hosts,
    "FRONTDESK_BEHIND_PROXY": _switch,
    "FRONTDESK_HSTS_SUBDOMAINS": _switch,
    "FRONTDESK_HSTS_PRELOAD": _switch,
    "FRONTDESK_EMAIL_URL": _mail_server,
    "FRONTDESK_EMAIL_FROM": _sender,
    "FRONTDESK_BOUNCE_ADDRESS": _mail,
    "FRONTDESK_TEXT_URL": _text_service,
    "FRONTDESK_TEXT_FROM": _phone,
    "FRONTDESK_SUGGEST_URL": _service,
    "FRONTDESK_SUGGEST_MODEL": _anything,
    "FRONTDESK_SUGGEST_KEY": _anything,
    "FRONTDESK_MESSAGE_LEASE": _number(1, 1_000_000),
    "FRONTDESK_DOCUMENTS": _anything,
    "FRONTDESK_DOCUMENT_KEYS": _keys,
    "FRONTDESK_CLAMD": _scanner,
    "FRONTDESK_LIVE": _number(1, 1_000_000),
    "FRONTDESK_DOWNTIME": _anything,
    "FRONTDESK_DOWNTIME_PASSPHRASES": _passphrases,
    "FRONTDESK_KEEP_TEXTS_DAYS": _number(1, 1_000_000),
    "FRONTDESK_FROM_ONE_ADDRESS": _number(1, 1_000_000),
    "FRONTDESK_SESSION_MINUTES": _number(1, 1_000_000),
    "FRONTDESK_POOL": _number(0, 1000),
    "FRONTDESK_POOL_TIMEOUT": _number(1, 600),
    "FRONTDESK_DEMO": _switch,
}
OURS = ("FRONTDESK_BEAT", "FRONTDESK_SHOTS", "FRONTDESK_LOOK")  # between our own processes, and of `make`


def faults(environment: Mapping[str, str]) -> Iterator[str]:
    """A line for each setting with a value that it cannot have.  The value is not repeated: it may be a secret."""
    for name, reader in SETTINGS.items():
        text = environment.get(name, "")
        if not text:
            continue
        try:
            right = "without control characters" if any(ord(letter) < 32 for letter in text) else reader(text)
        except ValueError:  # no address at all
            right = "an address that can be read"
        if right:
            yield f"{name} must be {right}"


def unknown(environment: Mapping[str, str]) -> Iterator[str]:
    """A line for each name that is no setting, with the nearest that is one."""
    for name in sorted(environment):
        if name.startswith("FRONTDESK_") and name not in SETTINGS and name not in OURS:
            near = difflib.get_close_matches(name, SETTINGS, 1, 0.8)
            yield f"{name} is no setting and does nothing" + (f"; did you mean {near[0]}?" if near else "")
