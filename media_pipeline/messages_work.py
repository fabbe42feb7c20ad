"""Why making something of an accepted file failed."""

from media_pipeline.wording import Wording

AGAIN_VI = "Tệp gốc vẫn còn nguyên; hãy bấm “Thử lại”, nếu vẫn lỗi thì xuất lại tệp và gửi bản mới."
AGAIN_EN = "The original is untouched; press “Try again”, and if it still fails export the file again and send that."
ADMIN_VI = "Tệp gốc vẫn còn nguyên; hãy báo quản trị viên rồi bấm “Thử lại”."
ADMIN_EN = "The original is untouched; tell the administrator, then press “Try again”."


def _again(vi: str, en: str) -> Wording:
    return Wording(f"{vi} {AGAIN_VI}", f"{en} {AGAIN_EN}", 422)


def _admin(vi: str, en: str, status: int = 500) -> Wording:
    return Wording(f"{vi} {ADMIN_VI}", f"{en} {ADMIN_EN}", status)


WORK: dict[str, Wording] = {
    "media_damaged": _again(
        "Tệp “{name}” bị hỏng ở giữa chừng nên không chuyển đổi hết được ({detail}).",
        "The file “{name}” is damaged on the way and could not be converted to its end ({detail}).",
    ),
    "duration_differs": _again(
        "Bản “{output}” của tệp “{name}” dài {found} giây trong khi bản gốc dài {expected} giây, nên không được dùng.",
        "The version “{output}” of the file “{name}” lasts {found} s while the original lasts {expected} s, so it is "
        "not used.",
    ),
    "tracks_differ": _again(
        "Bản “{output}” của tệp “{name}” có {found} luồng hình và tiếng, đáng lẽ {expected}, nên không được dùng.",
        "The version “{output}” of the file “{name}” has {found} tracks instead of {expected}, so it is not used.",
    ),
    "output_missing": _again(
        "Xử lý tệp “{name}” xong nhưng thiếu bản “{output}”.",
        "Processing the file “{name}” ended without the version “{output}”.",
    ),
    "no_picture_track": Wording(
        "Tệp “{name}” không có hình nên không làm được video. Hãy đặt tệp này vào chỗ của âm thanh, hoặc gửi tệp có"
        " hình.",
        "The file “{name}” has no picture, so no video can be made. Put it in the place for audio, or send a file with "
        "a picture.",
        422,
    ),
    "no_voice_track": Wording(
        "Tệp “{name}” không có tiếng. Hãy gửi tệp có lời đọc cho chỗ này.",
        "The file “{name}” has no sound. Send a file with a voice for this place.",
        422,
    ),
    "image_damaged": _again(
        "Hình “{name}” bị hỏng ở giữa chừng nên không chuyển đổi được ({detail}).",
        "The picture “{name}” is damaged on the way and could not be converted ({detail}).",
    ),
    "pdf_damaged": _again(
        "Tệp PDF “{name}” bị hỏng ở giữa chừng nên không tạo được hình các trang ({detail}).",
        "The PDF “{name}” is damaged on the way, so its pages could not be drawn ({detail}).",
    ),
    "pdf_pages_differ": _again(
        "Chỉ tạo được {found} trong {expected} trang của tệp PDF “{name}”.",
        "Only {found} of the {expected} pages of the PDF “{name}” could be drawn.",
    ),
    "scrub_failed": _admin(
        "Không xóa được thông tin vị trí và số máy khỏi tệp “{name}” ({detail}), nên tệp này không được công khai.",
        "Location and serial numbers could not be removed from the file “{name}” ({detail}), so it is not made public.",
    ),
    "no_public_original": Wording(
        "Tệp “{name}” thuộc loại {media_type}; kho không công khai bản gốc của loại này. Hãy dùng các bản đã chuyển"
        " đổi.",
        "The file “{name}” is of the type {media_type}, whose originals are not made public. Use the converted "
        "versions.",
        422,
    ),
    "captions_damaged": _again(
        "Không chuyển được phụ đề “{name}” sang WebVTT ({detail}).",
        "The captions “{name}” could not be turned into WebVTT ({detail}).",
    ),
    "unknown_parameter": _admin(
        "Yêu cầu xử lý có một tham số không hợp lệ ({value}).",
        "The processing was asked for with an invalid parameter ({value}).",
    ),
    "too_slow": _again(
        "Xử lý tệp “{name}” quá {seconds} giây mà chưa xong nên đã dừng.",
        "Processing the file “{name}” was stopped because it was not done after {seconds} s.",
    ),
    "too_heavy": _again(
        "Xử lý tệp “{name}” cần nhiều tài nguyên hơn mức cho phép ({what}) nên đã dừng.",
        "Processing the file “{name}” needed more than it may use ({what}) and was stopped.",
    ),
    "child_failed": _again(
        "Chương trình xử lý tệp “{name}” dừng bất thường ({detail}).",
        "The program that processed the file “{name}” ended abnormally ({detail}).",
    ),
    "jail_unavailable": _admin(
        "Chưa xử lý được tệp “{name}”: máy chủ không cô lập được chương trình xử lý ({detail}).",
        "The file “{name}” cannot be processed yet: the server cannot confine media programs ({detail}).",
        503,
    ),
    "tool_missing": _admin(
        "Chưa xử lý được tệp “{name}”: máy chủ thiếu chương trình “{tool}”.",
        "The file “{name}” cannot be processed yet: the server lacks the program “{tool}”.",
        503,
    ),
    "original_missing": _admin(
        "Không tìm thấy nguyên vẹn bản gốc của tệp “{name}” trong nơi lưu trữ ({detail}).",
        "The original of the file “{name}” is not whole in the storage ({detail}).",
    ),
    "unexpected": _admin(
        "Xử lý tệp “{name}” gặp lỗi bất ngờ ({detail}).",
        "Processing the file “{name}” met an unexpected error ({detail}).",
    ),
    "worker_lost": _again(
        "Máy xử lý đã dừng đột ngột {losses} lần khi đang xử lý tệp “{name}” nên không thử tiếp.",
        "The worker stopped abruptly {losses} times while it processed the file “{name}”, so it is not tried further.",
    ),
    "source_failed": _again(
        "Chưa làm được bản này của tệp “{name}” vì bước trước đó không thành công.",
        "This version of the file “{name}” was not made because the step before it failed.",
    ),
    "recipe_replaced": Wording(
        "Cách xử lý tệp “{name}” đã đổi trước khi tới lượt; bản mới được làm khi có người cần.",
        "The way the file “{name}” is processed changed before its turn; a new version is made when somebody needs it.",
        409,
    ),
    "scratch_full": Wording(
        "Tạm dừng xử lý tệp “{name}” vì ổ đĩa sắp đầy; việc này tự tiếp tục khi có chỗ trống. Hãy báo quản trị viên.",
        "Processing the file “{name}” is paused because the disk is nearly full; it goes on by itself once there is "
        "room. Tell the administrator.",
        507,
    ),
}
