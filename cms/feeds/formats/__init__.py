"""One format a module: ``render(channel, items) -> bytes``, pure and deterministic (equal items, equal bytes)."""

from collections.abc import Callable

from cms.feeds.items import Channel, Item

from . import atom, jsonfeed, manifest_json, manifest_tsv, mrss, ninjs, playlist_m3u, playlist_m3u8, podcast

Render = Callable[[Channel, tuple[Item, ...]], bytes]

GENERAL: dict[str, Render] = {
    "atom.xml": atom.render,
    "feed.json": jsonfeed.render,
    "mrss.xml": mrss.render,
    "ninjs.json": ninjs.render,
}
RADIO: dict[str, Render] = {
    "podcast.xml": podcast.render,
    "playlist.m3u": playlist_m3u.render,
    "playlist.m3u8": playlist_m3u8.render,
    "manifest.json": manifest_json.render,
    "manifest.tsv": manifest_tsv.render,
}
MEDIA_TYPES = {
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    "mrss.xml": "application/rss+xml; charset=utf-8",
    "ninjs.json": "application/json; charset=utf-8",
    "podcast.xml": "application/rss+xml; charset=utf-8",
    "playlist.m3u": "audio/x-mpegurl; charset=utf-8",
    "playlist.m3u8": "application/vnd.apple.mpegurl",
    "manifest.json": "application/json; charset=utf-8",
    "manifest.tsv": "text/tab-separated-values; charset=utf-8",
}
