"""The page of messages shows each filled in: a word that a message may have has an example there, in both languages."""

from frontdesk.practice.file.messages import WORDS
from frontdesk.web.setup.templates import example_words
from tests.web_client import as_staff, at


def test_each_word_that_a_message_may_have_has_an_example(cedar, rf):
    request = rf.get("/")
    request.practice = cedar
    used = {word for words in WORDS.values() for word in words}
    for language in ("en", "es"):
        assert used - set(example_words(request, language)) == set()


def test_each_message_is_shown(cedar):
    manager = as_staff(cedar, "manager")
    for message in WORDS:
        assert manager.get(at(cedar, f"setup/templates/{message}/")).status_code == 200, message
