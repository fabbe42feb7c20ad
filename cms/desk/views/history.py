"""Editions and drafts: who made what public when, and what was saved in between."""

from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.desk.guard import GuardedView
from cms.journal.models import Event
from cms.library.models import LanguageVariant, Material, Publication, Withdrawal

DRAFTS = 100

WORDS = {
    "material.created": "Tạo tài liệu",
    "material.changed": "Sửa thông tin tài liệu",
    "material.withdrawn": "Thu hồi tài liệu",
    "material.withdrawal_undone": "Hoàn tác thu hồi",
    "material.superseded": "Thay thế bằng tài liệu khác",
    "material.supersession_undone": "Hoàn tác thay thế",
    "material.rights_changed": "Hiệu lực bắt đầu hoặc kết thúc",
    "variant.created": "Tạo bản ngôn ngữ",
    "variant.drafted": "Lưu nháp",
    "variant.submitted": "Gửi duyệt",
    "variant.approved": "Duyệt",
    "variant.sent_back": "Trả lại",
    "variant.taken_back": "Rút lại",
    "variant.published": "Ấn bản thành hiện hành",
    "variant.processing_retried": "Thử xử lý lại tệp",
    "publication.requested": "Yêu cầu phát hành",
    "publication.ended": "Ấn bản kết thúc",
    "languagevariant.withdrawn": "Thu hồi bản ngôn ngữ",
    "languagevariant.withdrawal_undone": "Hoàn tác thu hồi",
}


class HistoryScreen(GuardedView, WagtailAdminTemplateMixin, TemplateView):
    """What happened to one object, from the journal."""

    model: Any = None
    edit_url_name = ""
    index_url_name = ""
    permission_required = "view"
    page_title = "Lịch sử"
    header_icon = "history"
    template_name = "desk/history.html"

    def setup(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> None:
        """Find the object first: the guard asks with it."""
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(self.model, pk=pk)

    def get_page_subtitle(self) -> str:
        """The object's name."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, list, object, here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.model._meta.verbose_name_plural.capitalize()},
            {"url": reverse(self.edit_url_name, args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": "Lịch sử"},
        ]

    def events(self) -> list[dict[str, Any]]:
        """The newest events about the object, in words."""
        rows = Event.objects.filter(target_type=self.model._meta.model_name, target_id=self.object.pk)
        return [
            {"words": WORDS.get(event.kind, event.kind), "event": event, "detail": detail(event.data)}
            for event in rows.select_related("actor").order_by("-id")[:DRAFTS]
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the events."""
        return super().get_context_data(**kwargs) | {"events": self.events(), "object": self.object}


class MaterialHistoryView(HistoryScreen):
    """A material's events."""

    model = Material


class VariantHistoryView(HistoryScreen):
    """A variant's editions, withdrawals, drafts and events."""

    model = LanguageVariant

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With editions and the drafts behind them."""
        variant = self.object
        editions = Publication.objects.filter(variant=variant).select_related("requested_by", "revision__user")
        withdrawals = Withdrawal.objects.filter(variant=variant).select_related("by", "undone_by")
        drafts = list(variant.revisions.select_related("user").order_by("-id")[:DRAFTS])
        for newer, older in pairwise(drafts):
            newer.compared_with = older.pk
        return super().get_context_data(**kwargs) | {
            "variant": variant,
            "editions": editions.order_by("-number"),
            "withdrawals": withdrawals,
            "drafts": drafts,
        }


def detail(data: dict[str, Any]) -> str:
    """What an event tells beyond its kind: reasons, notes, the edition's number."""
    parts = [str(data[key]) for key in ("reason", "note") if data.get(key)]
    if data.get("edition"):
        parts.insert(0, f"ấn bản {data['edition']}")
    return " – ".join(parts)
