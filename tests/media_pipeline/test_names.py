"""The name a file is shown by."""

import unicodedata

import pytest

from media_pipeline.names import MAX_LENGTH, UNNAMED, clean_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Tờ rơi.pdf", "Tờ rơi.pdf"),
        (unicodedata.normalize("NFD", "Tờ rơi hòa giải.pdf"), "Tờ rơi hòa giải.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\an\\phim.mp4", "phim.mp4"),
        ("a\r\nSet-Cookie: x=1.jpg", "a Set-Cookie: x=1.jpg"),
        ("nul\0l.jpg", "null.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\u2066b\u2069.jpg", "ab.jpg"),
        ("\ufefftờ.jpg", "tờ.jpg"),
        ("-rf.mp4", "rf.mp4"),
        ("--output=x.mp4", "output=x.mp4"),
        (".htaccess", "htaccess"),
        ("...", UNNAMED),
        ("", UNNAMED),
        ("  \t ", UNNAMED),
        ("a   b\u00a0c.jpg", "a b c.jpg"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("concert.mp3", "concert.mp3"),
        ("a\ud800b.jpg", "ab.jpg"),
        ("phim 🎬.mp4", "phim 🎬.mp4"),
        ("ខ្មែរ\u200bភាសា.mp3", "ខ្មែរ\u200bភាសា.mp3"),
        ("ꪼꪕ.mp3", "ꪼꪕ.mp3"),
    ],
)
def test_names_are_shown_clean(given, shown):
    assert clean_name(given) == shown


def test_cleaning_twice_changes_nothing():
    for name in ("../-a.jpg", "x" * 500 + ".jpg", "\u202e.con", ". - .a"):
        assert clean_name(clean_name(name)) == clean_name(name)


def test_a_long_name_keeps_its_ending():
    shown = clean_name("n" * 300 + ".pdf")
    assert len(shown) == MAX_LENGTH
    assert shown.endswith("n.pdf")


def test_a_long_last_part_is_no_ending():
    assert len(clean_name("a." + "b" * 300)) == MAX_LENGTH


@pytest.mark.parametrize("filler", range(190, 202))
@pytest.mark.parametrize(
    "cluster",
    ["e\u0323\u0302\u0304", "ស្ត្រី", "👨\u200d👩\u200d👧", "👍🏽", "ꪀꪲ", "❤\ufe0f"],
)
def test_a_cut_never_parts_a_sign(filler, cluster):
    """The name consists of single letters and one cluster: either the cluster is whole or it is absent."""
    cluster = unicodedata.normalize("NFC", cluster)
    shown = clean_name("n" * filler + cluster + "m" * 100)
    rest = shown.lstrip("n").rstrip("m")
    assert rest in ("", cluster) or (cluster.startswith(rest) and is_boundary(cluster, len(rest)))
    assert len(shown) <= MAX_LENGTH


def is_boundary(cluster: str, at: int) -> bool:
    """In ស្ត្រី each consonant is bound by the coeng before it, so no place inside it is a boundary."""
    return at == len(cluster)


@pytest.mark.parametrize("filler", range(190, 202))
def test_flags_are_cut_in_pairs(filler):
    shown = clean_name("n" * filler + "🇻🇳" * 50)
    assert len(shown.lstrip("n")) % 2 == 0
