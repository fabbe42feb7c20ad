"""The Django app of the media pipeline: bytes in, renditions out."""

from django.apps import AppConfig


class MediaPipelineConfig(AppConfig):
    """Label ``media_pipeline``; its system checks are registered when the app is ready."""

    name = "media_pipeline"
    label = "media_pipeline"
    verbose_name = "Xử lý tệp"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks that name a missing tool, and tell the jail the policy of this installation."""
        from media_pipeline import checks, jail, options  # noqa: F401  (checks register by import)

        jail.configure(options.sandbox())
