"""The steps of today, where they stand, and one more."""

from frontdesk.people import migrations

__path__ = [*migrations.__path__, *__path__]
