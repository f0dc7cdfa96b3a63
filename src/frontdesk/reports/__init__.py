"""The questions that managers ask, as queries, and figures that are kept day by day."""
