"""Files that programs look for: robots.txt, sitemap.xml, security.txt, and the agency's style sheet."""

from datetime import timedelta
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from cms.library import public
from cms.portal import addresses, respond, theming

URLS_PER_FILE = 20_000
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
DISALLOWED = ("/quan-tri/", "/tim-kiem/?", "/kiem-tra/?", "/nhung/", "/oembed")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in DISALLOWED), ""]
    lines.append(f"Sitemap: {addresses.absolute('/sitemap.xml')}")
    return _text("\n".join(lines))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """``/.well-known/security.txt`` (RFC 9116)."""
    host = urlsplit(settings.SITE_URL).hostname
    contact = getattr(settings, "KHO_SECURITY_CONTACT", "") or f"mailto:security@{host}"
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: vi, en",
        f"Canonical: {addresses.absolute('/.well-known/security.txt')}",
    ]
    return _text("\n".join(lines))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """``/sitemap.xml``: every public page; in parts (``?p=``) when there are more than 20,000."""
    editions = public.editions().order_by("pk")
    part = request.GET.get("p", "")
    if part:
        number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0
        chosen = editions[(number - 1) * URLS_PER_FILE : number * URLS_PER_FILE] if number else editions.none()
        entries = [_entry(public.publication_path(each), each.current_from) for each in chosen]
        if not entries:
            raise Http404
        return _urlset(entries)
    total = editions.count()
    if total > URLS_PER_FILE:
        parts = range(1, -(-total // URLS_PER_FILE) + 1)
        start = addresses.absolute("/sitemap.xml?p=")
        files = "".join(f"<sitemap><loc>{start}{number}</loc></sitemap>" for number in parts)
        return _xml(f'<sitemapindex xmlns="{SITEMAP}">{files}</sitemapindex>')
    entries = [_entry(path, None) for path in (addresses.HOME, addresses.SEARCH, addresses.RADIO, addresses.CHECK)]
    entries += [_entry(path, moment) for path, moment in _editors_pages()]
    entries += [_entry(public.publication_path(each), each.current_from) for each in editions]
    return _urlset(entries)


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """``/giao-dien.css``: the tokens of the agency's theme; 404 while none is set."""
    if not settings.KHO_THEME:
        raise Http404
    sheet = theming.sheet_of(settings.KHO_THEME)
    return respond.public_answer(HttpResponse(sheet, content_type="text/css; charset=utf-8"))


def _editors_pages() -> list[tuple[str, object]]:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    root = site.root_page
    pages = Page.objects.descendant_of(root).live().public().order_by("path")
    rows = pages.values_list("url_path", "last_published_at")[:URLS_PER_FILE]
    return [(f"/{path.removeprefix(root.url_path)}", moment) for path, moment in rows]


def _entry(path: str, moment: object) -> str:
    changed = f"<lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""
    return f"<url><loc>{escape(addresses.absolute(path))}</loc>{changed}</url>"


def _urlset(entries: list[str]) -> HttpResponse:
    return _xml(f'<urlset xmlns="{SITEMAP}">{"".join(entries)}</urlset>')


def _xml(text: str) -> HttpResponse:
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
    return respond.public_answer(HttpResponse(document, content_type="application/xml; charset=utf-8"))


def _text(text: str) -> HttpResponse:
    return respond.public_answer(HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8"))
