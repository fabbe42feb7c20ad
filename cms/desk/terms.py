"""Agencies, campaigns and procedures, kept by the programme's administrators. Terms are changed, never deleted."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.functional import cached_property
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cms.journal.events import append
from cms.taxonomy.models import Agency, Campaign, Procedure

from .guard import forbidden

KEPT = {"index", "index_results", "add", "edit"}
SAVED = "Đã lưu “%(object)s”."


def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Deleting, copying and Wagtail's own history do not exist here."""
    raise Http404


class TermForm(WagtailAdminModelForm):
    """A term; its code stays, because addresses, feeds and imports carry it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = "Mã đã nằm trong địa chỉ và tệp nhập nên không đổi được."

    def clean(self) -> dict[str, Any]:
        """Say in words what the database would refuse."""
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["starts"] > data["ends"]:
            self.add_error("ends", "Ngày kết thúc phải sau ngày bắt đầu.")
        return data


class TermScreen:
    """Refusals are pages, not redirects."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wagtail asks for the model's permission, which the programme's administrators have."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            return forbidden(request)


class TermIndexView(TermScreen, generic.IndexView):
    """All terms of a kind."""

    export_formats: list[str] = []
    default_ordering = "position"

    @cached_property
    def columns(self) -> list[Column]:
        """Name and code."""
        return [
            TitleColumn("name", label="Tên", get_url=self.get_edit_url, sort_key="name"),
            Column("code", label="Mã", sort_key="code"),
        ]

    def get_list_buttons(self, instance: Model) -> list[Any]:
        """A row has one way in: its title."""
        return []


class TermCreateView(TermScreen, generic.CreateView):
    """A new term."""

    success_message = SAVED

    def save_instance(self) -> Model:
        """In one transaction with its event."""
        term = super().save_instance()
        append(f"{self.model._meta.model_name}.created", term, actor=self.request.user)
        return term


class TermEditView(TermScreen, generic.EditView):
    """A term that may be renamed; index and feeds hear of it."""

    success_message = SAVED

    @property
    def header_more_buttons(self) -> list[Any]:
        """Nothing to copy or delete."""
        return []

    def get_side_panels(self) -> MediaContainer:
        """No usage and no history of Wagtail's."""
        return MediaContainer([])

    def get_history_url(self) -> None:
        """The journal is the history."""
        return

    def save_instance(self) -> Model:
        """In one transaction with its event."""
        term = super().save_instance()
        append(f"{self.model._meta.model_name}.changed", term, actor=self.request.user)
        return term


class TermViewSet(ModelViewSet):
    """One kind of term."""

    index_view_class = TermIndexView
    add_view_class = TermCreateView
    edit_view_class = TermEditView
    copy_view_enabled = False
    add_to_reference_index = False
    search_fields = ["name", "code"]
    search_backend_name = None
    list_per_page = 50
    panels: list[Panel] = []

    def get_edit_handler(self) -> ObjectList:
        """With the form that keeps the code."""
        return ObjectList(self.panels, base_form_class=TermForm).bind_to_model(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        """All names stay (Wagtail's templates ask for them); what is not kept answers 404."""
        return [
            each if each.name in KEPT else URLPattern(each.pattern, closed, each.default_args, each.name)
            for each in super().get_urlpatterns()
        ]


class AgencyViewSet(TermViewSet):
    """Cơ quan."""

    model = Agency
    name = "desk_agencies"
    url_prefix = "danh-muc/co-quan"
    icon = "home"
    menu_label = "Cơ quan"
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("province")]),
        FieldPanel("position"),
    ]


class CampaignViewSet(TermViewSet):
    """Chiến dịch."""

    model = Campaign
    name = "desk_campaigns"
    url_prefix = "danh-muc/chien-dich"
    icon = "date"
    menu_label = "Chiến dịch"
    panels = [
        FieldPanel("name"),
        FieldPanel("code"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
        FieldPanel("position"),
    ]


class ProcedureViewSet(TermViewSet):
    """Thủ tục hành chính."""

    model = Procedure
    name = "desk_procedures"
    url_prefix = "danh-muc/thu-tuc"
    icon = "list-ul"
    menu_label = "Thủ tục hành chính"
    panels = [FieldPanel("name"), FieldPanel("code"), FieldPanel("url"), FieldPanel("position")]


class TermsGroup(ModelViewSetGroup):
    """The menu entry of the programme's administrators."""

    items = (AgencyViewSet, CampaignViewSet, ProcedureViewSet)
    menu_label = "Danh mục"
    menu_icon = "list-ul"
    menu_order = 810
