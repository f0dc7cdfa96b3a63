"""Managers' and administrators' addresses."""

from django.urls import path

from . import describing, drafts, rules, templates, trying, views
from .sections import closures, hours, plans, questions
from .sections import views as sections

urlpatterns = [
    path("rules/", rules.rules, name="rules"),
    path("rules/read/", rules.read, name="read-rule"),
    path("rules/save/", rules.save, name="save-rule"),
    path("rules/build/", rules.build, name="build"),
    path("draft/", drafts.draft, name="draft"),
    path("draft/publish/", drafts.publish, name="publish"),
    path("draft/change/", drafts.change, name="change-draft"),
    path("versions/", drafts.versions, name="versions"),
    path("versions/<uuid:key>/", drafts.version, name="version"),
    path("versions/<uuid:key>/take-up/", drafts.take_up, name="take-up"),
    path("versions/<uuid:key>/unschedule/", drafts.unschedule, name="unschedule"),
    path("versions/<uuid:key>/roll-back/", drafts.roll_back, name="roll-back"),
    path("file/", drafts.take_file, name="file"),
    path("file/export/", drafts.export, name="export"),
    path("try/", trying.trying, name="try"),
    path("try/<uuid:key>/", trying.trial, name="trial"),
    path("try/<uuid:key>/cases/", trying.cases, name="trial-cases"),
    path("why/", trying.why, name="why"),
    path("describe/", describing.describing, name="describe"),
    path("practice/", plans.practice, name="practice"),
    path("parts/<slug:part>/", sections.listed, name="section"),
    path("parts/<slug:part>/new/", sections.entry, name="new-entry"),
    path("parts/<slug:part>/<slug:id_>/", sections.entry, name="entry"),
    path("parts/<slug:part>/<slug:id_>/arrange/", sections.arrange, name="arrange"),
    path("hours/<slug:id_>/", hours.hours, name="hours"),
    path("hours/<slug:id_>/change/", hours.change, name="change-hours"),
    path("closures/", closures.closures, name="closures"),
    path("closures/change/", closures.change, name="change-closures"),
    path("questions/", questions.questions, name="questions"),
    path("questions/form/<slug:visit>/", questions.questions, name="form"),
    path("questions/new/", questions.question, name="new-question"),
    path("questions/draw/", questions.draw, name="draw-question"),
    path("questions/one/<slug:id_>/", questions.question, name="question"),
    path("questions/one/<slug:id_>/arrange/", questions.arrange, name="arrange-question"),
    path("writing/", plans.writing, name="writing"),
    path("reasons/", plans.reasons, name="reasons"),
    path("levels/", plans.service_levels, name="levels"),
    path("proxies/", plans.proxies, name="proxies"),
    path("proxies/<slug:number>/", plans.proxies, name="proxy"),
    path("templates/", templates.show, name="templates"),
    path("templates/<slug:id_>/", templates.edit, name="template"),
    path("audit/", views.trail, name="audit"),
    path("staff/", views.staff, name="staff"),
    path("roles/", views.roles, name="roles"),
]
