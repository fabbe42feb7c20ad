from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TaxonomyConfig(AppConfig):
    name = "cms.taxonomy"
    label = "taxonomy"
    verbose_name = "Danh mục"

    def ready(self) -> None:
        from .reference import after_migrate

        post_migrate.connect(after_migrate, sender=self)
