"""What was agreed before patients were told apart is said of the one patient who was reached there; where nobody knows of whom, of everybody."""

import datetime as dt
from importlib import import_module

import psycopg
import pytest
from django.db import connection, transaction

from frontdesk.messaging.consent import agreed_for
from frontdesk.messaging.models import Consent
from frontdesk.people.models import Patient
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import server

PHONE = "+13125550142"
LONG_AGO = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


class House:
    """A practice, and who has one number in it."""

    def __init__(self, database):
        self.database = database
        with transaction.atomic():
            self.practice = f.load_cedar()

    def patient(self, *, since=LONG_AGO):
        with inside_practice(self.practice):
            who = f.patient(self.practice, email="")
            Patient.objects.filter(pk=who.pk).update(phone=PHONE, created_at=since)
            return Patient.objects.get(pk=who.pk)

    def said(self, given, day, how="asked at the desk"):
        """As it was written then: of nobody."""
        with inside_practice(self.practice), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO messaging_consent (practice_id, id, contact, channel, given, how, at)"
                " VALUES (%s, gen_random_uuid(), %s, 'text', %s, %s, %s)",
                [self.practice.pk, PHONE, given, how, LONG_AGO + dt.timedelta(days=day)],
            )

    def update(self):
        """The step of the new version, as the owner of the tables."""
        step = import_module("frontdesk.messaging.migrations.0005_of_whom_alone").OF_WHOM
        with psycopg.connect(server().url("owner", self.database)) as owner:
            owner.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(self.practice.pk)])
            owner.execute(step, {"practice": self.practice.pk})

    def of_whom(self):
        with inside_practice(self.practice):
            return list(Consent.objects.filter(contact=PHONE, given=True).values_list("patient", flat=True))

    def agreed(self, who):
        with inside_practice(self.practice):
            return agreed_for(who, PHONE)


@pytest.fixture
def house(fresh_db):
    made = House(fresh_db)
    made.said(False, 1)
    return made


def test_it_was_said_of_the_one_who_is_reached_there_and_of_nobody_who_comes_later(house):
    who = house.patient()
    house.said(True, 2)
    house.update()
    later = house.patient(since=dt.datetime.now(dt.UTC))
    assert house.of_whom() == [who.pk] and house.agreed(who) and not house.agreed(later)


def test_before_that_step_it_was_said_of_whoever_came_later_too(house):
    house.patient()
    house.said(True, 2)
    assert house.agreed(house.patient(since=dt.datetime.now(dt.UTC)))


@pytest.mark.parametrize("why", ["two have it", "who has it came later", "they wrote it themselves", "it is new"])
def test_where_nobody_knows_of_whom_it_stays_as_it_is(house, why):
    house.patient(since=LONG_AGO + dt.timedelta(days=9 if why == "who has it came later" else 0))
    if why == "two have it":
        house.patient()
    house.said(True, 100_000 if why == "it is new" else 2, "text START" if why == "they wrote it themselves" else "x")
    house.update()
    assert house.of_whom() == [None]
