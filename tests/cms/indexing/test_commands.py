"""``search`` and ``rebuild_search_index``."""

import json
import sqlite3
import threading

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cms.indexing import rebuild as rebuild_module
from cms.indexing.consumer import IndexingConsumer
from cms.indexing.feeding import fill, journal_end
from cms.indexing.rebuild import rebuild
from cms.journal.follow import follow
from cms.library import actions
from cms.library.models import Material
from cms.taxonomy.models import Procedure
from search import engines
from search.documents import Document
from search.engines.embedded.store import FILE_NAME
from search.query import Query
from search.text import fold

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TEXTS = {
    "Đăng ký khai sinh trực tuyến": "Cha mẹ khai báo trên Cổng Dịch vụ công, không phải đến xã.",
    "Nộp hồ sơ đất đai qua mạng": "Hòa giải tranh chấp đất đai, cấp giấy chứng nhận quyền sử dụng đất.",
    "Cấp đổi thẻ căn cước": "Mang theo thẻ cũ khi nhận thẻ mới.",
    "An toàn khi dùng VNeID": "Không đưa mật khẩu cho người lạ gọi điện.",
    "Trợ cấp người cao tuổi": "Người từ đủ 75 tuổi làm thủ tục hưởng trợ cấp hằng tháng.",
    "Đổi giấy phép lái xe": "Chụp ảnh giấy khám sức khỏe rồi gửi lên hệ thống.",
}


def search(capsys, *arguments: str) -> list[dict]:
    """The lines that ``search --json`` prints."""
    call_command("search", *arguments, "--json")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def shelf(put) -> dict[str, str]:
    """Title → public id of six texts, indexed."""
    made = {title: put(title=title, text=text).material.public_id for title, text in TEXTS.items()}
    fill(engines.get())
    return made


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("đăng ký khai sinh", "Đăng ký khai sinh trực tuyến"),
        ("hòa giải đất đai", "Nộp hồ sơ đất đai qua mạng"),
        ("hoà giải", "Nộp hồ sơ đất đai qua mạng"),
        ("thẻ căn cước", "Cấp đổi thẻ căn cước"),
        ("mật khẩu người lạ", "An toàn khi dùng VNeID"),
        ("người cao tuổi trợ cấp", "Trợ cấp người cao tuổi"),
        ("giấy khám sức khoẻ", "Đổi giấy phép lái xe"),
    ],
)
def test_words_with_and_without_marks_find_the_same_first(shelf, capsys, words, title):
    marked, plain = search(capsys, words), search(capsys, fold(words))
    assert marked[0]["public_id"] == plain[0]["public_id"] == shelf[title]
    assert marked[0]["title"] == title


def test_a_line_says_where_to_go(shelf, capsys):
    (first, *_) = search(capsys, "khai sinh", "--limit", "1")
    public_id = shelf["Đăng ký khai sinh trực tuyến"]
    assert set(first) == {"public_id", "language", "title", "score", "url"}
    assert first["url"] == f"http://testserver/tai-lieu/{public_id}/vi/dang-ky-khai-sinh-truc-tuyen/"
    assert first["language"] == "vi" and first["score"] > 0


def test_an_old_province_name_finds_what_is_for_the_province_of_today(put, capsys):
    wanted = put(title="Bản tin tuần", provinces=("08",))
    put(title="Bản tin tuần", provinces=("15",))
    fill(engines.get())
    for words in ("Hà Giang", "ha giang", "Tuyên Quang"):
        assert [line["public_id"] for line in search(capsys, words)] == [wanted.material.public_id], words


def test_an_old_province_name_finds_a_text_that_only_says_the_new_one(put, capsys):
    wanted = put(title="Tin", text="Bà con ở Tuyên Quang nộp hồ sơ tại xã.")
    put(title="Tin", text="Bà con ở Lào Cai nộp hồ sơ tại xã.")
    fill(engines.get())
    assert [line["public_id"] for line in search(capsys, "Hà Giang")] == [wanted.material.public_id]


def test_codes_abbreviations_and_other_scripts_are_found(put, capsys):
    procedure = Procedure.objects.create(code="2.000815", name="Chứng thực")
    coded = put(title="Chứng thực bản sao", many={"procedures": [procedure]}, fields={"external_key": "STP-07"})
    khmer = put(title="សេចក្តីប្រកាស", text="មនុស្សទាំងអស់កើតមកមានសេរីភាព", language="km")
    service = put(title="Dịch vụ công ở xã")
    fill(engines.get())
    for words, variant in (
        ("2.000815", coded),
        ("STP-07", coded),
        (coded.material.public_id, coded),
        ("សេរីភាព", khmer),
        ("khmer", khmer),
        ("DVC", service),
    ):
        assert search(capsys, words)[0]["public_id"] == variant.material.public_id, words


