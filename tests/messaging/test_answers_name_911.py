"""Whoever wrote something that no rule understood may have written of an emergency that no list has: each such answer says whom to call."""

import pytest

from frontdesk.messaging.wording import STANDARD
from frontdesk.messaging.wording_spanish import SPANISH


@pytest.mark.parametrize("wordings", [STANDARD, SPANISH], ids=["English", "Spanish"])
@pytest.mark.parametrize("name", ["text-unclear", "text-to-staff"])
def test_an_answer_to_what_was_not_understood_names_911(name, wordings):
    text = wordings[name]
    assert all("911" in said for said in (text.email, text.text))
