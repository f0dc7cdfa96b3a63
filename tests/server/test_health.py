"""What is asked about the whole installation, and settings with which nobody may serve."""

import http.client
import time
from urllib.parse import urlencode, urljoin

import psycopg
import pytest
from django.test import Client

from frontdesk.server import health, schema
from frontdesk.server.complaint import Complaint
from frontdesk.server.unsafe import must_be_safe
from tests.conftest import server, superuser
from tests.database.test_grants import cluster, run  # noqa: F401
from tests.live import Answer, supervised

pytestmark = pytest.mark.alone

KEY = "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo="
SAFE = {
    "FRONTDESK_SECRET_KEY": "".join(f"aB3dE{number}" for number in range(9)),
    "FRONTDESK_DOCUMENT_KEYS": KEY,
    "FRONTDESK_PUBLIC_URL": "https://clinic.example",
}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/healthz"])
def test_probes_answer_by_any_host_and_without_https(fresh_db, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client(headers={"host": "10.0.0.7:8000"}).get(path)
    assert answer.status_code in (200, 503) and answer["Content-Type"] == "text/plain"


def beat(database, ago="0 seconds"):
    with superuser(database) as root:
        root.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '{ago}')")


def test_it_is_ready_when_all_is_there(fresh_db):
    beat(fresh_db)
    assert list(health.faults()) == []


def test_without_a_workers_sign_of_life_it_says_so(fresh_db):
    beat(fresh_db, "5 minutes")
    assert [line.partition(":")[0] for line in health.faults()] == ["worker"]


def test_a_database_that_takes_no_row_is_not_ready(fresh_db):
    beat(fresh_db)
    with superuser(fresh_db) as root:
        root.execute("REVOKE INSERT, UPDATE ON django_session FROM frontdesk_app")
    assert any("write" in line for line in health.faults())


def test_a_full_disk_is_not_ready(fresh_db, monkeypatch):
    beat(fresh_db)
    monkeypatch.setattr(health, "ROOM", 1 << 62)
    assert [line.partition(":")[0] for line in health.faults()] == ["disk"]


def test_a_stuck_table_does_not_hold_up_the_answer(fresh_db):
    beat(fresh_db)
    with psycopg.connect(server().url("superuser", fresh_db)) as holding:
        holding.execute("LOCK TABLE django_session")
        began = time.monotonic()
        assert any("write" in line for line in health.faults())
        assert time.monotonic() - began < 30


