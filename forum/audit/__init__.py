"""The public log: hash-chained entries that name organisations and never other persons (R29)."""
