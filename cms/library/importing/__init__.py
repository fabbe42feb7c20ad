"""Bringing a folder of files and a ``materials.csv`` into the library."""

from .run import Outcome, import_folder
from .sheet import SheetUnreadable, read_sheet

__all__ = ["Outcome", "SheetUnreadable", "import_folder", "read_sheet"]
