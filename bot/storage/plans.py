"""Help for a planner that guesses."""

from __future__ import annotations

from sqlalchemy import ColumnElement


def without_index(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """Say that a column has a value, but not by an index that leads there.

    SQLite, which nobody tells how many rows share a value, takes a whole workspace for a handful of deployments: it
    would read all of them to find those of one person.
    """
    return column.concat("") == value
