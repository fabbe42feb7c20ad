"""Django app of the search leaf; it has no models, only a system check and one management command."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        from search import checks  # noqa: F401  registers the system check
