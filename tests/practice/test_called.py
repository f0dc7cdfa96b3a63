"""What a line of a file means by a name."""

import pytest

from frontdesk.practice.by_name import NotKnown, called
from frontdesk.practice.models import Provider, VisitType


@pytest.mark.parametrize("text", ["follow-up", "Follow-Up", "follow-up visit", "FOLLOW-UP VISIT"])
def test_an_id_or_a_name_in_any_case_means_the_same_visit(cedar, text):
    assert called(VisitType, text).code == "follow-up"


def test_what_there_is_stands_in_one_order_whatever_was_written_last(cedar):
    Provider.objects.filter(code="chen").update(name="Dr. Wei Chen")  # its row goes behind the others
    with pytest.raises(NotKnown) as fault:
        called(Provider, "nobody")
    assert fault.value.known == "chen, lee"


def test_a_long_list_says_how_many_more_there_are(cedar):
    VisitType.objects.bulk_create(
        VisitType(practice=cedar, code=f"visit-{number:02}", name=f"Visit {number}") for number in range(30)
    )
    with pytest.raises(NotKnown) as fault:
        called(VisitType, "nothing")
    assert fault.value.known.startswith("follow-up, new-patient, procedure, visit-00")
    assert fault.value.known.endswith("visit-16, … (+13)")
