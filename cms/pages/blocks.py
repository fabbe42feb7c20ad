"""Blocks of editors' pages. No images, no embeds, no documents: the ingest door is the only way in for files."""

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

RICH_TEXT = ["h2", "h3", "bold", "ol", "ul", "link", "hr"]


class HeroBlock(blocks.StructBlock):
    """The headline on the cloth."""

    title = blocks.CharBlock(label="Tiêu đề lớn", max_length=80)
    lead = blocks.TextBlock(label="Một đoạn dẫn", max_length=300)
    popular = blocks.ListBlock(blocks.CharBlock(max_length=40), label="Từ hay tìm", required=False, max_num=8)

    class Meta:
        icon = "title"
        label = "Mở đầu"


class ShelfBlock(blocks.StructBlock):
    """Materials chosen by hand."""

    title = blocks.CharBlock(label="Tên giá", max_length=80)
    materials = blocks.ListBlock(SnippetChooserBlock("library.Material"), label="Tài liệu", min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        label = "Giá tài liệu chọn tay"


class NewestBlock(blocks.StaticBlock):
    """The newest materials."""

    class Meta:
        icon = "time"
        label = "Tài liệu mới nhất"
        admin_text = "Các tài liệu vừa công bố, tự cập nhật."


class CampaignsBlock(blocks.StructBlock):
    """Campaigns in this order; left empty, all that run."""

    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="pages.CampaignPage"), label="Chiến dịch", required=False, max_num=6
    )

    class Meta:
        icon = "date"
        label = "Chiến dịch"


def text_block() -> blocks.RichTextBlock:
    """A passage of text."""
    return blocks.RichTextBlock(features=RICH_TEXT, label="Đoạn văn", icon="pilcrow")


def home_blocks() -> list[tuple[str, blocks.Block]]:
    """What may stand on the home page."""
    return [
        ("hero", HeroBlock()),
        ("newest", NewestBlock()),
        ("shelf", ShelfBlock()),
        ("campaigns", CampaignsBlock()),
        ("text", text_block()),
    ]
