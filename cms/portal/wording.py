"""Numbers, sizes, dates and durations as Vietnamese pages write them (vi: "1.284", "3,9 MB", dd/mm/yyyy)."""

from datetime import date, datetime

from django.utils import timezone

KB, MB, GB = 1_000, 1_000_000, 1_000_000_000


def count(number: int) -> str:
    """``2508`` → "2.508"."""
    return f"{number:,}".replace(",", ".")


def size(number: int) -> str:
    """Bytes as people read them: "210 kB", "3,9 MB", "14 MB", "1,2 GB"; decimal units."""
    if number < KB:
        return f"{number} byte"
    if number < 400 * KB:
        return f"{max(1, round(number / KB))} kB"
    unit, name = (GB, "GB") if number >= 999.5 * MB else (MB, "MB")
    value = number / unit
    text = f"{value:.1f}".replace(".", ",").removesuffix(",0") if value < 9.95 else str(round(value))
    return f"{text} {name}"


def day(moment: datetime | date | None) -> str:
    """dd/mm/yyyy in the country's time; empty for None."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return f"{moment:%d/%m/%Y}"


def clock(seconds: float | None) -> str:
    """A duration on a picture: "4:12", "1:02:03"; empty when unknown."""
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration(seconds: float | None) -> str:
    """A duration in words: "4 phút 12 giây", "3 phút 05 giây", "1 giờ 02 phút"; empty when unknown."""
    if not seconds:
        return ""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} giờ {minutes:02d} phút"
    return f"{minutes} phút {rest:02d} giây" if minutes else f"{rest} giây"


def licence_label(code: str, name: str) -> str:
    """A licence in few letters: "CC BY-ND 4.0"; other licences by their name."""
    parts = code.split("-")
    if parts[0] == "cc":
        return f"CC {'-'.join(parts[1:-1]).upper()} {parts[-1]}"
    return "CC0 1.0" if code.startswith("cc0") else name


def licence_terms(commercial: str, derivatives: str) -> str:
    """What a licence allows, in a sentence."""
    if "ask" in (commercial, derivatives):
        return "Phải hỏi cơ quan sở hữu trước khi dùng lại."
    paid = "kể cả khi có thu tiền" if commercial == "yes" else "không được thu tiền"
    change = "được cắt, dịch, sửa lại" if derivatives == "yes" else "phải giữ nguyên, không cắt sửa"
    return f"Được dùng lại, {paid}; {change}; luôn ghi nguồn."


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text, without empty ones."""
    return tuple(stripped for line in text.splitlines() if (stripped := line.strip()))
