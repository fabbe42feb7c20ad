"""The radio manifest for shell scripts: one line an item, tabs between fields, no field empty."""

from cms.feeds.items import NO_END, Channel, Item, rfc3339, seconds_of

from .playlist_m3u import one_line, tracks

COLUMNS = ("sha256", "bytes", "seconds", "class", "valid_from", "valid_until", "url", "title")


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """The file for loudspeakers (64 kbit/s where there is one) of each item, newest first."""
    lines = ["#" + "\t".join(COLUMNS)]
    for item, track in tracks(items):
        fields = (
            track.sha256,
            str(track.bytes),
            str(seconds_of(track)),
            "normal",
            rfc3339(item.valid_from),
            rfc3339(item.valid_until) if item.valid_until else NO_END,
            track.url,
            one_line(item.title) or item.guid,
        )
        lines.append("\t".join(fields))
    return ("\n".join(lines) + "\n").encode()
