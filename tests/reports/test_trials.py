"""Try-outs: what really happened, replayed under other rules; counted right, with the sentence responsible, and nobody's name."""

import datetime as dt
import json

import pytest
from django.db import transaction
from django.utils.timezone import now

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Recall
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.drafts import queries as policies
from frontdesk.practice.drafts.errors import HasFaults
from frontdesk.practice.models import Payer
from frontdesk.reports.models import Trial
from frontdesk.reports.trials import actions, cases, queries
from frontdesk.rules.spoken import say_day
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.outreach.test_planned import left
from tests.web_client import as_staff, at

SECRET = "Canary: a rash"


@pytest.fixture
def practice(fresh_db):
    """Committed, as the worker needs it: two online follow-ups, a caller on Medicaid, a newcomer."""
    with transaction.atomic():
        cedar = f.load_cedar()
        desk = f.actor(cedar, "front_desk")
        for time in ("09:00", "09:30"):
            who = f.patient(cedar, established=True, last_name="Canaryname")
            booking.book(f.themselves(who), who, visit_type=f.visit("follow-up"), place=f.place(time), channel="online")
        for code in ("medicaid", "aetna"):
            who = f.patient(cedar, payer=Payer.objects.get(code=code), last_name="Canaryname")
            intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers={"reason": SECRET})
    return cedar


def tried(practice, change, days=30, against=None):
    with inside_practice(practice):
        manager = f.actor(practice, "manager")
        draft = drafts.edit(manager, drafts.work_on(manager, practice), change=change, reason="x")
        trial = actions.begin(manager, draft, against=against or policies.in_force(), days=days)
    actions.run(practice.pk, trial.pk)
    with inside_practice(practice):
        trial.refresh_from_db()
    assert trial.state == "done"
    return trial


def test_what_would_be_booked_without_staff_wait_or_be_refused_is_counted(practice):
    def stricter(text):
        return text.replace("Patients may book follow-up visits themselves.", "Visits need approval.")

    counts = tried(practice, stricter).results["counts"]
    assert counts["before"] == {"alone": 2, "approval": 1, "staff": 1}
    assert counts["after"] == {"approval": 4}


def test_each_outcome_names_the_sentence_that_is_responsible(practice):
    trial = tried(
        practice, lambda text: text + "  Only Dr. Lee offers new patient visits.\n  Dr. Lee does not take Aetna.\n"
    )
    assert trial.results["counts"]["after"] == {"information": 2, "approval": 1, "refused": 1}, (
        "insurance is asked for now"
    )
    (case,) = queries.cases(trial, after="refused")
    assert case["because"] == ["Only Dr. Lee offers new patient visits.", "Dr. Lee does not take Aetna."]
    assert case["number"] in [row["number"] for row in queries.cases(trial, changed=True)]
    assert queries.cases(trial, sentence="Dr. Lee does not take Aetna.") == [case]


def test_nobodys_name_and_nothing_that_a_patient_wrote_is_kept(practice):
    kept = json.dumps(tried(practice, lambda text: text + "  Visits need approval.\n").results)
    assert "Canary" not in kept and "example.org" not in kept


def test_only_the_days_that_were_asked_for_are_replayed(practice):
    with inside_practice(practice):
        Request.objects.update(created_at=now() - dt.timedelta(days=20))
    assert (
        sum(tried(practice, lambda text: text + "  Visits need approval.\n", 7).results["counts"]["after"].values())
        == 2
    )


def test_access_says_what_becomes_of_the_next_available_time(practice):
    trial = tried(practice, lambda text: text + "  Book follow-up visits with Dr. Chen at least 9 days ahead.\n")
    found = {(visit, who): (before, after) for visit, who, _, before, after in trial.results["access"]}
    before, after = found["follow-up", "chen"]
    assert before[0] <= 1 and after[0] == 9
    assert found["follow-up", "lee"][0] == found["follow-up", "lee"][1]


def test_the_same_appointments_are_booked_again_under_the_tried_rules(practice):
    with inside_practice(practice):
        for number, row in enumerate(Appointment.objects.order_by("start")):
            start = f.place("09:00", date=f.day(-3)).start + dt.timedelta(minutes=30 * number)
            Appointment.objects.filter(pk=row.pk).update(
                start=start, end=start + dt.timedelta(minutes=30), created_at=start - dt.timedelta(days=2)
            )
    before, after = tried(
        practice, lambda text: text.replace("Visits take 30 minutes", "Visits take 45 minutes")
    ).results["filled"]
    assert (before["same"], before["later"], before["nowhere"]) == (2, 0, 0)
    assert (after["same"], after["later"], after["nowhere"]) == (1, 1, 0), "45 minutes from 9:00 leave no 9:30"
    assert before["by_provider"]["chen"] == [60, 240] and after["by_provider"]["chen"] == [90, 240]
    assert before["days"] == {str(f.day(-3)): 2}


def test_how_many_recalls_a_plan_would_add_the_first_night_is_said_before_it_is_in_force(practice):
    with transaction.atomic(), inside_practice(practice):
        days = (400, 360, 100)  # overdue, in the days in which they are invited, and later
        patients = [f.patient(practice, established=True) for _ in days]
        for who, ago, time in zip(patients, days, ("10:00", "10:30", "11:00"), strict=True):
            left(practice, who, ago, "follow-up", time, "arrived")
        client = as_staff(practice, "manager")
    trial = tried(practice, lambda text: text + "  Follow-up visits are due every 12 months.\n")
    nothing = {"added": 0, "invited": 0, "overdue": 0, "removed": 0}
    assert trial.results["recalls"] == [nothing, {"added": 3, "invited": 1, "overdue": 1, "removed": 0}]
    page = client.get(at(practice, f"setup/try/{trial.pk}/")).content.decode()
    assert "Recalls on the first night" in page
    with inside_practice(practice):
        assert not Recall.objects.exists()
    other = tried(practice, lambda text: text + "  Procedures need approval.\n").results["recalls"]
    assert other[0] == nothing and other[1]["added"] == 3  # the draft still has the plan


