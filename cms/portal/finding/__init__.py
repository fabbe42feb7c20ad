"""The search page: reading the address, asking the engine, showing the answer."""
