"""The downtime copy: encrypted, whole or not at all, and readable without us."""

import base64
import json
import re
import stat

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from frontdesk.booking import actions
from frontdesk.server import downtime
from tests import factory as f
from tests.worker import due

PHRASE = "a correct horse battery"


@pytest.fixture
def folder(tmp_path, settings):
    settings.DOWNTIME, settings.DOWNTIME_PASSPHRASES = str(tmp_path), f"birch=something else here; cedar={PHRASE}"
    return tmp_path


def canary(practice):
    who = f.patient(practice, first_name="Canaryfirst", last_name="Canarylast", established=True)
    place = f.place(date=f.day(2))
    return actions.book(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), place=place)


def opened(page: str, phrase: str) -> list:
    sealed = json.loads(re.search(r'id="sealed">(.*?)</script>', page)[1])
    code = {name: base64.b64decode(sealed[name]) for name in ("salt", "nonce", "body")}
    key = downtime._key(phrase, code["salt"])
    return json.loads(AESGCM(key).decrypt(code["nonce"], code["body"], sealed["about"].encode()))


def test_a_file_for_each_location_that_the_passphrase_opens_and_no_other(cedar, folder):
    canary(cedar)
    assert downtime.write(cedar) == 1
    page = (folder / "cedar" / "downtown.html").read_text()
    assert "Canary" not in page
    days = opened(page, PHRASE)
    assert len(days) == 7
    (row,) = days[2]["rows"]
    assert row[:2] == ["9:00 AM–9:30 AM", "Canaryfirst Canarylast"]
    with pytest.raises(InvalidTag):
        opened(page, "something else here")


def test_nobody_else_on_the_machine_can_read_it_and_nothing_half_written_stays(cedar, folder):
    downtime.write(cedar)
    downtime.write(cedar)
    files = list((folder / "cedar").iterdir())
    assert [file.name for file in files] == ["downtown.html"]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "cedar").stat().st_mode) == 0o700


def test_what_stands_outside_cannot_be_changed_without_breaking_the_seal(cedar, folder):
    downtime.write(cedar)
    page = (folder / "cedar" / "downtown.html").read_text()
    with pytest.raises(InvalidTag):
        opened(page.replace("cedar/downtown", "cedar/uptown99"), PHRASE)


@pytest.mark.parametrize("phrases", ["", "cedar=short", "birch=a correct horse battery"])
def test_without_a_passphrase_that_protects_nothing_is_written(cedar, folder, settings, phrases):
    settings.DOWNTIME_PASSPHRASES = phrases
    assert downtime.write(cedar) == 0
    assert not list(folder.iterdir())


def test_it_loads_nothing_from_anywhere(cedar, folder):
    downtime.write(cedar)
    page = (folder / "cedar" / "downtown.html").read_text()
    assert not re.search(r"https?://|<link|<img|src=", page)
    assert "default-src 'none'" in page


def test_the_job_writes_every_practices_copy_and_one_broken_folder_stops_no_other(fresh_db, tmp_path, settings):
    from django.db import transaction

    from frontdesk.server import jobs

    settings.DOWNTIME = str(tmp_path)
    settings.DOWNTIME_PASSPHRASES = f"cedar={PHRASE};birch={PHRASE}"
    for slug in ("birch", "cedar"):
        with transaction.atomic():
            f.load_cedar(slug=slug)
    (tmp_path / "birch").write_text("in the way")
    assert not due(jobs.write_downtime_copy)
    assert (tmp_path / "cedar" / "downtown.html").exists()
