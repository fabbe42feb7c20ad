"""M3U: a plain list of MP3s for players that play one file after the other."""

from cms.feeds.items import Channel, Enclosure, Item, seconds_of

PREFERRED = ("mp3-64", "mp3-128", "mp3-32")


def tracks(items: tuple[Item, ...]) -> list[tuple[Item, Enclosure]]:
    """The items that can be played, each with its file for loudspeakers."""
    return [(item, track) for item in items if (track := item.audio(*PREFERRED))]


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """The newest first, in UTF-8."""
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(channel.title)}"]
    for item, track in tracks(items):
        lines += [f"#EXTINF:{seconds_of(track)},{one_line(item.title)}", track.url]
    return ("\n".join(lines) + "\n").encode()
