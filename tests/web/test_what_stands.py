"""Old pages say what stands: a visit that took place, and one that was canceled because of a death that was none."""

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.records.deaths import actions as deaths
from tests import factory as f
from tests.web_client import as_patient, at


def page(cedar, who, path):
    return " ".join(as_patient(cedar, who).get(at(cedar, path)).content.decode().split())


def asked_for(cedar):
    desk = f.actor(cedar, "scheduler")
    who = f.patient(cedar, established=True)
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    return desk, who, asked, booking.approve_and_book(desk, asked, place=f.place())


def test_the_request_of_a_visit_that_took_place_says_so_and_when(cedar):
    desk, who, asked, one = asked_for(cedar)
    assert "You have an appointment" in page(cedar, who, f"requests/{asked.pk}/")
    done = booking.complete(desk, booking.arrive(desk, f.its_time(one)))
    said = page(cedar, who, f"requests/{asked.pk}/")
    assert "You have an appointment" not in said and "This visit took place" in said
    local = done.start.astimezone(f.CHICAGO)
    assert f"{local:%I:%M}".lstrip("0") in said
    assert "Scheduled" not in said and "Completed" in said
    home = page(cedar, who, "home/")
    assert "Completed" in home and "Scheduled" not in home


def died_by_mistake(cedar, meanwhile=lambda cedar, one: None):
    desk = f.actor(cedar, "scheduler")
    one = f.booked(cedar)
    deaths.deceased(desk, one.patient, on=f.day(-1))
    meanwhile(cedar, one)
    deaths.alive(desk, one.patient, reason="it was somebody else")
    return one


def test_the_old_page_leads_to_the_same_visit_that_is_booked_again(cedar):
    one = died_by_mistake(cedar)
    again = Appointment.objects.get(patient=one.patient, state="booked")
    said = page(cedar, one.patient, f"appointments/{one.pk}/")
    assert "It was canceled by mistake. It is booked again:" in said
    assert f"/appointments/{again.pk}/" in said and "Ask for another" not in said


def test_and_to_where_it_has_moved_since(cedar):
    one = died_by_mistake(cedar)
    again = Appointment.objects.get(patient=one.patient, state="booked")
    new = booking.reschedule(f.actor(cedar, "scheduler"), again, place=f.place("11:00"))
    assert f"/appointments/{new.pk}/" in page(cedar, one.patient, f"appointments/{one.pk}/")


def test_where_the_time_is_gone_it_says_that_we_call(cedar):
    one = died_by_mistake(cedar, lambda cedar, one: f.booked(cedar))
    said = page(cedar, one.patient, f"appointments/{one.pk}/")
    assert "this time is taken by now. We will contact you" in said and "Ask for another" not in said


def test_one_that_was_canceled_for_another_reason_says_what_it_said(cedar):
    one = f.booked(cedar)
    booking.cancel(f.actor(cedar, "scheduler"), one, reason="the patient asked")
    said = page(cedar, one.patient, f"appointments/{one.pk}/")
    assert "It is canceled." in said and "by mistake" not in said


def test_the_list_of_times_says_who_pays_where_the_patient_does(cedar):
    one = f.booked(cedar)
    said = "You pay for this visit yourself. We won&#x27;t bill or notify your insurance."
    assert said not in page(cedar, one.patient, f"appointments/{one.pk}/move/")
    Appointment.objects.filter(pk=one.pk).update(self_pay=True)
    assert said in page(cedar, one.patient, f"appointments/{one.pk}/move/")
