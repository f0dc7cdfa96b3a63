"""The practice file: text → `PracticeFile`, or every fault at once.  Needs neither Django nor a database."""

from .model import FileFaults, PracticeFile, Question
from .reader import read, read_path

__all__ = ["FileFaults", "PracticeFile", "Question", "read", "read_path"]
