"""Small recipes that behave as a test needs, as an app for the processes that tests start."""
