"""While a test of these runs, the order of its locks is watched."""

from tests.lock_order import order_of_locks  # noqa: F401
