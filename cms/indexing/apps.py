from django.apps import AppConfig


class IndexingConfig(AppConfig):
    name = "cms.indexing"
    label = "indexing"
    verbose_name = "Chỉ mục tìm kiếm"

    def ready(self) -> None:
        from cms.journal.registry import register_consumer

        from .consumer import IndexingConsumer

        register_consumer(IndexingConsumer())
