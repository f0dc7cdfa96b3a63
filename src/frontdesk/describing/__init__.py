"""From a description to a practice: prose → entities, hours and sentences of the rules, each tied to the words it came from (PURE).

Nothing is guessed: a fact is taken only where every word of its piece is in what it says, and whatever would lose a word is asked back with what it may mean.
"""

from .adding import added
from .asking import NONE_OF_THESE
from .describe import LARGEST, describe
from .facts import Aside, Description, Fact, Question

__all__ = ["LARGEST", "NONE_OF_THESE", "Aside", "Description", "Fact", "Question", "added", "describe"]
