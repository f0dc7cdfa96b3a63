"""From a description to a practice: prose → entities, hours and sentences of the rules, each tied to the words it came from (PURE).

Nothing is guessed quietly: what is assumed is said, and what is not understood is asked back.
"""

from .describe import describe
from .facts import Description, Question, Understood

__all__ = ["Description", "Question", "Understood", "describe"]
