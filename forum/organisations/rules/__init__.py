"""Decisions about organisations (`bodies`) and about who speaks for them (`mandates`); pure."""
