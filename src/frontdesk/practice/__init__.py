"""The practice as data: its file ⇄ tables, and its policies (one version of rules and set-up each)."""
