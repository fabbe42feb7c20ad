"""The top of the house as an app: connects the leaves, which know nothing of it, with the rest."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "cms.config"
    label = "config"
    verbose_name = "Cấu hình"

    def ready(self) -> None:
        from .connect import connect

        connect()
