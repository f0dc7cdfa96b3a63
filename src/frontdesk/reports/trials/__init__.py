"""Try-outs: what really happened, replayed under other rules before they are published."""