def test_which_of_code_and_schema_is_newer_is_said():
    here = set(schema.of_this_version())
    assert schema.newer_or_older(here) == ""
    assert "the database is newer" in schema.newer_or_older(here | {("booking", "0999_tomorrow")})
    assert "run 'frontdesk migrate'" in schema.newer_or_older(here - {("sessions", "0001_initial")})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("FRONTDESK_SECRET_KEY", "x"),
        ("FRONTDESK_SECRET_KEY", "x" * 60),
        ("FRONTDESK_SECRET_KEY", "abcdefghijkl" * 5),
        ("FRONTDESK_SECRET_KEY", ""),
        ("FRONTDESK_DOCUMENT_KEYS", "x"),
        ("FRONTDESK_DOCUMENT_KEYS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("FRONTDESK_PUBLIC_URL", "http://clinic.example"),
        ("FRONTDESK_PUBLIC_URL", "clinic.example"),
        ("FRONTDESK_ALLOWED_HOSTS", "a.example,*"),
        ("FRONTDESK_DEMO", "1"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(setting, value):
    must_be_safe(SAFE)
    with pytest.raises(Complaint, match=setting):
        must_be_safe({**SAFE, setting: value})


AT_HOME = {**SAFE, "FRONTDESK_PUBLIC_URL": "http://127.0.0.1:8000"}
OTHERS_COME = [
    ({}, "0.0.0.0"),
    ({}, "::"),
    ({}, "10.0.0.7"),
    ({"FRONTDESK_ALLOWED_HOSTS": "clinic.example"}, "127.0.0.1"),
    ({"FRONTDESK_ALLOWED_HOSTS": "localhost, 10.0.0.7"}, "127.0.0.1"),
    ({"FRONTDESK_BEHIND_PROXY": "1"}, "127.0.0.1"),
]


@pytest.mark.parametrize(("settings", "host"), OTHERS_COME)
@pytest.mark.parametrize("public", [None, "http://127.0.0.1:8000", "http://localhost"])
def test_where_others_than_this_machine_can_come_the_address_is_https(settings, host, public):
    """Whichever setting lets them in: what is not said is no leave to serve patients' data in the clear."""
    given = {**AT_HOME, **settings, "FRONTDESK_PUBLIC_URL": public or ""}
    with pytest.raises(Complaint, match="FRONTDESK_PUBLIC_URL"):
        must_be_safe(given, host)
    must_be_safe({**given, "FRONTDESK_PUBLIC_URL": "https://clinic.example"}, host)


@pytest.mark.parametrize(("settings", "host"), OTHERS_COME)
def test_where_others_can_come_nobody_shows_the_messages_of_a_demo(settings, host):
    given = {**AT_HOME, **settings, "FRONTDESK_DEMO": "1"}
    with pytest.raises(Complaint, match="FRONTDESK_DEMO"):
        must_be_safe(given, host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
@pytest.mark.parametrize("hosts", ["", "localhost", "127.0.0.1,[::1]"])
def test_on_this_machine_alone_a_demo_may_show_them(host, hosts):
    must_be_safe({**AT_HOME, "FRONTDESK_DEMO": "1", "FRONTDESK_ALLOWED_HOSTS": hosts}, host)


@pytest.mark.slow
def test_the_documented_first_installation_ends_with_somebody_who_signs_in(cluster, tmp_path):  # noqa: F811
    """migrate, practice load, staff add, serve; signed in over HTTP with what was printed, which is then changed."""
    owner, role, _ = cluster
    made = run("migrate", DATABASE_URL=owner, FRONTDESK_APP_ROLE=role)
    address = made.stdout.split("FRONTDESK_APP_DATABASE_URL=")[1].strip()
    env = {
        "FRONTDESK_APP_DATABASE_URL": address,
        "FRONTDESK_APP_ROLE": role,
        "FRONTDESK_SECRET_KEY": SAFE["FRONTDESK_SECRET_KEY"],
        "FRONTDESK_DEMO": "",
    }
    loaded = run("practice", "load", "examples/cedar-family-medicine.yaml", "--slug", "cedar", **env)
    assert loaded.returncode == 0, loaded.stderr
    added = run("staff", "add", "cedar", "ann@cedar.example", "--name", "Ann Berg", **env)
    assert added.returncode == 0, added.stderr
    first = added.stdout.split()[2]
    assert "works here already" in run("staff", "add", "cedar", "ann@cedar.example", "--name", "Ann", **env).stderr
    assert "there are:" in run("staff", "add", "elm", "a@b.example", "--name", "A", **env).stderr
    with supervised("", tmp_path, **env) as server:
        ann, wrong = Browser(server), Browser(server)
        assert wrong.post("sign-in/", email="ann@cedar.example", password=first + "x").status == 422
        assert ann.post("sign-in/", email="ann@cedar.example", password=first).status == 302
        for path in ("", "queue/", "keys/", "../setup/staff/"):  # nothing is seen with a password that was printed
            assert ann.get(path).location == "/cedar/console/password/"
        assert "was made for you" in ann.get("password/").body
        refused = ann.post("password/", password=first, again=first)
        assert refused.status == 422 and "did not have before" in refused.body
        assert ann.post("password/", password="short", again="short").status == 422
        assert ann.post("password/", password=OWN, again=OWN + "x").status == 422
        assert ann.post("password/", password=OWN, again=OWN).status == 302
        assert ann.get("../setup/staff/").status == 200
        assert Browser(server).post("sign-in/", email="ann@cedar.example", password=first).status == 422
        again = Browser(server)
        assert again.post("sign-in/", email="ann@cedar.example", password=OWN).status == 302
        renewed = run("staff", "reset", "cedar", "ann@cedar.example", **env)
        assert renewed.returncode == 0 and first not in renewed.stdout
        assert again.get("../setup/staff/").location.startswith("/cedar/console/sign-in/")  # its sessions have ended
        assert again.post("sign-in/", email="ann@cedar.example", password=renewed.stdout.split()[1]).status == 302
        assert again.get("../setup/staff/").location == "/cedar/console/password/"


OWN = "a goose on the long pier"


class Browser:
    """Keeps the cookies that the server sets."""

    def __init__(self, server):
        self.server, self.cookies = server, {"frontdesk_csrf": "c" * 32}

    def get(self, path):
        return self._ask("GET", path, None)

    def post(self, path, **data):
        return self._ask("POST", path, urlencode({**data, "csrfmiddlewaretoken": "c" * 32}))

    def _ask(self, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, urljoin("/cedar/console/", path), body, headers)
        answer = connection.getresponse()
        for text in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = text.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        self.cookies["frontdesk_csrf"] = "c" * 32
        return Answer(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
