"""The patient's addresses."""

from django.urls import path

from . import appointments, ask, home, requests, signin, times

urlpatterns = [
    path("", ask.start, name="start"),
    path("ask/code/", ask.code, name="ask-code"),
    path("ask/check/", ask.check, name="ask-check"),
    path("ask/<slug:step>/", ask.step, name="ask-step"),
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/code/", signin.code, name="sign-in-code"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("home/", home.home, name="home"),
    path("requests/<uuid:key>/", requests.show, name="request"),
    path("requests/<uuid:key>/answer/", requests.answer, name="answer"),
    path("requests/<uuid:key>/withdraw/", requests.withdraw, name="withdraw"),
    path("requests/<uuid:key>/times/", times.choose, name="times"),
    path("holds/<uuid:key>/", times.held, name="hold"),
    path("holds/<uuid:key>/extend/", times.extend, name="extend"),
    path("appointments/<uuid:key>/", appointments.show, name="appointment"),
    path("appointments/<uuid:key>/move/", appointments.move, name="move"),
    path("appointments/<uuid:key>/cancel/", appointments.cancel, name="cancel"),
]