def test_a_language_can_be_asked_for(put, capsys):
    variant = put(title="Khai sinh")
    put(title="Khai sinh (Khmer)", language="km", material=variant.material)
    fill(engines.get())
    assert [line["language"] for line in search(capsys, "khai sinh", "--lang", "km")] == ["km"]
    assert search(capsys, "khai sinh", "--lang", "rad") == []


def test_what_was_withdrawn_is_not_printed_by_an_index_that_lags(shelf, capsys, reviewer):
    actions.withdraw(Material.objects.get(public_id=shelf["Cấp đổi thẻ căn cước"]), reason="Sai.", actor=reviewer)
    assert "Cấp đổi thẻ căn cước" not in [line["title"] for line in search(capsys, "thẻ căn cước")]


@pytest.mark.parametrize("words", ["", "   ", '"""', "\x00", "-", "*" * 5000, "title:x OR y", "%", "\ud83d"])
def test_odd_words_never_crash(shelf, capsys, words):
    call_command("search", words, "--json", "--limit", "999999")
    for line in capsys.readouterr().out.splitlines():
        assert json.loads(line)["public_id"] in shelf.values()


def test_people_get_readable_lines(shelf, capsys):
    call_command("search", "khai sinh", "--limit", "1")
    assert "Đăng ký khai sinh trực tuyến" in capsys.readouterr().out
    call_command("search", "zzzzzz")
    assert "Không tìm thấy" in capsys.readouterr().out


def test_an_unavailable_index_is_said_in_words(settings):
    settings.KHO_SEARCH_DIR = None
    with pytest.raises(CommandError, match="Chưa tìm kiếm được"):
        call_command("search", "khai sinh")
    with pytest.raises(CommandError, match="Chỉ mục cũ vẫn còn nguyên"):
        call_command("rebuild_search_index")


def test_a_rebuilt_index_is_whole_and_knows_its_place(shelf, capsys, settings):
    engines.get().clear()
    call_command("rebuild_search_index", "--json")
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (last["status"], last["documents"], last["position"]) == ("done", 6, journal_end())
    assert search(capsys, "khai sinh")[0]["public_id"] == shelf["Đăng ký khai sinh trực tuyến"]
    assert [path.name for path in settings.KHO_SEARCH_DIR.iterdir() if path.is_dir()] == []
    call_command("rebuild_search_index")
    assert "6 bản ngôn ngữ" in capsys.readouterr().out


def test_a_rebuild_forgets_what_should_not_be_there(shelf):
    engine = engines.get()
    engine.index([Document("ghost/vi", 10**6, public_id="ghost", language="vi", kind="sms", title="Bóng ma")])
    assert engine.search(Query("bóng ma")).total == 1
    rebuild()
    assert engine.search(Query("bóng ma")).total == 0
    assert engine.count() == 6


@pytest.mark.parametrize("damage", [b"", b"no database" * 500])
def test_a_damaged_index_can_be_rebuilt(shelf, settings, damage):
    engines.get().close()
    (settings.KHO_SEARCH_DIR / FILE_NAME).write_bytes(damage)
    assert rebuild().documents == 6
    assert engines.get().healthy()


def test_what_happens_during_a_rebuild_is_in_the_new_index(shelf, put, reviewer, monkeypatch):
    consumer = IndexingConsumer()
    swap = rebuild_module._replace
    late: list[str] = []

    def busy(*arguments):
        late.append(put(title="Tin đến muộn").material.public_id)
        actions.withdraw(Material.objects.get(public_id=shelf["Cấp đổi thẻ căn cước"]), reason="Sai.", actor=reviewer)
        while follow(consumer):  # written to the index that is about to be replaced
            pass
        swap(*arguments)

    monkeypatch.setattr(rebuild_module, "_replace", busy)
    rebuild()
    assert [hit.public_id for hit in engines.get().search(Query("tin đến muộn")).hits] == late
    assert engines.get().count() == 6  # one more, one less
    assert engines.get().position() == journal_end()


def test_searching_goes_on_while_the_index_is_replaced(shelf):
    engine, stop, totals, errors = engines.get(), threading.Event(), set(), []

    def reader() -> None:
        try:
            while not stop.is_set():
                totals.add(engine.search(Query("khai sinh")).total)
        except Exception as error:  # noqa: BLE001  whatever it is, the test must show it
            errors.append(error)
        finally:
            engine.close()

    expected = {engine.search(Query("khai sinh")).total}
    thread = threading.Thread(target=reader)
    thread.start()
    try:
        for _ in range(3):
            rebuild()
    finally:
        stop.set()
        thread.join()
    assert errors == []
    assert totals == expected


def test_a_rebuilt_file_is_sound(shelf, settings):
    rebuild()
    connection = sqlite3.connect(settings.KHO_SEARCH_DIR / FILE_NAME)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        connection.close()


def test_an_engine_without_files_is_just_cleared(shelf, settings):
    settings.KHO_SEARCH_ENGINE = "null"
    made = rebuild()
    assert (made.engine, made.documents) == ("null", 0)