def test_two_drafts_are_compared_side_by_side(practice):
    with inside_practice(practice):
        manager = f.actor(practice, "manager")
        first = drafts.edit(
            manager,
            drafts.work_on(manager, practice),
            change=lambda text: text + "  Visits need approval.\n",
            reason="x",
        )
        first = drafts.put_aside(manager, first, reason="Everything by hand")
    trial = tried(practice, lambda text: text + "  Procedures need approval.\n", against=first)
    assert trial.results["counts"] == {"before": {"approval": 4}, "after": {"alone": 2, "approval": 1, "staff": 1}}


def test_it_is_worked_out_once_and_says_how_far_it_is(practice):
    trial = tried(practice, lambda text: text + "  Visits need approval.\n")
    assert trial.done == trial.total > 0 and trial.finished_at
    finished = trial.finished_at
    actions.run(practice.pk, trial.pk)
    with inside_practice(practice):
        trial.refresh_from_db()
    assert trial.finished_at == finished


def test_where_not_everything_was_tried_the_page_says_so_and_it_was_the_latest(practice, monkeypatch):
    monkeypatch.setattr(cases, "MOST", 3)
    trial = tried(practice, lambda text: text + "  Visits need approval.\n")
    with transaction.atomic(), inside_practice(practice):
        client = as_staff(practice, "manager")
        latest = max(Request.objects.values_list("number", flat=True))
    assert trial.results["looked"] == {"cases": [3, 4], "appointments": [0, 0]}
    assert latest in {row["number"] for row in trial.results["cases"]}
    page = client.get(at(practice, f"setup/try/{trial.pk}/")).content.decode()
    assert "Only the latest were tried: 3 of 4 requests" in page


def test_one_that_breaks_off_says_so(practice, monkeypatch):
    monkeypatch.setattr(actions, "place", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tried(practice, lambda text: text + "  Visits need approval.\n")
    with inside_practice(practice):
        assert Trial.objects.get().state == "failed"


def test_a_draft_with_faults_cannot_be_tried_and_only_a_manager_tries(cedar):
    manager = f.actor(cedar, "manager")
    draft = drafts.edit(manager, drafts.work_on(manager, cedar), change=lambda t: t + "  Nonsense.\n", reason="x")
    with pytest.raises(HasFaults):
        actions.begin(manager, draft, against=policies.in_force(), days=30)
    with pytest.raises(actions.WrongChoice):
        actions.begin(manager, draft, against=draft, days=30)
    with pytest.raises(NotAllowed):
        actions.begin(f.actor(cedar, "scheduler"), draft, against=policies.in_force(), days=30)


def test_pages_show_the_figures_and_each_opens_onto_its_cases(practice):
    trial = tried(practice, lambda text: text + "  Visits need approval.\n")
    with transaction.atomic(), inside_practice(practice):
        client = as_staff(practice, "manager")
    page = client.get(at(practice, f"setup/try/{trial.pk}/")).content.decode()
    assert "4 requests" in page and "3 would come out differently" in page and "waits for approval" in page
    cases = client.get(at(practice, f"setup/try/{trial.pk}/cases/?changed=1")).content.decode()
    assert "3 cases" in cases and "Visits need approval." in cases and "Canary" not in cases


def test_cases_are_turned_page_by_page_however_many(practice, monkeypatch):
    monkeypatch.setattr("frontdesk.web.setup.trying.SHOWN", 3)
    trial = tried(practice, lambda text: text + "  Visits need approval.\n")
    with transaction.atomic(), inside_practice(practice):
        client = as_staff(practice, "manager")
    pages = [client.get(at(practice, f"setup/try/{trial.pk}/cases/?page={n}")).content.decode() for n in (1, 2)]
    numbers = {row["number"] for row in trial.results["cases"]}
    assert all(any(f">{number}</td>" in page for page in pages) for number in numbers) and len(numbers) == 4
    assert "page=2" in pages[0] and "page=1" in pages[1] and "4–4 / 4" in pages[1]


def test_why_not_this_time_is_answered_under_both_versions(cedar):
    manager = f.actor(cedar, "manager")
    drafts.edit(
        manager,
        drafts.work_on(manager, cedar),
        change=lambda text: text + f"  Dr. Chen is away on {f.day()}.\n",
        reason="x",
    )
    asked = {
        "visit": "follow-up",
        "provider": "chen",
        "location": "downtown",
        "channel": "staff",
        "patient": "established",
    }
    page = (
        as_staff(cedar, "manager").post(at(cedar, "setup/why/"), {**asked, "at": f"{f.day()}T09:00"}).content.decode()
    )
    before, after = page.split("the draft</h2>") if "the draft</h2>" in page else page.split("the draft\n</h2>")
    assert "On offer" in before and f"Dr. Chen is away on {say_day(f.day())}." in after
    page = (
        as_staff(cedar, "manager").post(at(cedar, "setup/why/"), {**asked, "at": "2027-03-14T02:30"}).content.decode()
    )
    assert "does not exist on" in page
