"""System checks (written further below)."""
