"""What surrounds every page: six queries at most, however large the library is."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from cms.library import public

from . import addresses, vocabulary
from .contexts import Agency, FooterGroup, LanguageLink, LanguageName, Link, PlatformLabel, SiteFrame, Urgent
from .models import SiteIdentity

TAGLINE = ("Tài liệu truyền thông", "dịch vụ công trực tuyến")
NOTE = (
    "Kho tài liệu dùng chung của chương trình truyền thông dịch vụ công trực tuyến. "
    "Tài liệu được dùng lại theo giấy phép ghi ở từng trang."
)
NAV = (
    (addresses.SEARCH, "Tìm tài liệu"),
    (addresses.RADIO, "Bản tin phát thanh"),
    (addresses.CHECK, "Kiểm tra tài liệu"),
    ("/#bao-chi", "Cho báo chí"),
)


def frame(request: HttpRequest, section: str = "") -> SiteFrame:
    """The frame of a page; ``section`` is the address of the section that the reader is in."""
    site = Site.find_for_request(request)
    identity = SiteIdentity.objects.filter(site=site).select_related("agency").first() if site else None
    menu = _menu(site)
    return SiteFrame(
        home_url=addresses.HOME,
        search_url=addresses.SEARCH,
        radio_url=addresses.RADIO,
        check_url=addresses.CHECK,
        tagline=TAGLINE,
        nav=_nav(section),
        footer=(*_footer(), *((FooterGroup("Trợ giúp", menu),) if menu else ())),
        languages=languages(),
        note=NOTE,
        agency=_agency(identity),
        platform_label=_label(identity),
        urgent=_urgent(identity),
        theme_css_url=theme_url(),
    )


def bare() -> SiteFrame:
    """The frame without a single query, for when the database does not answer."""
    return SiteFrame(
        addresses.HOME, addresses.SEARCH, addresses.RADIO, addresses.CHECK, TAGLINE, _nav(""), _footer(), (), NOTE
    )


def languages() -> tuple[LanguageLink, ...]:
    """The languages that something public speaks, in their order."""
    rows = (
        public.editions()
        .order_by("variant__language__position", "variant__language__code")
        .values_list("variant__language__code", "variant__language__autonym", "variant__language__name")
        .distinct()
    )
    return tuple(
        LanguageLink(addresses.search(lang=code), LanguageName(code, autonym, name)) for code, autonym, name in rows
    )


def theme_url() -> str:
    """The style sheet of the agency's theme, when one is set."""
    return reverse("portal:theme") if settings.KHO_THEME else ""


def _nav(section: str) -> tuple[Link, ...]:
    return tuple(Link(url, label, current=url == section) for url, label in NAV)


def _footer() -> tuple[FooterGroup, ...]:
    return (
        FooterGroup(
            "Dùng lại tài liệu",
            (Link(addresses.feed(), "Nguồn tin tài liệu mới (Atom)"), Link(addresses.API, "API cho lập trình viên")),
        ),
    )


def _menu(site: Site | None) -> tuple[Link, ...]:
    """Pages marked for the menu, right below the home page."""
    if site is None:
        return ()
    pages = Page.objects.child_of(site.root_page).live().public().in_menu().order_by("path")
    return tuple(Link(f"/{page.slug}/", page.title) for page in pages)


def _agency(identity: SiteIdentity | None) -> Agency | None:
    if identity is None or identity.agency is None:
        return None
    return Agency(identity.agency.name, identity.agency_url)


def _label(identity: SiteIdentity | None) -> PlatformLabel | None:
    if identity is None or not identity.label_identifier:
        return None
    return PlatformLabel(identity.label_name, identity.label_identifier, identity.label_owner, identity.label_url)


def _urgent(identity: SiteIdentity | None) -> Urgent | None:
    if identity is None or not identity.urgent_fact:
        return None
    links: tuple[Link, ...] = ()
    if identity.urgent_material_id:
        links = tuple(
            Link(public.publication_path(each), vocabulary.language_name(each.variant.language).autonym)
            for each in public.languages_of([identity.urgent_material_id]).get(identity.urgent_material_id, [])[:6]
        )
    return Urgent(identity.urgent_fact, identity.urgent_advice, links)
