"""M3U8: the same list as an HLS media playlist (RFC 8216), because that is what players take this name for."""

from cms.feeds.items import Channel, Item

from .playlist_m3u import one_line, tracks


def render(channel: Channel, items: tuple[Item, ...]) -> bytes:
    """Each MP3 is a segment of its own, with a discontinuity between two."""
    found = tracks(items)
    longest = max((track.seconds or 0 for _, track in found), default=0)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{max(1, round(longest + 0.5))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]
    for number, (item, track) in enumerate(found):
        if number:
            lines.append("#EXT-X-DISCONTINUITY")
        lines += [f"#EXTINF:{track.seconds or 1:.3f},{one_line(item.title)}", track.url]
    return ("\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n").encode()
