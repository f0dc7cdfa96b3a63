from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "frontdesk.server"
    label = "server"

    def ready(self) -> None:
        from ..tenancy import written
        from . import listeners  # the rooms that listen have tables, which exist only now

        listeners.install()
        written.install()
