"""The one reader of files that other systems write: bytes → a table → rows by column, or every fault by its line.

Knows neither Django nor the database, nor what a row becomes: each import says its columns and makes its rows.
"""
