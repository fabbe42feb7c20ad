from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cms.desk"
    label = "desk"
    verbose_name = "Bàn biên tập"

    def ready(self) -> None:
        from cms.journal.registry import register_due

        from .policies import register
        from .uploads import store

        register()
        register_due("uploads", store.sweep)
