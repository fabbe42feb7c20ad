"""Materials and language variants as Wagtail snippets, with only the screens that this house answers for."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views import View
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import RevisionsCompareView, SnippetViewSet, SnippetViewSetGroup

from cms.library.models import LanguageVariant, Material

from .forms import MaterialForm
from .guard import GuardedView
from .views.adding import AddLanguageView, MaterialCreateView
from .views.history import MaterialHistoryView, VariantHistoryView
from .views.lists import MaterialIndexView, VariantIndexView
from .views.material import MaterialEditView
from .views.variant import VariantEditView

KEPT = {"list", "list_results", "add", "edit", "history", "revisions_compare"}
"""Screens that exist. Deleting, copying, publishing, reverting, locking, Wagtail's workflow buttons: Kho's actions."""


def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Screens of Wagtail that this house replaces do not exist, for anybody."""
    raise Http404


class CompareView(GuardedView, RevisionsCompareView):
    """Two revisions side by side, the files with them."""

    permission_required = "view"


class SeenChoices:
    """A chooser offers only what the user may see."""

    def get_object_list(self) -> QuerySet:
        """The visible ones."""
        return super().get_object_list().visible_to(self.request.user)


class SeenChosen:
    """A chooser does not tell the name of what the user may not see."""

    def get_object(self, pk: str) -> Any:
        """The visible one, or 404."""
        row = self.model_class.objects.visible_to(self.request.user).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def get_objects(self, pks: list[str]) -> QuerySet:
        """The visible ones among several."""
        return self.model_class.objects.visible_to(self.request.user).filter(pk__in=pks)


class ChooseView(SeenChoices, chooser.ChooseView):
    """First step of the chooser."""


class ChooseResultsView(SeenChoices, chooser.ChooseResultsView):
    """Its results."""


class ChosenView(SeenChosen, chooser.SnippetChosenView):
    """Its answer."""


class ChosenMultipleView(SeenChosen, chooser.SnippetChosenMultipleView):
    """Its answer with several."""


class DeskChooserViewSet(chooser.SnippetChooserViewSet):
    """The chooser that page editors use for materials."""

    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView

    def get_urlpatterns(self) -> list[URLPattern]:
        """Nothing is created inside a chooser."""
        return [
            URLPattern(each.pattern, closed, each.default_args, each.name) if each.name == "create" else each
            for each in super().get_urlpatterns()
        ]


class DeskViewSet(SnippetViewSet):
    """Guards every view, whichever class a viewset names, and closes the screens that are not kept."""

    revisions_compare_view_class = CompareView
    chooser_viewset_class: type[ChooserViewSet] = DeskChooserViewSet
    history_template_name = "desk/history.html"
    copy_view_enabled = False
    inspect_view_enabled = False

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        """Put the guard in front of any class that lacks it."""
        if not issubclass(view_class, GuardedView):
            view_class = type(f"Guarded{view_class.__name__}", (GuardedView, view_class), {})
        return super().construct_view(view_class, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """All names stay (Wagtail's templates ask for them); what is not kept answers 404."""
        return [
            each if each.name in KEPT else URLPattern(each.pattern, closed, each.default_args, each.name)
            for each in super().get_urlpatterns()
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Lists show what the user may see."""
        return self.model.objects.visible_to(request.user)


class MaterialViewSet(DeskViewSet):
    """Tài liệu."""

    model = Material
    url_prefix = "tai-lieu"
    icon = "folder-open-inverse"
    menu_label = "Tài liệu"
    menu_order = 100
    search_fields = ["name", "public_id", "external_key"]
    search_backend_name = None
    list_filter = ["kind", "agency"]
    list_per_page = 20
    index_view_class = MaterialIndexView
    add_view_class = MaterialCreateView
    edit_view_class = MaterialEditView
    history_view_class = MaterialHistoryView
    edit_template_name = "desk/material_edit.html"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("agency")]),
            MultiFieldPanel([FieldPanel("topics"), FieldPanel("audiences")], heading="Về điều gì, cho ai"),
            MultiFieldPanel(
                [FieldPanel("provinces"), FieldPanel("procedures"), FieldPanel("channels"), FieldPanel("campaign")],
                heading="Nơi dùng, thủ tục, chiến dịch",
                classname="collapsed",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("licence"),
                    FieldPanel("credit"),
                    FieldPanel("source"),
                    FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
                ],
                heading="Quyền sử dụng và hiệu lực",
            ),
            FieldPanel("external_key"),
        ],
        base_form_class=MaterialForm,
    )


class VariantViewSet(DeskViewSet):
    """Bản ngôn ngữ."""

    model = LanguageVariant
    url_prefix = "ban-ngon-ngu"
    icon = "globe"
    menu_label = "Bản ngôn ngữ"
    menu_order = 110
    search_fields = ["title", "material__name", "material__public_id"]
    search_backend_name = None
    list_filter = ["language", "agency"]
    list_per_page = 20
    index_view_class = VariantIndexView
    add_view_class = AddLanguageView
    edit_view_class = VariantEditView
    history_view_class = VariantHistoryView
    edit_template_name = "desk/variant_edit.html"
    edit_handler = ObjectList([FieldPanel("title"), FieldPanel("summary"), FieldPanel("text")])


class DeskGroup(SnippetViewSetGroup):
    """The one menu entry of editors and reviewers."""

    items = (MaterialViewSet, VariantViewSet)
    menu_label = "Tài liệu"
    menu_icon = "folder-open-inverse"
    menu_order = 10
