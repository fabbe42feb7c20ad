"""The list of people, and one person with the roles."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.desk.guard import forbidden
from cms.library.errors import NotAllowed

from .deeds import store
from .forms import NOT_YOURSELF, PersonForm, Roles
from .rules import managed_people, manages_everything

PER_PAGE = 50
ONLY_ADMINISTRATORS = "Chỉ quản trị viên quản lý được người dùng."


def index(request: HttpRequest) -> HttpResponse:
    """Everybody whom this administrator may change, found by name or log-in."""
    if not may(request.user, "manage"):
        return forbidden(request, ONLY_ADMINISTRATORS)
    asked = request.GET.get("q", "").strip()[:100]
    people = managed_people(request.user).prefetch_related("memberships__agency", "memberships__language")
    if asked:
        people = people.filter(
            Q(username__icontains=asked) | Q(display_name__icontains=asked) | Q(email__icontains=asked)
        )
    page = Paginator(people.order_by("-is_active", "username"), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "desk/people/index.html", {"page": page, "q": asked})


def add(request: HttpRequest) -> HttpResponse:
    """A new account."""
    if not may(request.user, "manage"):
        return forbidden(request, ONLY_ADMINISTRATORS)
    return _edit(request, User())


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One person; 404 for those whom somebody else administers."""
    if not may(request.user, "manage"):
        return forbidden(request, ONLY_ADMINISTRATORS)
    person = managed_people(request.user).filter(pk=pk).first()
    if person is None:
        raise Http404
    return _edit(request, person)


def _edit(request: HttpRequest, person: User) -> HttpResponse:
    actor = request.user
    own = person.pk == actor.pk
    data = request.POST if request.method == "POST" else None
    form = PersonForm(data, instance=person, actor=actor)
    roles = None if own else Roles(data, instance=person, form_kwargs={"actor": actor}, prefix="roles")
    if data is not None and form.is_valid() and (roles is None or roles.is_valid()):
        if _loses_everything(roles) and not manages_everything(actor):
            form.add_error(None, "Hãy giữ ít nhất một vai trò trong cơ quan của bạn; muốn dừng thì khóa tài khoản.")
        else:
            try:
                person = store(form, roles, actor=actor)
            except NotAllowed as refusal:
                return forbidden(request, str(refusal))
            messages.success(request, f"Đã lưu người dùng {person}.")
            return redirect("desk_people:index")
    name = str(User.objects.get(pk=person.pk)) if person.pk else ""
    context: dict[str, Any] = {"form": form, "roles": roles, "name": name, "not_yourself": NOT_YOURSELF}
    return render(request, "desk/people/edit.html", context)


def _loses_everything(roles: Any) -> bool:
    """Whether no role would be left: an agency's administrator would then lose sight of the person."""
    if roles is None:
        return False
    return not any(form.cleaned_data.get("role") and not form.cleaned_data.get("DELETE") for form in roles.forms)
