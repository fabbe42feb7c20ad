"""The embedded engine: one SQLite FTS5 file, derived from what the feeder gives, never the truth."""
