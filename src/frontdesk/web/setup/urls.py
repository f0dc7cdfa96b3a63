"""Managers' and administrators' addresses."""

from django.urls import path

from . import drafts, rules, templates, trying, views

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
    path("templates/", templates.show, name="templates"),
    path("audit/", views.trail, name="audit"),
    path("staff/", views.staff, name="staff"),
    path("roles/", views.roles, name="roles"),
]
