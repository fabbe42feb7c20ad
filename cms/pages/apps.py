from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "pages"
    verbose_name = "Trang"

    def ready(self) -> None:
        from .setup import after_migrate

        post_migrate.connect(after_migrate, sender=self)
