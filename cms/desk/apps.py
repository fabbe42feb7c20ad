from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cms.desk"
    label = "desk"
    verbose_name = "Bàn biên tập"

    def ready(self) -> None:
        from .policies import register

        register()
