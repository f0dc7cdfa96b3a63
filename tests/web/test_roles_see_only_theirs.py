"""What each role's pages must not contain, in the HTML itself."""

from frontdesk.booking import actions
from frontdesk.intake import actions as intake
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

SECRET = "Canary: a rash behind the knee"


def story(cedar):
    who = f.patient(cedar, first_name="Canaryfirst", last_name="Canarylast", established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": SECRET})
    done = actions.book(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(), request=asked
    )
    return who, asked, done


def test_billing_sees_payer_and_status_and_no_reason_for_the_visit(cedar):
    story(cedar)
    page = as_staff(cedar, "billing").get(at(cedar, f"console/billing/?date={f.day()}")).content.decode()
    assert "Canaryfirst" in page
    assert SECRET not in page
    assert "Follow-up visit" not in page


def test_a_clinician_sees_their_own_day_and_nobody_elses(cedar):
    story(cedar)
    own = (
        as_staff(cedar, "clinician", provider="chen")
        .get(at(cedar, f"console/calendar/?date={f.day()}"))
        .content.decode()
    )
    other = (
        as_staff(cedar, "clinician", provider="lee")
        .get(at(cedar, f"console/calendar/?date={f.day()}"))
        .content.decode()
    )
    assert "Canaryfirst" in own
    assert "Canaryfirst" not in other


def test_appointments_with_somebody_whom_the_file_no_longer_has_are_still_on_the_day(cedar):
    story(cedar)
    without = f.CEDAR.replace("id: chen", "id: lopez").replace("Dr. Chen", "Dr. Lopez")
    f.load_cedar(without)
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/calendar/?date={f.day()}")).content.decode()
    assert "Canaryfirst" in page
    assert "Dr. Chen" in page


def test_a_clinician_reads_and_changes_nothing(cedar):
    _, _, done = story(cedar)
    doctor = as_staff(cedar, "clinician", provider="chen")
    page = doctor.get(at(cedar, f"console/appointments/{done.pk}/")).content.decode()
    assert "Check in" not in page and "Cancel" not in page
    assert doctor.post(at(cedar, f"console/appointments/{done.pk}/cancel/"), {"reason": "x"}).status_code == 403


def test_a_manager_sees_no_patient(cedar):
    story(cedar)
    manager = as_staff(cedar, "manager")
    page = manager.get(at(cedar, "setup/rules/")).content.decode()
    assert SECRET not in page and "Canarylast" not in page


def test_the_audit_page_says_what_was_done_and_of_patients_only_who_acted_themselves(cedar):
    who, _, done = story(cedar)
    actions.cancel(f.actor(cedar, "front_desk"), done, reason="The patient asked")
    for role in ("manager", "admin"):
        client = as_staff(cedar, role)
        page = client.get(at(cedar, "setup/audit/")).content.decode()
        saved = client.get(at(cedar, "setup/audit/?format=csv")).content.decode()
        assert "Canceled" in page and "The patient asked" in page
        for text in (page, saved):
            assert SECRET not in text and who.email not in text and "Follow-up" not in text
        # A patient who acted is the “who” of an entry; nobody whom staff acted on is named.
        assert page.count("Canarylast") == 1 == saved.count("Canarylast")


def test_a_patient_sees_only_their_own(cedar):
    story(cedar)
    page = as_patient(cedar, f.patient(cedar)).get(at(cedar, "home/")).content.decode()
    assert "Canaryfirst" not in page


def test_the_appointments_page_answers_who_changed_this_and_why_in_one_look(cedar):
    _, _, done = story(cedar)
    new = actions.reschedule(
        f.actor(cedar, "scheduler"), done, place=f.place("10:00"), reason="The patient works in the morning"
    )
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/appointments/{done.pk}/")).content.decode()
    assert "Who changed this, and why" in page
    assert (
        "Why: The patient works in the morning"
        in as_staff(cedar, "front_desk").get(at(cedar, f"console/appointments/{new.pk}/")).content.decode()
    )
    assert "Moved to" in page


def test_a_sensitive_visits_name_is_kept_out_of_lists_and_messages(cedar):
    from frontdesk.messaging.models import Message
    from frontdesk.practice.models import VisitType

    VisitType.objects.filter(code="follow-up").update(sensitive=True)
    story(cedar)
    day = as_staff(cedar, "front_desk").get(at(cedar, f"console/calendar/?date={f.day()}")).content.decode()
    assert "Follow-up visit" not in day
    assert not any("Follow-up" in m.body + m.subject for m in Message.objects.all())


def test_no_message_says_why_somebody_comes(cedar):
    from frontdesk.messaging.models import Message

    story(cedar)
    assert Message.objects.count() >= 2
    for message in Message.objects.all():
        assert SECRET not in message.body + message.subject
        assert "Canary" not in message.subject
