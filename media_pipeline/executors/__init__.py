"""Ways to wake the workers. The claim and the lease in the database are the truth in every one of them."""

from django.utils.module_loading import import_string

from media_pipeline import options
from media_pipeline.executors.base import Executor


def get() -> Executor:
    """The executor that the settings name."""
    return import_string(options.executor_path())()
