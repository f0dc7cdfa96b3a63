from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "frontdesk.messaging"
    default_auto_field = "django.db.models.BigAutoField"
