"""Many want the same, through HTTP, on a real server and a real database.

First the controls: with the guards taken out the same harness must see the damage, or the tests below prove nothing.
"""

from collections import Counter
from uuid import uuid4

import pytest

from frontdesk.booking.models import Appointment, Reservation
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import superuser
from tests.live import serve, together
from tests.web_client import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.alone]

CLIENTS = 50
UNGUARDED = "tests.unguarded"


@pytest.fixture
def race(fresh_db):
    return Race(fresh_db)


class Race:
    def __init__(self, database: str, file: str = f.CEDAR) -> None:
        from django.db import transaction
        from django.test import Client

        self.database = database
        with transaction.atomic():
            self.practice = f.load_cedar(file)
            self.patients = [f.patient(self.practice, established=True) for _ in range(CLIENTS)]
            client = Client()
            self.session = sign_in(client, f.staff(self.practice, "front_desk"))

    def without_the_constraint(self) -> None:
        with superuser(self.database) as connection:
            connection.execute("ALTER TABLE booking_reservation DROP CONSTRAINT never_twice")

    def run(self, wishes, settings: str = "frontdesk.server.settings"):
        """Each wish is (patient, visit, place, key); all are sent at once."""
        with serve(self.database, settings) as server:

            def job(patient, visit, place, key):
                value = f"{place.provider}|{place.location}|{place.start.astimezone(f.dt.UTC):%Y-%m-%dT%H:%MZ}"
                path = f"/{self.practice.slug}/console/book/{patient.pk}/?visit={visit}"
                return lambda: server.until_its_turn("POST", path, {"time": value, "key": key}, self.session)

            answers = together([job(*wish) for wish in wishes])
        odd = [answer for answer in answers if answer.status not in (302, 409)]
        assert settings == UNGUARDED or not odd, odd
        return answers

    def booked(self) -> int:
        with inside_practice(self.practice):
            return Appointment.objects.filter(state="booked").count()

    def overlaps(self) -> int:
        """Pairs of one subject and lane that overlap."""
        with superuser(self.database) as connection:
            return connection.execute(
                "SELECT count(*) FROM booking_reservation a JOIN booking_reservation b ON a.subject = b.subject AND a.lane = b.lane "
                "AND a.during && b.during AND a.id < b.id"
            ).fetchone()[0]


def one_time(race):
    return [(patient, "follow-up", f.place("09:00"), str(uuid4())) for patient in race.patients]


def one_nurse(race):
    """Two doctors, and one nurse who has the first minutes of every visit."""
    return [
        (patient, "follow-up", f.place("09:00", ("chen", "lee")[n % 2]), str(uuid4()))
        for n, patient in enumerate(race.patients)
    ]


def capped(race):
    times = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    return [
        (patient, "procedure", f.place(time), str(uuid4())) for patient, time in zip(race.patients, times, strict=False)
    ]


def one_patient(race):
    return [
        (race.patients[0], "follow-up", f.place("09:00", provider), str(uuid4())) for provider in ("chen", "lee") * 8
    ]


def test_control_without_the_constraint_and_the_lock_two_clients_win(race):
    race.without_the_constraint()
    race.run(one_time(race), UNGUARDED)
    assert race.booked() > 1
    assert race.overlaps() > 0


def test_one_of_fifty_clients_wins_and_the_others_hear_just_taken_with_the_three_nearest(race):
    answers = race.run(one_time(race))
    assert Counter(answer.status for answer in answers) == {302: 1, 409: CLIENTS - 1}
    losers = [answer.body for answer in answers if answer.status == 409]
    assert all("That time has just been taken." in body and "The nearest that are free" in body for body in losers)
    assert all(
        body.split("The nearest that are free")[1].split("</form>")[0].count('class="time"') == 3 for body in losers
    )
    assert (race.booked(), race.overlaps()) == (1, 0)


@pytest.mark.slow
def test_without_the_lock_the_constraint_alone_still_makes_double_booking_impossible(race):
    answers = race.run(one_time(race), UNGUARDED)
    assert {answer.status for answer in answers} <= {302, 409}
    assert (race.booked(), race.overlaps()) == (1, 0)


@pytest.fixture
def stepped(fresh_db):
    from tests.booking.test_steps import STEPPED

    return Race(fresh_db, STEPPED)


@pytest.mark.slow
def test_control_without_the_constraint_and_the_lock_the_one_nurse_has_two_patients(stepped):
    stepped.without_the_constraint()
    stepped.run(one_nurse(stepped), UNGUARDED)
    assert stepped.overlaps() > 0


