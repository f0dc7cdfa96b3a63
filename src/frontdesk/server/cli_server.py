"""stub"""

from . import cli_engine


def add_to(commands):
    practice = commands.add_parser("practice").add_subparsers(required=True)
    cli_engine.add_check(practice)
