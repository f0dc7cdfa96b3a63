from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "frontdesk.tenancy"
    default_auto_field = "django.db.models.BigAutoField"
