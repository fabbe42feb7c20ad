"""PDFs written object by object, so that a test knows every byte that is in them."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/"
 exif:GPSLatitude="21,1.71N" exif:SerialNumber="XMP-SERIAL"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def write_handbook(target: Path, pages: int, text: str, photo: Path | None = None, height: float = 842.0) -> Path:
    """A4 pages that say "<text> <number>" in a text layer, with one JPEG on each, title and language set."""
    with pikepdf.new() as pdf:
        font = _font(pdf, text + " 0123456789")
        resources = Dictionary(Font=Dictionary(F1=font))
        if photo is not None:
            resources.XObject = Dictionary(Im1=_jpeg(pdf, photo))
        for number in range(1, pages + 1):
            content = f"BT /F1 24 Tf 60 700 Td <{_codes(f'{text} {number}')}> Tj ET\n"
            if photo is not None:
                content += "q 400 0 0 300 60 300 cm /Im1 Do Q\n"
            content += "0.1 0.4 0.7 rg 60 100 300 80 re f"
            page = Dictionary(
                Type=Name.Page, MediaBox=Array([0, 0, 595, height]), Resources=resources,
                Contents=Stream(pdf, content.encode()),
            )  # fmt: skip
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.docinfo["/Title"] = String("Cẩm nang dịch vụ công")
        pdf.docinfo["/Producer"] = String("PRODUCER-77")
        pdf.Root.Lang = String("vi-VN")
        pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, XMP))
        pdf.save(target)
    return target


def arm(source: Path, target: Path) -> Path:
    """A copy with everything that acts or hides: scripts, launches, an attachment, private data."""
    with Pdf.open(source) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert('SCRIPT')"))
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.Root.AA = Dictionary(WC=script)
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(script)])))
        page = pdf.pages[0].obj
        launch = Dictionary(S=Name.Launch, F=String("LAUNCHED.exe"))
        link = Dictionary(S=Name.URI, URI=String("https://dichvucong.gov.vn/"))
        page.Annots = Array([_link(pdf, launch), _link(pdf, link)])
        page.AA = Dictionary(O=script)
        page.PieceInfo = Dictionary(Tool=Dictionary(Private=String("PRIVATE-DATA")))
        pdf.attachments["bi-mat.txt"] = b"ATTACHED SECRET"
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return target


def _link(pdf: Pdf, action: Dictionary) -> pikepdf.Object:
    return pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 100, 100]), A=action)
    )  # fmt: skip


def _codes(text: str) -> str:
    return "".join(f"{ord(character):04X}" for character in text)


def _font(pdf: Pdf, text: str) -> pikepdf.Object:
    """Not embedded: codes are Unicode numbers, and a table says so to whoever reads the text."""
    pairs = "\n".join(f"<{ord(each):04X}> <{ord(each):04X}>" for each in sorted(set(text)))
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(set(text))} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    base = Name("/DejaVuSans")
    below = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=base, DW=600, CIDToGIDMap=Name.Identity,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(Dictionary(
            Type=Name.FontDescriptor, FontName=base, Flags=4, FontBBox=Array([0, -200, 1000, 900]), ItalicAngle=0,
            Ascent=900, Descent=-200, CapHeight=700, StemV=80,
        )),
    )  # fmt: skip
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=base, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(below)]), ToUnicode=Stream(pdf, table.encode()),
        )
    )  # fmt: skip


def _jpeg(pdf: Pdf, path: Path) -> pikepdf.Object:
    with Image.open(path) as image:
        width, height = image.size
    return Stream(
        pdf, path.read_bytes(), Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