@pytest.mark.slow
def test_a_nurse_who_has_the_first_minutes_of_every_visit_has_one_patient_at_a_time(stepped):
    answers = Counter(answer.status for answer in stepped.run(one_nurse(stepped)))
    assert answers == {302: 1, 409: CLIENTS - 1}
    assert (stepped.booked(), stepped.overlaps()) == (1, 0)


@pytest.fixture
def class_of_eight(fresh_db):
    return Race(fresh_db, f.CEDAR + "  Follow-up visits have 8 seats.\n")


@pytest.mark.slow
def test_control_without_the_constraint_and_the_lock_a_class_of_eight_has_more(class_of_eight):
    class_of_eight.without_the_constraint()
    class_of_eight.run(one_time(class_of_eight), UNGUARDED)
    assert class_of_eight.booked() > 8
    assert class_of_eight.overlaps() > 0


@pytest.mark.slow
def test_a_class_of_eight_has_eight_and_everybody_else_hears_that_it_is_full(class_of_eight):
    answers = class_of_eight.run(one_time(class_of_eight))
    assert Counter(answer.status for answer in answers) == {302: 8, 409: CLIENTS - 8}
    assert (class_of_eight.booked(), class_of_eight.overlaps()) == (8, 0)


@pytest.mark.slow
def test_without_the_lock_the_constraint_alone_never_gives_a_seat_twice(class_of_eight):
    answers = class_of_eight.run(one_time(class_of_eight), UNGUARDED)
    assert {answer.status for answer in answers} <= {302, 409}
    assert 1 <= class_of_eight.booked() <= 8 and class_of_eight.overlaps() == 0


@pytest.mark.slow
def test_control_without_the_lock_a_cap_is_broken(race):
    race.run(capped(race), UNGUARDED)
    assert race.booked() > 2


def test_a_cap_holds_under_the_race(race):
    answers = race.run(capped(race))
    assert race.booked() == 2
    assert Counter(answer.status for answer in answers) == {302: 2, 409: 6}


@pytest.mark.slow
def test_control_without_the_guards_a_patient_is_in_two_places(race):
    race.without_the_constraint()
    race.run(one_patient(race), UNGUARDED)
    assert race.booked() > 1


@pytest.mark.slow
def test_a_patient_is_in_one_place_under_the_race(race):
    answers = race.run(one_patient(race))
    assert Counter(answer.status for answer in answers) == {302: 1, 409: 15}
    with inside_practice(race.practice):
        assert Reservation.objects.filter(kind="patient").count() == 1


def test_the_same_key_at_once_books_once_and_answers_the_same(race):
    key = str(uuid4())
    answers = race.run([(race.patients[0], "follow-up", f.place("09:00"), key)] * 12)
    assert {answer.status for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert race.booked() == 1


@pytest.mark.slow
def test_control_with_keys_of_their_own_the_same_requests_do_not_answer_the_same(race):
    answers = race.run([(race.patients[0], "follow-up", f.place("09:00"), str(uuid4())) for _ in range(12)])
    assert {answer.status for answer in answers} == {302, 409}


def test_patients_who_change_their_minds_at_once_wait_for_nobody_for_ever(race):
    """Each gives a held time back and wants another's: all are answered, nothing is lost, no time is held twice."""
    from django.db import transaction
    from django.test import Client

    from frontdesk.booking import actions
    from frontdesk.intake import actions as intake
    from frontdesk.tenancy.context import enter

    times = ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30"]
    jobs = []
    with transaction.atomic():
        enter(race.practice)
        for number, who in enumerate(race.patients[: len(times)]):
            me = f.themselves(who)
            asked = intake.submit(me, who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
            actions.hold(
                me, who, visit_type=f.visit("follow-up"), place=f.place(times[number]), channel="online", request=asked
            )
            client = Client()
            session = client.session
            session["practice"], session["contact"] = str(race.practice.pk), who.email
            session.save()
            wish = f.place(times[(number + 1) % len(times)])
            value = f"{wish.provider}|{wish.location}|{wish.start.astimezone(f.dt.UTC):%Y-%m-%dT%H:%MZ}"
            jobs.append((f"/cedar/requests/{asked.pk}/times/", {"time": value}, session.session_key))
    with serve(race.database) as server:
        answers = together([lambda job=job: server.request("POST", *job) for job in jobs])
    assert {answer.status for answer in answers} <= {302, 409}
    assert race.overlaps() == 0
