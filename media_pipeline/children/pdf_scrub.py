"""A public copy of a PDF: pages and text untouched; no metadata of place or device, nothing that acts or is hidden.

Runs in the jail. Goes: XMP except title, author, rights; other document information; EXIF and comments inside JPEG
pictures; JavaScript, Launch and other actions that reach out of the document; attachments; page thumbnails; private
data of drawing programs.
"""

from __future__ import annotations

from answer import Failure, main
from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream

_ACTIONS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute", "/Trans", "/ResetForm",
}  # fmt: skip
_HOLDERS = ("/A", "/AA", "/OpenAction", "/Next", "/PA")
_KEPT_INFO = ("/Title", "/Author", "/Subject")
_DEEPEST = 60


def work(request: dict) -> dict:
    """{"path", "target"} -> {"pages"}."""
    try:
        with Pdf.open(request["path"]) as pdf:
            pages = len(pdf.pages)
            _scrub(pdf)
            pdf.save(request["target"], fix_metadata_version=False, linearize=True, deterministic_id=True)
    except PasswordError as error:
        raise Failure("pdf_encrypted") from error
    except (PdfError, ValueError, RuntimeError) as error:
        raise Failure("scrub_failed", detail=str(error)[:200].replace(request["path"], "…")) from error
    return {"pages": pages}


def _scrub(pdf: Pdf) -> None:
    root = pdf.Root
    for key in ("/AA", "/AF", "/Collection", "/PieceInfo", "/Metadata", "/SpiderInfo", "/Perms"):
        _drop(root, key)
    if "/Names" in root:
        for key in ("/JavaScript", "/EmbeddedFiles", "/Renditions"):
            _drop(root.Names, key)
    if "/AcroForm" in root:
        _drop(root.AcroForm, "/XFA")
    for key in list(pdf.docinfo.keys()):
        if key not in _KEPT_INFO:
            del pdf.docinfo[key]
    for each in pdf.objects:
        _clean(each, 0)
    pdf.remove_unreferenced_resources()


def _drop(holder: Object, key: str) -> None:
    if key in holder:
        del holder[key]


def _clean(value: Object, depth: int) -> None:
    """One object and what lies directly in it; objects behind a reference come by themselves."""
    if depth > _DEEPEST:
        raise Failure("scrub_failed", detail="nested too deeply")
    if isinstance(value, Stream):
        for key in ("/Metadata", "/PieceInfo"):
            _drop(value.stream_dict, key)
        _clean_picture(value)
        _clean_dictionary(value.stream_dict, depth)
    elif isinstance(value, Dictionary):
        _clean_dictionary(value, depth)
    elif isinstance(value, Array):
        for each in value:
            if isinstance(each, Dictionary | Array) and not each.is_indirect:
                _clean(each, depth + 1)


def _clean_dictionary(value: Object, depth: int) -> None:
    for key in ("/Metadata", "/PieceInfo", "/Thumb"):
        _drop(value, key)
    for key in _HOLDERS:
        if key in value and _acts(value[key]):
            del value[key]
    if value.get("/Type") == Name.Filespec or value.get("/Subtype") == Name.FileAttachment:
        for key in ("/EF", "/FS"):
            _drop(value, key)
    if str(value.get("/S", "")) in _ACTIONS:  # reached some other way: leave it empty
        for key in list(value.keys()):
            if key not in ("/S", "/Type"):
                del value[key]
    for key in list(value.keys()):
        each = value[key]
        if isinstance(each, Dictionary | Array) and not each.is_indirect:
            _clean(each, depth + 1)


def _acts(action: Object) -> bool:
    if isinstance(action, Array):
        return any(_acts(each) for each in action if isinstance(each, Dictionary))
    if not isinstance(action, Dictionary):
        return False
    if "/S" in action:
        return str(action["/S"]) in _ACTIONS
    return any(isinstance(action[key], Dictionary) for key in action)  # /AA: actions by event


def _clean_picture(stream: Stream) -> None:
    kind = stream.get("/Filter")
    if kind != Name.DCTDecode and not (isinstance(kind, Array) and list(kind) == [Name.DCTDecode]):
        return
    data = stream.read_raw_bytes()
    clean = without_segments(data)
    if clean != data:
        stream.write(clean, filter=kind, decode_parms=stream.get("/DecodeParms"))


def without_segments(data: bytes) -> bytes:
    """A JPEG without APP1 (EXIF, XMP), APP13 and comments; what cannot be followed stays as it is."""
    if data[:2] != b"\xff\xd8":
        return data
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:  # scan data follows to the end
            return b"".join([*kept, data[at:]])
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker not in (0xE1, 0xED, 0xFE):
            kept.append(data[at:end])
        at = end
    return data


if __name__ == "__main__":
    main(work)
