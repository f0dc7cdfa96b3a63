"""A practice is loaded once; made-up copies are found by whose they are; nothing is published over what it did not come from."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.db import transaction
from django.utils.timezone import now

from frontdesk.booking.sample.actions import prepare
from frontdesk.messaging.models import Message
from frontdesk.people.models import Patient, Staff
from frontdesk.practice.actions import AddressTaken, NotItsOwn, load, load_over
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.file import read
from frontdesk.practice.models import Policy
from frontdesk.practice.policies import published
from frontdesk.server import cli
from frontdesk.tenancy.context import enter
from frontdesk.tenancy.models import RESERVED, Practice
from tests import factory as f
from tests.conftest import server
from tests.practice.test_cases import case, with_cases
from tests.web_client import as_staff, at

OTHER = f.CEDAR.replace("Cedar Family Medicine", "A real clinic")


def test_a_real_practice_with_a_samples_name_is_left_alone(cedar):
    real = load(read(OTHER), "cedar-sample")
    f.patient(real, first_name="Canary", last_name="Real")
    enter(cedar)
    made = prepare(cedar)
    real.refresh_from_db()
    assert made.pk != real.pk and (real.name, real.sample_of_id) == ("A real clinic", None)
    enter(real)
    assert Policy.objects.count() == 1 and Patient.objects.get().name == "Canary Real"


def test_view_as_leads_to_the_made_up_copy_and_not_to_a_real_practice_of_that_name(cedar):
    load(read(OTHER), "cedar-sample")
    enter(cedar)
    client = as_staff(cedar, "admin")
    answer = client.post(at(cedar, "setup/roles/front_desk/view-as/"))
    assert answer["Location"] == "/cedar-sample-2/console/"
    assert "Everybody here is made up." in client.get("/cedar-sample-2/console/queue/").content.decode()


def test_the_copy_is_found_again_whatever_either_is_called_by_then(cedar):
    first = prepare(cedar)
    Practice.objects.filter(pk=first.pk).update(name="Something else")
    assert prepare(cedar).pk == first.pk
    assert Practice.objects.filter(sample_of=cedar).count() == 1


def test_the_copy_says_what_is_in_force(cedar):
    prepare(cedar)
    f.load_cedar(f.CEDAR + "  Dr. Lee does not offer procedures.\n")
    sample = prepare(cedar)
    enter(sample)
    assert published().text.endswith("Dr. Lee does not offer procedures.\n")


def test_a_second_practice_at_an_address_is_refused(cedar):
    with pytest.raises(AddressTaken):
        load(read(OTHER), "cedar")
    assert Practice.objects.get(slug="cedar").name == "Cedar Family Medicine"


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_an_address_that_leads_elsewhere_is_no_practices(db, slug):
    with pytest.raises(AddressTaken):
        load(read(OTHER), slug)


def test_a_file_of_an_older_version_is_not_published(cedar):
    first = published()
    f.load_cedar(f.CEDAR + "  Dr. Lee does not offer procedures.\n")
    with pytest.raises(NotItsOwn):
        load_over(cedar, read(f.CEDAR + "  # mine\n"), over=first)
    assert published().text.endswith("procedures.\n")


# As it is typed ---------------------------------------------------------------------------------------------


@pytest.fixture
def typed(fresh_db, tmp_path):
    with transaction.atomic():
        f.load_cedar()

    def run(text, *more):
        path = tmp_path / "practice.yaml"
        path.write_text(text)
        return subprocess.run(
            [sys.executable, "-m", "frontdesk.server.cli", "practice", "load", str(path), *more],
            env={
                **os.environ,
                "DATABASE_URL": server().url("owner", fresh_db),
                "FRONTDESK_APP_DATABASE_URL": server().url("app", fresh_db),
            },
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_the_command_publishes_only_over_what_a_file_came_from(cedar, tmp_path, capsys):
    path = tmp_path / "practice.yaml"
    changed = f.CEDAR + "  Dr. Lee does not offer procedures.\n"
    for more, said in (
        ((), "Another practice needs another --slug"),
        (("--slug", "cedar"), "--over 1"),
        (("--slug", "cedar", "--over", "7"), "--over 1"),
        (("--over", "1"), "--slug"),
        (("--slug", "birch", "--over", "1"), "nothing to publish over"),
        (("--slug", "static"), "taken"),
        (("--slug", "Cedar Clinic"), "small letters"),
    ):
        path.write_text(changed.replace("Cedar Family Medicine", "cedar"))
        assert cli.main(["practice", "load", str(path), *more]) == 2, more
        answer = capsys.readouterr()
        assert answer.out == "" and said in answer.err, more


def test_the_command_publishes_nothing_that_breaks_a_case_of_its_own(cedar, tmp_path, capsys):
    """Neither as a new practice nor over one that is there; the control: without the rule it is published."""
    path = tmp_path / "practice.yaml"
    kept = case("offered: yes", name="A follow-up at nine")
    broken = with_cases(kept, rules="  Dr. Chen does not offer follow-up visits.\n")
    for more in (("--slug", "birch"), ("--slug", "cedar", "--over", "1")):
        path.write_text(broken)
        assert cli.main(["practice", "load", str(path), *more]) == 2, more
        answer = capsys.readouterr()
        assert answer.out == "" and "A follow-up at nine: it was to be offered, and is not" in answer.err
    assert published().version == 1 and not Practice.objects.filter(slug="birch").exists()
    for more in (("--slug", "birch"), ("--slug", "cedar", "--over", "1")):
        path.write_text(with_cases(kept))
        assert cli.main(["practice", "load", str(path), *more]) == 0, capsys.readouterr().err


@pytest.mark.slow
def test_as_it_is_typed_into_a_shell(typed):
    changed = f.CEDAR + "  Dr. Lee does not offer procedures.\n"
    refused = typed(changed.replace("Cedar Family Medicine", "cedar"), "--slug", "cedar")
    assert (refused.returncode, refused.stdout) == (2, "") and "--over 1" in refused.stderr
    assert typed(f.CEDAR, "--slug", "cedar").stdout == "/cedar/ says that already: nothing was published\n"
    assert typed(changed, "--slug", "cedar", "--over", "1").returncode == 0
    assert typed(f.CEDAR, "--slug", "cedar", "--over", "1").returncode == 2, "it is version 2 by now"


def test_the_command_stops_no_scheduled_version_without_a_word(cedar, tmp_path, capsys, monkeypatch):
    manager = f.actor(cedar, "manager")
    f.staff(cedar, "manager")
    begun = drafts.edit(
        manager,
        drafts.work_on(manager, cedar),
        change=lambda text: text.replace("at most 90 days", "at most 60 days"),
        reason="shorter",
    )
    planned = drafts.schedule(manager, begun, at=now() + dt.timedelta(days=3), reason="shorter")
    path = tmp_path / "cedar.yaml"
    path.write_text(f.CEDAR.replace("at most 90 days", "at most 30 days"))
    load_it = ["practice", "load", str(path), "--slug", "cedar", "--over", "1"]
    assert cli.main(load_it) == 2
    said = capsys.readouterr().err
    assert f"version {planned.version} (scheduled for" in said and "--hold-back" in said
    assert published().version == 1
    assert cli.main([*load_it, "--hold-back"]) == 0
    assert "is held back; it is on the Draft page" in capsys.readouterr().err
    planned.refresh_from_db()
    assert (planned.state, planned.held_back) == ("draft", "another version")
    assert Message.objects.filter(
        template="version-held-back", to__in=Staff.objects.filter(role="manager").values("email")
    ).exists()
