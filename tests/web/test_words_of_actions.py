"""What the audit says was done is said in words: no action shows its name in the code."""

import re
from pathlib import Path

from frontdesk.web import audit_words

SOURCE = Path(audit_words.__file__).parents[1]


def actions() -> set[str]:
    code = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    return set(re.findall(r'@action\(\s*"([a-z_.]+)"', code))


def test_every_action_has_its_words():
    assert len(actions()) > 80
    assert actions() - set(audit_words.DONE) == set()
