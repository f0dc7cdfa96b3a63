"""The patient's addresses."""

from django.urls import path

from .. import hooks, language
from . import appointments, ask, documents, due, home, people, referral, requests, signin, times, waitlist

urlpatterns = [
    path("", ask.start, name="start"),
    path("language/", language.choose, name="language"),
    path("ask/code/", ask.code, name="ask-code"),
    path("ask/check/", ask.check, name="ask-check"),
    path("ask/go-on/", ask.go_on, name="ask-go-on"),
    path("ask/<slug:step>/", ask.step, name="ask-step"),
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/code/", signin.code, name="sign-in-code"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("stay/", signin.stay, name="stay"),
    path("home/", home.home, name="home"),
    path("preferences/", people.preferences, name="preferences"),
    path("preferences/carers/", people.add_carer, name="add-carer"),
    path("preferences/carers/<uuid:key>/end/", people.end_carer, name="end-carer"),
    path("documents/", documents.mine, name="documents"),
    path("documents/<uuid:key>/", documents.show, name="document"),
    path("requests/<uuid:key>/", requests.show, name="request"),
    path("requests/<uuid:key>/answer/", requests.answer, name="answer"),
    path("requests/<uuid:key>/withdraw/", requests.withdraw, name="withdraw"),
    path("requests/<uuid:key>/times/", times.choose, name="times"),
    path("requests/<uuid:key>/wait/", waitlist.for_request, name="wait-request"),
    path("holds/<uuid:key>/", times.held, name="hold"),
    path("holds/<uuid:key>/extend/", times.extend, name="extend"),
    path("appointments/<uuid:key>/", appointments.show, name="appointment"),
    path("appointments/<uuid:key>/move/", appointments.move, name="move"),
    path("appointments/<uuid:key>/cancel/", appointments.cancel, name="cancel"),
    path("appointments/<uuid:key>/confirm/", appointments.confirm, name="confirm"),
    path("appointments/<uuid:key>/appointment.ics", appointments.calendar, name="calendar-file"),
    path("appointments/<uuid:key>/wait/", waitlist.for_appointment, name="wait-appointment"),
    path("appointments/<uuid:key>/proposal/", appointments.answer_proposal, name="answer-proposal"),
    path("referrals/<str:token>/", referral.show, name="referral"),
    path("waitlist/<uuid:key>/leave/", waitlist.leave, name="leave-waitlist"),
    path("waitlist/offers/<uuid:key>/", waitlist.offer, name="offer"),
    path("waitlist/offers/<uuid:key>/accept/", waitlist.accept, name="accept-offer"),
    path("waitlist/offers/<uuid:key>/decline/", waitlist.decline, name="decline-offer"),
    path("due/<str:token>/", due.choose, name="due"),
    path("due/<str:token>/confirm/", due.confirm, name="due-confirm"),
    path("due/<str:token>/refuse/", due.refuse_it, name="due-refuse"),
    path("hooks/text/", hooks.text, name="hook-text"),
    path("hooks/text/status/", hooks.status, name="hook-text-status"),
]
