"""stub"""
from . import cli_engine
def _m(a):
    from .migrate import migrate
    migrate()
    return 0
def add_to(commands):
    p=commands.add_parser("migrate"); p.set_defaults(run=_m)
    practice = commands.add_parser("practice").add_subparsers(required=True)
    cli_engine.add_check(practice)
