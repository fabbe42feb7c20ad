"""Brings the files of the feeds to what is public now; called after events, by the clock and by hand."""

import logging
from itertools import islice

from cms.taxonomy.models import Language, Province

from . import files, reading
from .selection import Feed, Selection, select

log = logging.getLogger(__name__)
BATCH = 20  # feeds whose items are in memory at the same time


def refresh(*, everything: bool = False) -> int:
    """Write the feeds whose items differ from what was written last or whose files are missing.

    Compares instead of trusting events: a withdrawal, a changed kind or province and a passed date look the same.
    ``everything`` renders all of them (files with equal bytes are still not touched). A feed that cannot be written
    is logged and tried again at the next call. Returns the number of files written or removed.
    """
    with files.locked():
        state = {} if everything else files.read_state()
        wanted = select()
        # What lies on the disk counts, not what was noted: a feed that is empty now must not survive a lost note.
        changed = _remove((set(state) | files.folders()) - {feed.folder for feed in wanted}, state)
        outdated = iter([feed for feed in sorted(wanted) if _is_outdated(feed, wanted[feed], state)])
        while batch := list(islice(outdated, BATCH)):
            changed += _write(batch, wanted, state)
            files.write_state(state)
        return changed


def render(feed: Feed, items: tuple[reading.Item, ...] = ()) -> dict[str, bytes]:
    """The files of a feed, by their names below ``/feeds/``."""
    language = Language.objects.filter(code=feed.language).first()
    province = Province.objects.filter(code=feed.province).first() if feed.province else None
    channel = reading.channel(feed, language, province)
    return {f"{feed.folder}/{name}": make(channel, items) for name, make in feed.formats.items()}


def _is_outdated(feed: Feed, selection: Selection, state: dict[str, str]) -> bool:
    return state.get(feed.folder) != selection.fingerprint or not all(map(files.is_whole, feed.names))


def _write(batch: list[Feed], wanted: dict[Feed, Selection], state: dict[str, str]) -> int:
    items = reading.items({pk for feed in batch for pk in wanted[feed].publications})
    changed = 0
    for feed in batch:
        found = tuple(items[pk] for pk in wanted[feed].publications if pk in items)
        try:
            changed += sum(files.write(name, data) for name, data in render(feed, found).items())
        except Exception:  # one feed that cannot be rendered or written must not keep the others back
            log.exception("feed %s could not be written", feed.folder)
            state.pop(feed.folder, None)
            continue
        if len(found) == len(wanted[feed].publications):
            state[feed.folder] = wanted[feed].fingerprint
        else:  # something was withdrawn between the two looks: look again
            state.pop(feed.folder, None)
    return changed


def _remove(folders: set[str], state: dict[str, str]) -> int:
    """Take away the files of feeds that are empty now."""
    for folder in folders & files.folders():
        files.remove_folder(folder)
    for folder in folders & set(state):
        del state[folder]
    if folders:
        files.write_state(state)
    return len(folders)
