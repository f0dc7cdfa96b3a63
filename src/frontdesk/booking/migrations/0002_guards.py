"""What the database itself refuses: rows of another practice, references out of it, and what else stands below."""

from django.db import migrations

from frontdesk.tenancy.sql import announce, secure, state_machine

# By table: what may follow a state, and the states in which a row may begin.
STATES = (
    (
        "booking_appointment",
        {
            "held": ("booked", "cancelled"),
            "booked": ("arrived", "cancelled", "no_show", "rescheduled"),
            "arrived": ("completed", "booked", "no_show", "cancelled", "rescheduled"),
            "no_show": ("booked", "arrived"),
            "completed": ("arrived",),
            "cancelled": ("booked", "arrived"),
            "rescheduled": ("booked", "arrived"),
        },
        ("held", "booked"),
    ),
    (
        "booking_proposal",
        {
            "proposed": ("accepted", "declined", "passed"),
        },
        ("proposed",),
    ),
    (
        "booking_recall",
        {
            "planned": ("invited", "booked", "refused", "closed"),
            "invited": ("booked", "refused", "closed"),
            "booked": ("planned", "refused", "closed"),
            "refused": ("booked",),
            "closed": ("planned",),
        },
        ("planned",),
    ),
    (
        "booking_timeaway",
        {
            "draft": ("approved", "declined", "withdrawn"),
            "approved": ("withdrawn",),
        },
        ("draft",),
    ),
    (
        "booking_waitlistentry",
        {
            "waiting": ("offered", "booked", "left", "closed"),
            "offered": ("waiting", "booked", "left", "closed"),
            "left": ("waiting",),
        },
        ("waiting",),
    ),
    (
        "booking_waitlistoffer",
        {
            "offered": ("accepted", "declined", "passed"),
        },
        ("offered",),
    ),
)

# By table: what a change of a row is called on the channel, and the instant that it is about.
ANNOUNCED = (
    ("booking_appointment", "appointment", "extract(epoch FROM NEW.start)::bigint"),
    ("booking_waitlistentry", "waitlist", "0"),
    ("booking_waitlistoffer", "waitlist", "0"),
)

BOOKING_APPOINTMENT_CHECK_ALIVE = """
CREATE FUNCTION booking_appointment_check_alive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('held', 'booked') AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.patient_id <> OLD.patient_id) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$
"""

BOOKING_APPOINTMENT_CHECK_REPLACES = """
CREATE FUNCTION booking_appointment_check_replaces() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'held' AND NEW.state = 'booked' AND NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM booking_appointment was
        WHERE was.practice_id = NEW.practice_id AND was.id = NEW.replaces_id
          AND was.state = 'rescheduled' AND was.successor_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'what it replaces has not gone' USING ERRCODE = 'check_violation', CONSTRAINT = 'replaces_goes_first';
    END IF;
    RETURN NEW;
END $$
"""

BOOKING_APPOINTMENT_CHECK_TIME = """
CREATE FUNCTION booking_appointment_check_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'no_show' AND OLD.state <> 'no_show' AND NEW.start > now() THEN
        RAISE EXCEPTION 'the time has not come' USING ERRCODE = 'check_violation', CONSTRAINT = 'no_show_has_begun';
    END IF;
    RETURN NEW;
END $$
"""

BOOKING_RECALL_CHECK_ALIVE = """
CREATE FUNCTION booking_recall_check_alive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('planned', 'invited', 'booked') AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.patient_id <> OLD.patient_id) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$
"""

BOOKING_WAITLISTENTRY_CHECK_ALIVE = """
CREATE FUNCTION booking_waitlistentry_check_alive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('waiting', 'offered') AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.patient_id <> OLD.patient_id) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$
"""

TRIGGERS = (
    "CREATE TRIGGER alive BEFORE INSERT OR UPDATE ON booking_appointment FOR EACH ROW EXECUTE FUNCTION booking_appointment_check_alive()",
    "CREATE TRIGGER replaces BEFORE UPDATE ON booking_appointment FOR EACH ROW EXECUTE FUNCTION booking_appointment_check_replaces()",
    "CREATE TRIGGER timely BEFORE UPDATE ON booking_appointment FOR EACH ROW EXECUTE FUNCTION booking_appointment_check_time()",
    "CREATE TRIGGER alive BEFORE INSERT OR UPDATE ON booking_recall FOR EACH ROW EXECUTE FUNCTION booking_recall_check_alive()",
    "CREATE TRIGGER alive BEFORE INSERT OR UPDATE ON booking_waitlistentry FOR EACH ROW EXECUTE FUNCTION booking_waitlistentry_check_alive()",
)

STATEMENTS = (
    BOOKING_APPOINTMENT_CHECK_ALIVE,
    BOOKING_APPOINTMENT_CHECK_REPLACES,
    BOOKING_APPOINTMENT_CHECK_TIME,
    BOOKING_RECALL_CHECK_ALIVE,
    BOOKING_WAITLISTENTRY_CHECK_ALIVE,
    *TRIGGERS,
    *(one for table, moves, first in STATES for one in state_machine(table, moves, first)),
    *(one for table, kind, moment in ANNOUNCED for one in announce(table, kind, moment)),
)


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0001_tables"),
        ("tenancy", "0002_guards"),
        ("intake", "0002_guards"),
        ("people", "0002_guards"),
        ("practice", "0002_guards"),
    ]
    operations = [
        secure(
            "booking",
            "Appointment",
            "Reservation",
            "WaitlistEntry",
            "WaitlistOffer",
            "Recall",
            "TimeAway",
            "Proposal",
            "Merge",
            "Death",
        ),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
