"""Drawing what strangers send, in a process of its own that has limits and nothing else.

`process.drawn` starts it; `child` is all that runs there.  No other module of Frontdesk may import a reader of pictures or PDFs.
"""
