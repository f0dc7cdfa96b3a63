"""What patients read is for sixth-graders: Flesch-Kincaid over pages and messages, by a plain count of syllables.

Kincaid et al. 1975: 0.39 words a sentence + 11.8 syllables a word − 15.59.
"""

import re

import pytest
from babel.messages.pofile import read_po

from frontdesk.messaging.wording import STANDARD
from tests.test_spanish import PO

SIXTH = 6.0


def syllables(word: str) -> int:
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded")) and groups > 1
    return max(1, groups - silent)


def grade(text: str) -> float:
    sentences = [one for one in re.split(r"[.!?:;\n]+", text) if re.search(r"[a-zA-Z]{2}", one)]
    words = re.findall(r"[a-zA-Z']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_measure_can_fail():
    assert grade("See the cat. The cat runs to me.") < 2
    hard = "Authorization of reimbursement necessitates comprehensive documentation of eligibility determinations."
    assert grade(hard) > 15


@pytest.mark.parametrize("id_", STANDARD)
def test_a_message_reads_as_a_sixth_grader_reads(id_):
    words = {"practice": "Cedar", "link": "", "when": "Monday at 9", "day": "Monday", "place": "Oak Park", "next": ""}
    text = re.sub(r"\{(\w+)\}", lambda match: words.get(match[1], "one"), STANDARD[id_].email)
    assert grade(text) <= SIXTH + 2, (id_, grade(text))  # a single short text swings; all of them together may not


def test_all_messages_together():
    text = "\n".join(re.sub(r"\{\w+\}", "", one.email) for one in STANDARD.values())
    assert grade(text) <= SIXTH


def test_the_sentences_of_pages():
    catalogue = read_po(PO.open("rb"), locale="es")
    said = [one.id for one in catalogue if isinstance(one.id, str) and len(one.id.split()) > 3]
    assert grade("\n".join(re.sub(r"%\(\w+\)s", "", one) for one in said)) <= SIXTH
