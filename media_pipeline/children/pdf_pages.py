"""Reads a PDF with pdfium: `check` looks at the header and the page count, `render` makes page pictures and text.

Runs in the jail. JavaScript and forms are not even loaded; pages are numbered from 1.
"""

from __future__ import annotations

import ctypes
import json
import re
import unicodedata
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from answer import Failure, main, percent
from PIL import Image

_WIDEST_COVER = 800
_HIGHEST = 6000  # pixels: a page a thousand times higher than wide does not become a gigapixel


def work(request: dict) -> dict:
    """{"path", "task", …} -> for `check` {"pages", "title", "width", "height"}; for `render` {"pages": [size, …]}."""
    try:
        document = pypdfium2.PdfDocument(request["path"])
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise Failure("pdf_encrypted") from error
        raise Failure(request["broken"], detail=str(error)[:200]) from error
    try:
        if len(document) < 1:
            raise Failure("pdf_empty")
        return _check(document) if request["task"] == "check" else _render(document, request)
    except pypdfium2.PdfiumError as error:
        raise Failure(request["broken"], detail=str(error)[:200]) from error


def _check(document: pypdfium2.PdfDocument) -> dict:
    width, height = document.get_page_size(0)
    return {"pages": len(document), "title": _title(document), "width": round(width, 2), "height": round(height, 2)}


def _title(document: pypdfium2.PdfDocument) -> str:
    return _clean(document.get_metadata_value("Title")).strip()[:300]


def _clean(text: str) -> str:
    """NFC, plain line ends, no control characters; a source in NFD would not be found by words typed in NFC."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]", "", text)


def _render(document: pypdfium2.PdfDocument, request: dict) -> dict:
    count = min(len(document), request["most_pages"])
    folder = Path(request["folder"])
    texts, sizes = [], []
    for number in range(1, count + 1):
        page = document[number - 1]
        textpage = page.get_textpage()
        texts.append({"number": number, "text": _clean(textpage.get_text_bounded())})
        textpage.close()
        sizes.append(_picture(page, folder, number, request))
        page.close()
        percent(100 * number / count)
    text = {"pages": texts, "title": _title(document), "language": _language(document), "page_count": len(document)}
    (folder / "text.json").write_text(json.dumps(text, ensure_ascii=False), "utf-8")
    return {"pages": sizes, "count": len(document)}


def _picture(page: pypdfium2.PdfPage, folder: Path, number: int, request: dict) -> list[int]:
    width, height = page.get_size()
    scale = min(request["width"] / max(width, 0.1), _HIGHEST / max(height, 0.1))
    image = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_pil().convert("RGB")
    if scale * height < _HIGHEST - 1 and image.size[0] != request["width"]:  # pdfium rounds up
        image = image.crop((0, 0, request["width"], image.size[1]))
    image.save(folder / f"page-{number:04d}", "JPEG", quality=request["quality"], optimize=True)
    if number == 1:
        cover = image.copy()
        cover.thumbnail((_WIDEST_COVER, _HIGHEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
        cover.save(folder / "cover", "JPEG", quality=84, optimize=True, progressive=True)
        return [*image.size, *cover.size]
    return list(image.size)


def _language(document: pypdfium2.PdfDocument) -> str:
    length = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    if length < 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "ignore")[:35]


if __name__ == "__main__":
    main(work)
