from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibraryConfig(AppConfig):
    name = "cms.library"
    label = "library"
    verbose_name = "Thư viện"

    def ready(self) -> None:
        from cms.journal.registry import register_due

        from .due import run
        from .setup import after_migrate

        register_due("library", run)
        post_migrate.connect(after_migrate, sender=self)
