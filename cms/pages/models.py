"""The pages that editors write: home, guidance, news, campaigns."""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from . import presenting
from .blocks import home_blocks, text_block
from .reserved import RESERVED

RESERVED_TEXT = "Đường dẫn «{}» đã dùng cho phần khác của Kho. Hãy đặt đường dẫn khác."
DEFAULT_TITLE = "Một kho chung, nhiều tiếng nói"
DEFAULT_LEAD = (
    "Video, bản tin phát thanh, áp phích, sổ tay và tin nhắn về dịch vụ công trực tuyến. "
    "Tải về dùng ngay, không cần tài khoản."
)


class SitePageForm(WagtailAdminPageForm):
    """Says in words, beside the field, when an address is taken by Kho itself."""

    def clean(self) -> dict[str, object]:
        """Check the slug against the reserved ones."""
        cleaned = super().clean()
        if is_reserved(cleaned.get("slug", ""), self.parent_page):
            self.add_error("slug", RESERVED_TEXT.format(cleaned["slug"]))
        return cleaned


class SitePage(Page):
    """What Kho's pages share: a slug that shadows none of Kho's own addresses."""

    is_creatable = False
    base_form_class = SitePageForm

    class Meta:
        abstract = True

    def full_clean(self, *args: object, **kwargs: object) -> None:
        """Refuse reserved first segments also when a slug was made from the title, or set without a form."""
        super().full_clean(*args, **kwargs)
        if self.depth and is_reserved(self.slug, self.get_parent()):
            raise ValidationError({"slug": RESERVED_TEXT.format(self.slug)})

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """A draft is drawn like the page itself."""
        return self.serve(request)

    def path_on_site(self) -> str:
        """Its address without the host."""
        return self.get_url() or "/"


def is_reserved(slug: str, parent: Page | None) -> bool:
    """Whether a page of this slug below ``parent`` would stand behind one of Kho's own addresses."""
    return slug in RESERVED and parent is not None and parent.specific_class is HomePage


class HomePage(SitePage):
    """Trang đầu."""

    body = StreamField(home_blocks(), blank=True, verbose_name="nội dung")

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.GuidancePage", "pages.NewsPage", "pages.CampaignPage"]
    max_count = 1
    is_creatable = True

    class Meta:
        verbose_name = "trang đầu"

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Drawn by the portal."""
        return presenting.present(request, self.words())

    def words(self) -> presenting.HomeWords:
        """The blocks sorted by what they are for. A page without blocks shows the newest materials."""
        blocks = list(self.body)
        hero = next((block.value for block in blocks if block.block_type == "hero"), None)
        kinds = {block.block_type for block in blocks}
        return presenting.HomeWords(
            title=hero["title"] if hero else DEFAULT_TITLE,
            lead=hero["lead"] if hero else DEFAULT_LEAD,
            description=self.search_description,
            popular=[str(word) for word in hero["popular"]] if hero else (),
            newest_shown="newest" in kinds or "shelf" not in kinds,
            shelves=[
                (block.value["title"], [material.pk for material in block.value["materials"] if material])
                for block in blocks
                if block.block_type == "shelf"
            ],
            campaigns=self._campaigns(blocks),
            passages=[_html(block) for block in blocks if block.block_type == "text"],
            links=self._links(),
        )

    def _campaigns(self, blocks: list) -> list[tuple[str, object]]:
        chosen = [
            page.pk for block in blocks if block.block_type == "campaigns" for page in block.value["pages"] if page
        ]
        running = CampaignPage.objects.descendant_of(self).live().select_related("campaign")
        if chosen:
            found = running.in_bulk(chosen)
            ordered = [found[pk] for pk in chosen if pk in found]
        else:
            today = timezone.localdate()
            still = models.Q(campaign__ends__isnull=True) | models.Q(campaign__ends__gte=today)
            ordered = list(running.filter(still).order_by("path"))
        return [(page.path_on_site(), page.campaign) for page in ordered]

    def _links(self) -> dict[str, str]:
        pages = GuidancePage.objects.descendant_of(self).live().exclude(reader="")
        return {page.reader: page.path_on_site() for page in pages.order_by("-path")}


class TextPage(SitePage):
    """A title, a lead and passages of text."""

    lead = models.TextField("đoạn dẫn", blank=True, max_length=500)
    body = StreamField([("text", text_block())], blank=True, verbose_name="nội dung")

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Drawn by the portal."""
        return presenting.present(request, self.words())

    def words(self) -> presenting.TextWords:
        """The page with its trail from home and its live subpages."""
        above = [page for page in self.get_ancestors().live() if page.depth > 1]
        updated = self.last_published_at or self.first_published_at
        return presenting.TextWords(
            title=self.title,
            body=mark_safe("".join(_html(block) for block in self.body)),  # noqa: S308 - cleaned by Wagtail's rich text
            path=self.path_on_site(),
            lead=self.lead,
            description=self.search_description,
            meta=f"Cập nhật {timezone.localtime(updated):%d/%m/%Y}" if updated else "",
            trail=[("/" if page.depth == 2 else page.get_url(), page.title) for page in above],
            children=[(page.get_url(), page.title) for page in self.get_children().live().public()],
            campaign=getattr(self, "campaign", None),
        )


class GuidancePage(TextPage):
    """Hướng dẫn."""

    reader = models.CharField(
        "hướng dẫn chính cho",
        max_length=10,
        blank=True,
        choices=[("press", "Báo chí"), ("station", "Đài truyền thanh")],
        help_text="Trang đầu dẫn tới đây từ phần dành cho người đọc này.",
    )

    content_panels = [*TextPage.content_panels, FieldPanel("reader")]
    parent_page_types = ["pages.HomePage", "pages.GuidancePage"]
    subpage_types = ["pages.GuidancePage"]
    is_creatable = True

    class Meta:
        verbose_name = "trang hướng dẫn"
        verbose_name_plural = "trang hướng dẫn"


class NewsPage(TextPage):
    """Tin tức."""

    parent_page_types = ["pages.HomePage", "pages.NewsPage"]
    subpage_types = ["pages.NewsPage"]
    is_creatable = True

    class Meta:
        verbose_name = "trang tin"
        verbose_name_plural = "trang tin"


class CampaignPage(TextPage):
    """Chiến dịch: what it is about; its materials are added by the portal."""

    campaign = models.ForeignKey(
        "taxonomy.Campaign", models.PROTECT, related_name="+", verbose_name="chiến dịch trong danh mục"
    )

    content_panels = [*TextPage.content_panels, FieldPanel("campaign")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = []
    is_creatable = True

    class Meta:
        verbose_name = "trang chiến dịch"
        verbose_name_plural = "trang chiến dịch"


def _html(block: object) -> SafeString:
    """A passage as HTML with its links resolved."""
    return mark_safe(str(block.value))  # noqa: S308 - Wagtail cleans rich text when it is saved
