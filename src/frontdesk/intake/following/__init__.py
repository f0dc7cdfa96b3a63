"""Who asked before their record turned out to be somebody's: they go on seeing where their request stands, and nothing else.

A request that was matched, or came with a merged record, is of a record that does not have the address it was asked from.
Who holds the link to it is told its state and whom to call; never what the record says, when the visit is, or what was written since.
"""
