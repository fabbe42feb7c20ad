"""The theme's files survive hashing, as production serves them."""

from pathlib import Path

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

from tests.themes.rendering import STATIC


def test_every_address_inside_the_style_sheets_is_found(tmp_path: Path) -> None:
    source = FileSystemStorage(STATIC)
    files = {str(path.relative_to(STATIC)): (source, str(path.relative_to(STATIC)))
             for path in STATIC.rglob("*") if path.is_file()}  # fmt: skip
    target = ManifestStaticFilesStorage(location=tmp_path)
    for name in files:
        with source.open(name) as stream:
            target.save(name, stream)
    results = list(target.post_process(files))
    assert [outcome for _, _, outcome in results if isinstance(outcome, Exception)] == []
    tokens = target.stored_name("kho/css/tokens.css")
    assert "../fonts/bvp-latin-400." in (tmp_path / tokens).read_text(encoding="utf-8")
