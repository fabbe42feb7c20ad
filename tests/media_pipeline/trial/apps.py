"""Registers the trial recipes in a process of its own."""

from django.apps import AppConfig


class TrialConfig(AppConfig):
    """Only in the settings of the tests' processes."""

    name = "tests.media_pipeline.trial"
    label = "trial"

    def ready(self) -> None:
        """Add the recipes."""
        from media_pipeline import registry
        from tests.media_pipeline.trial.recipes import ALL

        for recipe in ALL:
            registry.add_recipe(recipe)
