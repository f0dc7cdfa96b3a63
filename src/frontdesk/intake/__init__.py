"""Requests and what belongs to them: drafts, answers, documents; and the workflow from asked to approved."""
