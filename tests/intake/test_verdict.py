"""The rules' verdict, sentence by sentence."""

from frontdesk.intake import actions
from frontdesk.intake.verdict import lines
from frontdesk.practice.models import Payer
from tests import factory as f

RULES = f.CEDAR + "  Dr. Lee does not take Medicaid.\n"


def verdict(practice, answers, payer="medicaid"):
    who = f.patient(practice, payer=Payer.objects.get(code=payer))
    desk = f.actor(practice, "front_desk")
    asked = actions.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers=answers)
    return asked, {line.text: (line.status, line.detail) for line in lines(asked)}


def test_what_passes_what_waits_and_whom_a_rule_leaves(db):
    practice = f.load_cedar(RULES)
    asked, said = verdict(practice, {})
    assert said["New patient visits need approval when the insurance is Medicaid."] == (
        "waits",
        "nobody has approved it yet",
    )
    assert said["New patient visits need reason before booking."] == ("waits", "Reason")
    assert said["Dr. Lee does not take Medicaid."] == ("passes", "Still available: Dr. Chen")
    asked, said = verdict(practice, {"reason": "a cough"})
    assert said["New patient visits need reason before booking."] == ("passes", "all of it is here")
    actions.approve(f.actor(practice, "scheduler"), asked)
    asked.refresh_from_db()
    assert {line.text: line.status for line in lines(asked)}[
        "New patient visits need approval when the insurance is Medicaid."
    ] == "passes"


def test_a_rule_that_leaves_nobody_stands_in_the_way_and_comes_first(db):
    practice = f.load_cedar(RULES + "  Dr. Chen does not take Medicaid.\n")
    asked, said = verdict(practice, {"reason": "a cough"})
    assert said["Dr. Chen does not take Medicaid."][0] == "passes"  # it leaves Dr. Lee, whom another rule keeps away
    practice = f.load_cedar(f.CEDAR + "  Downtown does not take Medicaid.\n")
    asked, _ = verdict(practice, {"reason": "a cough"})
    assert lines(asked)[0].status == "against"
    assert lines(asked)[0].text == "Downtown does not take Medicaid."
