"""Parts of addresses. What does not look like one is answered by 404 before any question is asked of the database."""

from django.urls import register_converter


class PublicId:
    """The code of a material; typed in capitals it is the same one."""

    regex = "[0-9A-Za-z]{1,12}"

    def to_python(self, value: str) -> str:
        """In small letters."""
        return value.lower()

    def to_url(self, value: str) -> str:
        """As it is."""
        return str(value)


class LanguageCode(PublicId):
    """A BCP-47 code, lower case as in the reference data."""

    regex = "[A-Za-z]{2,8}(?:-[0-9A-Za-z]{1,8}){0,5}"


class Token:
    """The random part of an HLS address."""

    regex = "[0-9A-Za-z_-]{8,24}"

    def to_python(self, value: str) -> str:
        """As it is: capitals matter here."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return str(value)


class Name(Token):
    """A name of a file or of a place (``voice-mp3-64``): printable ASCII without a slash."""

    regex = "[0-9A-Za-z._-]{1,150}"


class Edition:
    """The number of an edition."""

    regex = "[0-9]{1,6}"

    def to_python(self, value: str) -> int:
        """A number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digits."""
        return str(value)


def register() -> None:
    """Make them known to Django's URL patterns under short names."""
    for name, converter in (
        ("public_id", PublicId),
        ("language", LanguageCode),
        ("token", Token),
        ("name", Name),
        ("edition", Edition),
    ):
        register_converter(converter, name)
