"""Takes the lock out of booking when Django has started.  Only tests install it."""

import time

from django.apps import AppConfig


def slowly(judge):
    """Between looking and taking there is time for somebody else: a control that finds its damage however busy the machine is."""

    def judged(wish):
        found = judge(wish)
        time.sleep(0.05)
        return found

    return judged


class Unguarded(AppConfig):
    name = "tests"
    label = "unguarded"

    def ready(self) -> None:
        from frontdesk.booking import locks, take
        from frontdesk.people import lines

        locks.line_up = lambda *wishes, patients=(): None
        lines.wait_for_patients = lambda patients: None
        take.judge = slowly(take.judge)
