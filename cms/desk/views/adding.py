"""New materials, and new languages of a material."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import CreateView

from cms.desk.editing import ActionMenu
from cms.desk.forms import AddLanguageForm, editable_agencies
from cms.desk.guard import GuardedView, forbidden, seen_material
from cms.library import actions
from cms.library.actions import store_new
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import LanguageVariant


class MaterialCreateView(GuardedView, CreateView):
    """A new material of an own agency."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """No agency to edit for: nothing to create."""
        self.autosave_enabled = False
        return super().dispatch(request, *args, **kwargs)

    def _get_action_menu(self) -> ActionMenu:
        return ActionMenu(self.request, [("", "Tạo tài liệu")])

    def get_side_panels(self) -> MediaContainer:
        """None of Wagtail's."""
        return MediaContainer([])

    def is_valid(self, form: BaseForm) -> bool:
        """In Vietnamese."""
        self.produced_error_code = "validation_error"
        self.produced_error_message = "Chưa tạo được: có mục chưa đúng. Hãy xem lời nhắc ở từng mục."
        return form.is_valid()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Store through the action, then on to the material's page."""
        self.form = form
        try:
            material = store_new(form.save(commit=False), self.request.user)
        except NotAllowed as refusal:
            self.produced_error_message = str(refusal)
        except ValidationError as refusal:
            self.produced_error_message = " ".join(refusal.messages)
        else:
            messages.success(self.request, "Đã tạo tài liệu. Hãy thêm ngôn ngữ đầu tiên.")
            return redirect(self.edit_url_name, material.pk)
        return self.form_invalid(form)


class AddLanguageView(GuardedView, WagtailAdminTemplateMixin, FormView):
    """``?material=``: a language for a material that the user may see, held by an agency that the user edits for."""

    model = LanguageVariant
    form_class = AddLanguageForm
    template_name = "desk/add_language.html"
    page_title = "Thêm ngôn ngữ"
    header_icon = "globe"
    edit_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the material; 404 for none, unknown ones and those of others, before anything else."""
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("material", "")
        if not request.user.is_authenticated or not asked.isascii() or not asked.isdigit() or len(asked) > 18:
            raise Http404
        self.material = seen_material(request.user, int(asked))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only editors."""
        if not editable_agencies(request.user).exists():
            return forbidden(request, "Bạn không biên tập cho cơ quan nào nên không thêm được ngôn ngữ.")
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[AddLanguageForm]:
        """The viewset's own form class is for the edit screen."""
        return AddLanguageForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the material and the user."""
        kwargs = super().get_form_kwargs() | {"material": self.material, "user": self.request.user}
        if language := self.request.GET.get("language"):
            kwargs["initial"] = {"language": language}
        return kwargs

    def form_valid(self, form: AddLanguageForm) -> HttpResponse:
        """Create through the action; what it refuses stays on the form."""
        data = form.cleaned_data
        try:
            variant = actions.create_variant(material=self.material, actor=self.request.user, **data)
        except (Conflict, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"Đã thêm bản {variant.language}. Hãy tải tệp lên và điền nội dung.")
        return redirect(self.edit_url_name, variant.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, materials, the material, here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailsnippets_library_material:list"), "label": "Tài liệu"},
            {
                "url": reverse("wagtailsnippets_library_material:edit", args=[self.material.pk]),
                "label": str(self.material),
            },
            {"url": "", "label": "Thêm ngôn ngữ"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The material is named in the heading."""
        return super().get_context_data(**kwargs) | {"material": self.material}
