"""One business mutation a function: check, change, and the journal's event, in one transaction.

Screens, API, imports and commands all call these; nothing else writes the library's tables.
"""

from .ending import end, run_supersessions, supersede, undo_supersession
from .files import attach, detach, ensure_builds, receive_file, retry_processing, store_file
from .materials import create_material, store_new, update_material
from .publishing import cancel_publication, promote, promote_pending, request_publication
from .reviewing import approve, send_back, submit, take_back
from .variants import create_variant, save_draft
from .withdrawing import undo_withdrawal, withdraw

__all__ = [
    "approve",
    "attach",
    "cancel_publication",
    "create_material",
    "create_variant",
    "detach",
    "end",
    "ensure_builds",
    "promote",
    "promote_pending",
    "receive_file",
    "request_publication",
    "retry_processing",
    "run_supersessions",
    "save_draft",
    "send_back",
    "store_file",
    "store_new",
    "submit",
    "supersede",
    "take_back",
    "undo_supersession",
    "undo_withdrawal",
    "update_material",
    "withdraw",
]
