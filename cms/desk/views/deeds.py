"""One press of a button, one action: send, take back, withdraw, undo, replace, cancel a schedule."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from cms.accounts.policies import may
from cms.desk.forms import ReasonForm, SuccessorForm
from cms.desk.guard import forbidden, seen_material, seen_variant
from cms.library import actions
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import LanguageVariant, Material, Publication

CHOICES = 50


def variant_page(variant: LanguageVariant) -> str:
    """Where a variant is edited."""
    return reverse("wagtailsnippets_library_languagevariant:edit", args=[variant.pk])


def material_page(material: Material) -> str:
    """Where a material is edited."""
    return reverse("wagtailsnippets_library_material:edit", args=[material.pk])


def variant_deed(deed: Callable[[HttpRequest, LanguageVariant], str]) -> Callable[..., HttpResponse]:
    """A POST about a variant: 404 unless seen, then the deed; its words, or the refusal's, on the variant's page."""

    @wraps(deed)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        variant = seen_variant(request.user, pk)
        return _do(request, lambda: deed(request, variant), variant_page(variant))

    return view


def material_deed(deed: Callable[[HttpRequest, Material], str]) -> Callable[..., HttpResponse]:
    """The same about a material."""

    @wraps(deed)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        material = seen_material(request.user, pk)
        return _do(request, lambda: deed(request, material), material_page(material))

    return view


def _do(request: HttpRequest, deed: Callable[[], str], page: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        messages.success(request, deed())
    except NotAllowed as refusal:
        return forbidden(request, str(refusal))
    except Conflict as refusal:
        messages.error(request, str(refusal))
    return redirect(page)


@variant_deed
def take_back(request: HttpRequest, variant: LanguageVariant) -> str:
    """Rút lại."""
    actions.take_back(variant, actor=request.user)
    return "Đã rút lại yêu cầu duyệt. Bạn có thể sửa tiếp."


@variant_deed
def cancel_schedule(request: HttpRequest, variant: LanguageVariant) -> str:
    """Hủy ấn bản đang chờ."""
    waiting = Publication.objects.pending().filter(variant=variant).first()
    if waiting is None:
        raise Conflict("Không có ấn bản nào đang chờ phát hành.")
    actions.cancel_publication(waiting, actor=request.user)
    return "Đã hủy việc phát hành đang chờ. Ấn bản hiện hành (nếu có) không đổi."


@variant_deed
def undo_variant_withdrawal(request: HttpRequest, variant: LanguageVariant) -> str:
    """Hoàn tác thu hồi một bản ngôn ngữ."""
    return _undo(request, variant)


@material_deed
def undo_material_withdrawal(request: HttpRequest, material: Material) -> str:
    """Hoàn tác thu hồi cả tài liệu."""
    return _undo(request, material)


def _undo(request: HttpRequest, target: Material | LanguageVariant) -> str:
    row = target.withdrawals.filter(undone_at__isnull=True).first()
    if row is None:
        raise Conflict("Mục này không ở trong lần thu hồi nào.")
    actions.undo_withdrawal(row, actor=request.user)
    return "Đã hoàn tác thu hồi. Ấn bản hiện hành công khai trở lại ngay."


@material_deed
def undo_supersession(request: HttpRequest, material: Material) -> str:
    """Hoàn tác thay thế."""
    row = material.supersessions.filter(undone_at__isnull=True).first()
    if row is None:
        raise Conflict("Tài liệu này không bị thay thế.")
    actions.undo_supersession(row, actor=request.user)
    return "Đã hoàn tác việc thay thế."


def withdraw_variant(request: HttpRequest, pk: int) -> HttpResponse:
    """Thu hồi một bản ngôn ngữ."""
    variant = seen_variant(request.user, pk)
    if not may(request.user, "withdraw", variant.agency_id, variant.language_id):
        return forbidden(request, "Bạn không có quyền thu hồi mục này.")
    return _withdraw(request, variant, variant_page(variant))


def withdraw_material(request: HttpRequest, pk: int) -> HttpResponse:
    """Thu hồi cả tài liệu, mọi ngôn ngữ."""
    material = seen_material(request.user, pk)
    if not may(request.user, "withdraw", material.agency_id):
        return forbidden(request, "Bạn không có quyền thu hồi mục này.")
    return _withdraw(request, material, material_page(material))


def _withdraw(request: HttpRequest, target: Material | LanguageVariant, page: str) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(target, reason=form.cleaned_data["reason"], actor=request.user)
        except (Conflict, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã thu hồi. Mọi địa chỉ cũ nay báo đã thu hồi kèm lý do.")
            return redirect(page)
    whole = isinstance(target, Material)
    context = {"form": form, "target": target, "page": page, "whole": whole}
    return render(request, "desk/withdraw.html", context)


def supersede(request: HttpRequest, pk: int) -> HttpResponse:
    """Thay thế bằng…: choose the successor among what one sees, by name or code."""
    material = seen_material(request.user, pk)
    if not may(request.user, "review", material.agency_id):
        return forbidden(request, "Bạn không có quyền thay thế tài liệu của cơ quan này.")
    asked = request.GET.get("q", "").strip()[:100]
    rows = Material.objects.visible_to(request.user).exclude(pk=material.pk).filter(kind=material.kind)
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(public_id__iexact=asked))
    chosen = request.POST.get("successor", "")
    wanted = Q(pk__in=list(rows.values_list("pk", flat=True)[:CHOICES]))
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 18:
        wanted |= Q(pk=int(chosen))
    choices = Material.objects.visible_to(request.user).exclude(pk=material.pk).filter(wanted).select_related("agency")
    form = SuccessorForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.supersede(material, actor=request.user, **form.cleaned_data)
        except (Conflict, NotAllowed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi việc thay thế. Bản cũ còn cho đến khi bản mới có ở từng ngôn ngữ.")
            return redirect(material_page(material))
    context = {"form": form, "material": material, "q": asked, "page": material_page(material)}
    return render(request, "desk/supersede.html", context)
