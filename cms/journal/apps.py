from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "cms.journal"
    label = "journal"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        from .audit import Sealer
        from .registry import register_consumer

        register_consumer(Sealer())
