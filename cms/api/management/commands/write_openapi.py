"""Writes cms/api/openapi.json anew after a change of the API."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.api.snapshot import PATH, write


class Command(BaseCommand):
    help = "Ghi lại mô tả OpenAPI của /api/v1 vào cms/api/openapi.json."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = write()
        self.stdout.write(f"{PATH.name}: {'đã ghi lại' if changed else 'không đổi'}.")
