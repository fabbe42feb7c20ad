"""PDF: page pictures, text that can be found, a cover; and nothing runs that is inside."""

import json
from pathlib import Path

import pytest
from PIL import Image

from media_pipeline import pdf, recipes
from media_pipeline.errors import ProcessingFailed
from tests.media_pipeline import media_samples, pdf_samples
from tests.media_pipeline.recipes.making import make, taken

NFD = "Ho\u0300a gia\u0309i o\u031b\u0309 co\u031b so\u031b\u0309"  # as many PDF writers store it


def test_pages_text_and_cover(tmp_path: Path) -> None:
    reports: list[float] = []
    made = make(
        "document", "document", media_samples.handbook(), tmp_path, report=lambda percent, _: reports.append(percent)
    )  # fmt: skip
    assert list(made) == ["page-0001", "page-0002", "page-0003", "text", "cover"]
    for name in ("page-0001", "page-0003", "cover"):
        with Image.open(made[name].path) as image:
            assert image.format == "JPEG"
            assert image.size == (made[name].width, made[name].height)
            assert image.size[0] == (800 if name == "cover" else 1200)
            assert len(image.convert("RGB").getcolors(2_000_000)) > 50, "not blank"
    text = json.loads(made["text"].path.read_text("utf-8"))
    assert text["title"] == "Cẩm nang dịch vụ công"
    assert text["language"] == "vi-VN"
    assert text["page_count"] == 3
    assert [(page["number"], page["text"].strip()) for page in text["pages"]] == [
        (number, f"Xin chào. Hà Nội {number}") for number in (1, 2, 3)
    ]
    assert reports == sorted(reports)


def test_text_is_composed(tmp_path: Path) -> None:
    made = make("document", "document", media_samples.handbook(1, NFD), tmp_path)
    text = json.loads(made["text"].path.read_text("utf-8"))["pages"][0]["text"]
    assert "Hòa giải ở cơ sở" in text


def test_a_very_long_document_is_shown_up_to_a_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    made = make("document", "document", media_samples.handbook(), tmp_path)
    assert list(made) == ["page-0001", "page-0002", "text", "cover"]
    assert json.loads(made["text"].path.read_text("utf-8"))["page_count"] == 3


def test_names_of_pages_sort_like_numbers() -> None:
    names = recipes.get("document").expected({"document": {"pages": 100_000}}, {})
    pages = [name for name in names if name.startswith("page-")]
    assert pages == sorted(pages) and len(pages) == pdf.MAX_PAGES == 500


@pytest.mark.parametrize("height", [14_400.0, 3.0])
def test_strange_pages_do_not_become_gigapixels(height: float, tmp_path: Path) -> None:
    source = pdf_samples.write_handbook(tmp_path / "long.pdf", 1, "a", height=height)
    made = make("document", "document", source, tmp_path / "out")
    assert made["page-0001"].height <= 6000 and made["page-0001"].width <= 1200


def test_a_damaged_page_tree_fails_with_a_reason(tmp_path: Path) -> None:
    source = taken(media_samples.handbook())
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(source.path.read_bytes()[:400])
    with pytest.raises(ProcessingFailed) as failed:
        make("document", "document", type(source)(broken, source.media_type, source.facts), tmp_path / "out")
    assert failed.value.code in ("pdf_damaged", "pdf_pages_differ", "pdf_empty")


def test_a_document_that_acts_is_read_like_any_other(tmp_path: Path) -> None:
    armed = pdf_samples.arm(media_samples.handbook(), tmp_path / "armed.pdf")
    made = make("document", "document", armed, tmp_path / "out")
    assert "Xin chào" in made["text"].path.read_text("utf-8")
