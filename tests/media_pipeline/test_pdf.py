"""PDF at the door."""

from pathlib import Path

import pikepdf
import pytest

from media_pipeline import door_check, sniff
from media_pipeline.errors import Refused
from tests.media_pipeline import media_samples, pdf_samples


def checked(path: Path) -> door_check.Probed:
    """The door's verdict."""
    return door_check.probe(path, sniff.sniff(path, path.name))


def refused(path: Path) -> Refused:
    """The door's reason."""
    with pytest.raises(Refused) as error:
        checked(path)
    assert str(path) not in str(error.value)
    return error.value


def test_facts() -> None:
    found = checked(media_samples.handbook())
    assert (found.media_type, found.family) == ("application/pdf", "document")
    assert found.facts == {
        "seconds": None, "pages": 3, "title": "Cẩm nang dịch vụ công", "width": 595.0, "height": 842.0,
    }  # fmt: skip


def test_a_password_is_a_clear_message() -> None:
    assert refused(media_samples.encrypted_pdf()).code == "pdf_encrypted"


def test_a_document_that_anybody_may_open_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "owner.pdf"
    with pikepdf.open(media_samples.handbook()) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="chu", user=""))
    assert checked(path).facts["pages"] == 3


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"x" * 3000, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>"])
def test_a_header_alone_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content.ljust(16))
    assert refused(path).code in ("pdf_unreadable", "pdf_empty")


def test_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    with pikepdf.new() as pdf:
        pdf.save(path)
    assert refused(path).code in ("pdf_unreadable", "pdf_empty")


def test_scripts_are_no_reason_to_refuse_a_document(tmp_path: Path) -> None:
    assert checked(pdf_samples.arm(media_samples.handbook(), tmp_path / "armed.pdf")).facts["pages"] == 3


def test_a_million_pages_are_counted_not_rendered(tmp_path: Path) -> None:
    """One page object that the tree names many times."""
    path = tmp_path / "many.pdf"
    kids = "3 0 R " * 200_000
    path.write_text(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Count 200000/Kids[{kids}]>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n"
    )
    try:
        assert checked(path).facts["pages"] == 200_000
    except Refused as reason:
        assert reason.code == "pdf_unreadable"
