"""The practice file: text → `PracticeFile`, or every fault at once.  Needs neither Django nor a database."""

from .model import (
    LANGUAGES,
    POWERS,
    FileFaults,
    Messages,
    PracticeFile,
    ProxyRule,
    Question,
    QuietHours,
    Template,
    Wording,
)
from .reader import as_kept, examine, read, read_path, rewritten

__all__ = [
    "LANGUAGES",
    "POWERS",
    "FileFaults",
    "Messages",
    "PracticeFile",
    "ProxyRule",
    "Question",
    "QuietHours",
    "Template",
    "Wording",
    "as_kept",
    "examine",
    "read",
    "read_path",
    "rewritten",
]
