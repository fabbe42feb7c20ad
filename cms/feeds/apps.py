from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "cms.feeds"
    label = "feeds"
    verbose_name = "Nguồn tin"

    def ready(self) -> None:
        from cms.journal.registry import register_consumer, register_due

        from .consumer import FeedsConsumer, Sweep

        register_consumer(FeedsConsumer())
        register_due("feeds", Sweep())
