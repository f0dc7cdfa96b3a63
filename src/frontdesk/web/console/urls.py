"""Staff's addresses."""

from django.urls import path

from . import appointments, billing, booking, messages, patients, queue, requests, schedule, signin

urlpatterns = [
    path("", queue.first, name="first"),
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("queue/", queue.queue, name="queue"),
    path("requests/<uuid:key>/", requests.show, name="request"),
    path("requests/<uuid:key>/ask/", requests.ask, name="ask"),
    path("requests/<uuid:key>/approve/", requests.approve, name="approve"),
    path("requests/<uuid:key>/decline/", requests.decline, name="decline"),
    path("requests/<uuid:key>/take/", requests.take, name="take"),
    path("requests/<uuid:key>/book/", requests.book, name="book-request"),
    path("documents/<uuid:key>/", requests.document, name="document"),
    path("day/", schedule.day, name="day"),
    path("appointments/<uuid:key>/", appointments.show, name="appointment"),
    path("appointments/<uuid:key>/move/", appointments.move, name="move"),
    path("appointments/<uuid:key>/cancel/", appointments.cancel, name="cancel"),
    path("appointments/<uuid:key>/arrive/", appointments.arrive, name="arrive"),
    path("appointments/<uuid:key>/complete/", appointments.complete, name="complete"),
    path("appointments/<uuid:key>/no-show/", appointments.no_show, name="no-show"),
    path("book/", booking.caller, name="book"),
    path("book/new/", booking.new_patient, name="book-new"),
    path("book/<uuid:key>/", booking.times, name="book-times"),
    path("book/<uuid:key>/request/", booking.write_down, name="write-down"),
    path("patients/", patients.search, name="patients"),
    path("patients/<uuid:key>/", patients.show, name="patient"),
    path("messages/", messages.outbox, name="messages"),
    path("billing/", billing.billing, name="billing"),
]
