"""The lists of materials and of variants: own columns, states from one batch for the page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.snippets.views.snippets import IndexView

from cms.desk.guard import GuardedView
from cms.desk.status import statuses
from cms.library.models import LanguageVariant, Material

WIDE = "kho-wide"
"""Cells that a phone leaves out."""


class TemplateColumn(Column):
    """A cell drawn by a template that finds the row as ``instance``."""

    def __init__(self, name: str, label: str, template: str) -> None:
        super().__init__(name, label=label, accessor=lambda row: row)
        self.cell_template_name = template


class ListScreen(GuardedView, IndexView):
    """A list without Wagtail's bulk actions, exports and status column (each a query a row)."""

    any_permission_required = ["view"]
    export_formats: list[str] = []

    def get_list_buttons(self, instance: Model) -> list[Any]:
        """A row has one way in: its title."""
        return []

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Any, Any, Any, bool]:
        """Look up the states of the rows of this page together."""
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        rows = list(rows)
        page.object_list = rows
        self.describe(rows)
        return paginator, page, rows, is_paginated

    def describe(self, rows: Sequence[Any]) -> None:
        """Put what the cells show on the rows."""


class MaterialIndexView(ListScreen):
    """Materials with a mark for each language."""

    def get_base_queryset(self) -> QuerySet[Material]:
        """With the agency, in one query."""
        return super().get_base_queryset().select_related("agency")

    @cached_property
    def columns(self) -> list[Column]:
        """Name, kind, agency, languages and their states, date."""
        return [
            TitleColumn("name", label="Tên làm việc", get_url=self.get_edit_url, sort_key="name"),
            Column("get_kind_display", label="Loại", sort_key="kind"),
            Column("agency", label="Cơ quan", sort_key="agency__name", classname=WIDE),
            TemplateColumn("languages", "Ngôn ngữ", "desk/_languages_cell.html"),
            Column("public_id", label="Mã", classname=WIDE),
            DateColumn("created_at", label="Tạo lúc", sort_key="created_at", classname=WIDE),
        ]

    def get_edit_url(self, instance: Material) -> str:
        """The material's page, for everybody who sees it."""
        return _edit_url(self.edit_url_name, instance)

    def describe(self, rows: Sequence[Material]) -> None:
        """Two lookups for all variants of the page: the rows, and their states."""
        variants = list(
            LanguageVariant.objects.filter(material__in=rows)
            .select_related("language", "material")
            .order_by("language__position", "pk")
        )
        states = statuses(variants)
        for material in rows:
            material.desk_variants = [(v, states[v.pk]) for v in variants if v.material_id == material.pk]


class VariantIndexView(ListScreen):
    """Variants with their states."""

    def get_base_queryset(self) -> QuerySet[LanguageVariant]:
        """With what the cells name, in one query."""
        rows = super().get_base_queryset()
        return rows.select_related("material", "language", "agency", "latest_revision").order_by(
            "-latest_revision__created_at", "-pk"
        )

    def get_add_url(self) -> None:
        """A language is added from its material's page."""
        return

    @cached_property
    def columns(self) -> list[Column]:
        """Title, language, material, agency, state, date of the newest draft."""
        return [
            TitleColumn("title", label="Tiêu đề", accessor=str, get_url=self.get_edit_url),
            Column("language", label="Ngôn ngữ"),
            Column("material", label="Tài liệu", classname=WIDE),
            Column("agency", label="Cơ quan", classname=WIDE),
            TemplateColumn("state", "Trạng thái", "desk/_state_cell.html"),
            DateColumn("latest_revision.created_at", label="Sửa lúc", classname=WIDE),
        ]

    def get_edit_url(self, instance: LanguageVariant) -> str:
        """The variant's page, for everybody who sees it."""
        return _edit_url(self.edit_url_name, instance)

    def describe(self, rows: Sequence[LanguageVariant]) -> None:
        """The states of the page's rows."""
        states = statuses(rows)
        for variant in rows:
            variant.desk_status = states[variant.pk]


def _edit_url(name: str, instance: Model) -> str:
    return reverse(name, args=[instance.pk])
