"""The demo's four log-ins: a known password only while nobody but this machine can reach the server."""

import ipaddress
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from cms.accounts.models import Membership, Role, User
from cms.taxonomy.models import Agency

PASSWORD = "kho-demo-2026"  # noqa: S105 - public on purpose, and refused as soon as the server listens to others
FILE_NAME = "demo-logins.txt"
AGENCIES = ("G06", "H38")
# user name → name shown, role, agencies ("" is the whole programme)
PEOPLE = {
    "bientap": ("Biên tập viên mẫu", Role.EDITOR, AGENCIES),
    "duyet": ("Người duyệt mẫu", Role.REVIEWER, AGENCIES),
    "chuongtrinh": ("Văn phòng chương trình (mẫu)", Role.PROGRAMME_OFFICE, ("",)),
    "quantri": ("Quản trị mẫu", Role.ADMINISTRATOR, ("",)),
}
# Wagtail's own group of people who edit and publish pages: memberships are about materials.
PAGE_GROUP = "Moderators"


def logins_path() -> Path:
    """Where the log-ins are written, readable for the owner alone."""
    return Path(settings.KHO_DATA_DIR) / FILE_NAME


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@transaction.atomic
def ensure_people() -> dict[str, str]:
    """Make who is missing. Returns the passwords that were set now, by user name.

    The known password gives way to a random one as soon as the server listens to more than this machine.
    """
    known = is_loopback(settings.HOST)
    given = {}
    for username, (name, role, agencies) in PEOPLE.items():
        user, created = User.objects.get_or_create(username=username, defaults={"display_name": name})
        if created or (not known and user.check_password(PASSWORD)):
            given[username] = PASSWORD if known else secrets.token_urlsafe(12)
            user.set_password(given[username])
            user.save(update_fields=["password"])
        if created:
            for code in agencies:
                agency = Agency.objects.get(code=code) if code else None
                Membership.objects.create(user=user, agency=agency, role=role)
            if role == Role.ADMINISTRATOR:
                user.groups.set(Group.objects.filter(name=PAGE_GROUP))
    if given:
        _write(given)
    return given


def _write(given: dict[str, str]) -> None:
    """Keep what the file says about people whose password was not set now."""
    path = logins_path()
    kept = {}
    if path.is_file():
        lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
        kept = {words[0]: words[1] for words in lines if len(words) > 1 and words[0] in PEOPLE}
    passwords = {**kept, **given}
    lines = ["Tài khoản mẫu / demo log-ins (/quan-tri/):"]
    lines += [
        f"{username:<12} {passwords[username]:<18} {PEOPLE[username][1].label}"
        for username in PEOPLE
        if username in passwords
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
