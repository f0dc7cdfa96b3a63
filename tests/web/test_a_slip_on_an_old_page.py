"""A slip in the whole file, typed on a page that somebody else has changed since: the line is said, and what was typed stays."""

import html

import pytest

from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_staff, at, shown_now

SLIPS = {
    "an open bracket": lambda text: text.replace("practice:", "practice: [", 1),
    "one sign": lambda text: "%",
    "a tab": lambda text: text.replace("practice:", "practice:\t\t- {", 1),
    "a list": lambda text: "- one\n- two\n",
    "nothing": lambda text: "",
    "a quote": lambda text: text + "\n'",
}


@pytest.mark.parametrize("stale", [True, False], ids=["an old page", "a fresh page"])
@pytest.mark.parametrize("slip", some_of(SLIPS.values(), one_in=3), ids=SLIPS)
def test_it_is_said_and_nothing_is_lost(cedar, slip, stale):
    manager, here = as_staff(cedar, "manager"), at(cedar, "setup/file/")
    assert manager.post(here, {"text": f.CEDAR + "# mine\n"}).status_code == 302  # there is a draft
    shown = shown_now(cedar, here)
    if stale:
        other = as_staff(cedar, "manager")
        assert other.post(here, {"text": f.CEDAR + "# mine\n# one more remark\n"}).status_code == 302
    wrong = slip(f.CEDAR)
    answer = manager.post(here, {"text": wrong, "as_shown": shown})
    assert answer.status_code in (409, 422)
    assert wrong.strip() in html.unescape(answer.content.decode())
