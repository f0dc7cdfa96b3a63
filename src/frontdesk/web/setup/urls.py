"""Managers' and administrators' addresses."""

from django.urls import path

from . import templates, views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("templates/", templates.show, name="templates"),
    path("audit/", views.trail, name="audit"),
    path("staff/", views.staff, name="staff"),
    path("roles/", views.roles, name="roles"),
]
