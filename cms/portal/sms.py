"""Text messages: how an operator counts them (3GPP TS 23.038), and the twin without marks."""

import unicodedata

# The basic alphabet and, counted twice, its extension.
GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
          "abcdefghijklmnopqrstuvwxyzäöñüà")  # fmt: skip
GSM_TWICE = set("^{}\\[~]|€\f")
ONE_GSM, MORE_GSM, ONE_UCS2, MORE_UCS2 = 160, 153, 70, 67


def measure(text: str) -> tuple[int, int]:
    """(characters, messages). Any letter outside the GSM alphabet makes all of it UCS-2: 70 letters a message."""
    if all(letter in GSM or letter in GSM_TWICE for letter in text):
        units = sum(2 if letter in GSM_TWICE else 1 for letter in text)
        single, part = ONE_GSM, MORE_GSM
    else:
        units = len(text.encode("utf-16-be")) // 2
        single, part = ONE_UCS2, MORE_UCS2
    return len(text), 1 if units <= single else -(-units // part)


def without_marks(text: str) -> str:
    """Vietnamese without marks, capitals kept: "Đường" → "Duong"; typographic quotes and dashes become plain ones."""
    plain = text.translate(str.maketrans({"đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-",
                                          "—": "-", "…": "..."}))  # fmt: skip
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
