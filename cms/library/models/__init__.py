"""Work in progress, what was published, what happened to it since: three kinds of rows, never mixed in a table."""

from .file_version import FileVersion
from .language_variant import LanguageVariant
from .material import Kind, Material
from .overlays import Derivative, Supersession, Withdrawal
from .publication import EndKind, Publication, PublicationFile
from .slot import Mode, Role, Slot
from .workflow import AgencyApprovalTask

__all__ = [
    "AgencyApprovalTask",
    "Derivative",
    "EndKind",
    "FileVersion",
    "Kind",
    "LanguageVariant",
    "Material",
    "Mode",
    "Publication",
    "PublicationFile",
    "Role",
    "Slot",
    "Supersession",
    "Withdrawal",
]
