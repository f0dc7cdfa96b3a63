"""The language of rules: sentence ⇄ rule, which rules cover a visit, and what a rule means for it.

Pure: knows no other room, no Django, does no I/O.
"""
