"""Frontdesk: appointment scheduling for US healthcare practices."""

__version__ = "0.1.0"
