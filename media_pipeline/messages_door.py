"""Why a file is not taken."""

from media_pipeline.wording import Wording

DOOR: dict[str, Wording] = {
    "empty_file": Wording(
        "Tệp “{name}” rỗng (0 byte). Hãy kiểm tra bản gốc rồi gửi lại.",
        "The file “{name}” is empty (0 bytes). Check the original and send it again.",
    ),
    "file_too_small": Wording(
        "Tệp “{name}” chỉ có {bytes}, quá nhỏ để là một tệp hoàn chỉnh. Có lẽ tệp bị cắt khi sao chép; hãy gửi lại bản"
        " gốc.",
        "The file “{name}” has only {bytes}, too small to be whole. It was probably cut while being copied; send the "
        "original again.",
    ),
    "unsupported_type": Wording(
        "Tệp “{name}” thuộc loại “{detected}” mà kho không nhận. Kho nhận MP4, MOV, MKV, WebM; MP3, WAV, M4A, OGG,"
        " FLAC; JPEG, PNG, WebP, TIFF, GIF; PDF; phụ đề VTT, SRT. Hãy xuất tệp sang một trong các loại này.",
        "The file “{name}” is of the type “{detected}”, which the library does not take. It takes MP4, MOV, MKV, WebM; "
        "MP3, WAV, M4A, OGG, FLAC; JPEG, PNG, WebP, TIFF, GIF; PDF; VTT and SRT captions. Export it as one of these.",
        415,
    ),
    "playlist_in_disguise": Wording(
        "Tệp “{name}” là danh sách phát ({detected}) chứ không phải nội dung: nó chỉ trỏ tới tệp khác. Hãy gửi chính"
        " tệp video hoặc âm thanh.",
        "The file “{name}” is a playlist ({detected}), not content: it only points at other files. Send the video or "
        "audio file itself.",
        415,
    ),
    "name_mismatch": Wording(
        "Tệp “{name}” mang đuôi “{claimed}” nhưng nội dung là “{detected}”. Hãy kiểm tra xem có chọn nhầm tệp không,"
        " sửa lại đuôi tệp rồi gửi lại.",
        "The file “{name}” is named “{claimed}” but its content is “{detected}”. Check that it is the right file, "
        "correct the ending and send it again.",
        415,
    ),
    "media_unreadable": Wording(
        "Tệp “{name}” bị hỏng hoặc bị cắt nên không đọc được ({detail}). Hãy mở thử trên máy của bạn, xuất lại từ phần"
        " mềm dựng rồi gửi lại.",
        "The file “{name}” is damaged or cut and cannot be read ({detail}). Try to play it, export it again from the "
        "editing program and send it again.",
    ),
    "media_encrypted": Wording(
        "Tệp “{name}” bị khóa bản quyền (mã hóa) nên không xử lý được. Hãy gửi bản không khóa.",
        "The file “{name}” is encrypted (copy protection) and cannot be processed. Send one that is not locked.",
    ),
    "media_no_track": Wording(
        "Tệp “{name}” không có hình và cũng không có tiếng. Hãy xuất lại tệp rồi gửi lại.",
        "The file “{name}” holds neither picture nor sound. Export it again and send it again.",
    ),
    "media_no_duration": Wording(
        "Tệp “{name}” không cho biết thời lượng, có lẽ vì ghi hình chưa kết thúc trọn vẹn. Hãy xuất lại rồi gửi lại.",
        "The file “{name}” does not tell its duration, perhaps because the recording was not finished properly. Export "
        "it again and send it again.",
    ),
    "media_codec": Wording(
        "Tệp “{name}” dùng chuẩn nén “{codec}” mà kho không đọc được. Hãy xuất lại bằng H.264 và AAC (hoặc MP3).",
        "The file “{name}” uses the codec “{codec}”, which the library cannot read. Export it with H.264 and AAC (or "
        "MP3).",
        415,
    ),
    "media_too_long": Wording(
        "Tệp “{name}” dài {hours}, vượt mức {max_hours}. Hãy chia thành nhiều phần rồi gửi lại.",
        "The file “{name}” lasts {hours}, more than the limit of {max_hours}. Split it into parts and send those.",
        413,
    ),
    "video_too_small": Wording(
        "Video “{name}” có khung hình {width}×{height}, nhỏ hơn mức tối thiểu {min_side} điểm ảnh mỗi cạnh. Hãy gửi bản"
        " có khung hình lớn hơn.",
        "The video “{name}” has a frame of {width}×{height}, below the minimum of {min_side} pixels a side. Send one "
        "with a larger frame.",
    ),
    "video_too_large": Wording(
        "Video “{name}” có khung hình {width}×{height}, vượt mức {max_side} điểm ảnh mỗi cạnh. Hãy xuất ở khung hình"
        " nhỏ hơn (1080p là đủ).",
        "The video “{name}” has a frame of {width}×{height}, more than {max_side} pixels a side. Export it smaller "
        "(1080p is enough).",
        413,
    ),
    "image_unreadable": Wording(
        "Hình “{name}” bị hỏng hoặc không đúng định dạng nên không đọc được ({detail}). Hãy mở thử và lưu lại dưới dạng"
        " JPEG hoặc PNG rồi gửi lại.",
        "The picture “{name}” is damaged or not in its format and cannot be read ({detail}). Open it, save it as JPEG "
        "or PNG and send it again.",
    ),
    "image_too_large": Wording(
        "Hình “{name}” có {width}×{height} điểm ảnh, {frames} khung, tổng cộng {megapixels} triệu điểm ảnh; mức tối đa"
        " là {max_megapixels} triệu. Hãy thu nhỏ hình rồi gửi lại.",
        "The picture “{name}” has {width}×{height} pixels in {frames} frames, {megapixels} megapixels in all; the "
        "limit is {max_megapixels}. Make it smaller and send it again.",
        413,
    ),
    "image_side_too_long": Wording(
        "Hình “{name}” có {width}×{height} điểm ảnh; mỗi cạnh tối đa {max_side} điểm ảnh. Hãy thu nhỏ hình rồi gửi"
        " lại.",
        "The picture “{name}” has {width}×{height} pixels; a side may have {max_side}. Make it smaller and send it "
        "again.",
        413,
    ),
    "pdf_unreadable": Wording(
        "Tệp PDF “{name}” bị hỏng nên không mở được ({detail}). Hãy xuất lại PDF rồi gửi lại.",
        "The PDF “{name}” is damaged and cannot be opened ({detail}). Export it again and send it again.",
    ),
    "pdf_encrypted": Wording(
        "Tệp PDF “{name}” bị đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
        "The PDF “{name}” is protected by a password. Remove the password and send it again.",
    ),
    "pdf_empty": Wording(
        "Tệp PDF “{name}” không có trang nào. Hãy xuất lại PDF rồi gửi lại.",
        "The PDF “{name}” has no pages. Export it again and send it again.",
    ),
    "captions_too_large": Wording(
        "Tệp phụ đề “{name}” có {bytes}, vượt mức {max_bytes}. Hãy kiểm tra xem có chọn nhầm tệp không.",
        "The captions “{name}” have {bytes}, more than {max_bytes}. Check that it is the right file.",
        413,
    ),
    "captions_encoding": Wording(
        "Tệp phụ đề “{name}” dùng bảng mã không nhận ra được ở dòng {line}. Hãy lưu lại dưới dạng UTF-8 rồi gửi lại.",
        "The captions “{name}” are in an encoding that could not be told, at line {line}. Save them as UTF-8 and send "
        "them again.",
    ),
    "captions_syntax": Wording(
        "Tệp phụ đề “{name}” sai cú pháp ở dòng {line}: “{found}”. Hãy sửa dòng này rồi gửi lại.",
        "The captions “{name}” have a syntax error at line {line}: “{found}”. Correct the line and send them again.",
    ),
    "captions_markup": Wording(
        "Tệp phụ đề “{name}” chứa mã không được phép ở dòng {line}: “{found}”. Phụ đề chỉ được có chữ; hãy xóa phần này"
        " rồi gửi lại.",
        "The captions “{name}” hold code that is not allowed at line {line}: “{found}”. Captions may hold text only; "
        "remove it and send them again.",
    ),
    "captions_time": Wording(
        "Tệp phụ đề “{name}” có thời gian sai ở dòng {line}: “{found}” (kết thúc phải sau bắt đầu). Hãy sửa dòng này"
        " rồi gửi lại.",
        "The captions “{name}” have wrong times at line {line}: “{found}” (the end must follow the start). Correct the "
        "line and send them again.",
    ),
    "captions_empty": Wording(
        "Tệp phụ đề “{name}” không có câu nào. Hãy kiểm tra xem có chọn nhầm tệp không.",
        "The captions “{name}” hold no text. Check that it is the right file.",
    ),
    "check_too_heavy": Wording(
        "Tệp “{name}” quá nặng để kiểm tra ({what}); có thể tệp bị hỏng hoặc được làm ra để gây quá tải. Hãy xuất lại ở"
        " dạng đơn giản hơn.",
        "The file “{name}” is too heavy to be checked ({what}); it may be damaged or made to overload. Export it in a "
        "simpler form.",
    ),
    "wrong_family": Wording(
        "Tệp “{name}” là {found}, còn chỗ này chỉ nhận {families}. Hãy chọn đúng tệp hoặc đúng chỗ.",
        "The file “{name}” is {found}, but this place takes {families} only. Choose the right file or the right place.",
        415,
    ),
    "too_large": Wording(
        "Tệp “{name}” vượt dung lượng tối đa {max_bytes}. Hãy nén lại hoặc chia nhỏ rồi gửi lại.",
        "The file “{name}” is larger than the limit of {max_bytes}. Compress or split it and send it again.",
        413,
    ),
    "quota_exceeded": Wording(
        "Không nhận được tệp “{name}”: đơn vị đã dùng {used} trong hạn mức {quota}. Hãy xóa bớt tệp không dùng hoặc xin"
        " quản trị viên tăng hạn mức.",
        "The file “{name}” was not taken: your agency uses {used} of its quota of {quota}. Remove unused files or ask "
        "the administrator for more.",
        413,
    ),
    "upload_cut": Wording(
        "Tệp “{name}” chưa tới đủ: nhận được {bytes}. Đường truyền có thể bị ngắt; hãy gửi lại.",
        "The file “{name}” did not arrive whole: {bytes} came. The connection may have been cut; send it again.",
    ),
    "infected": Wording(
        "Tệp “{name}” có mã độc ({found}) nên không được nhận và không được lưu. Hãy quét máy của bạn và gửi bản sạch.",
        "The file “{name}” holds malware ({found}); it was not taken and not kept. Scan your computer and send a clean "
        "copy.",
        422,
    ),
    "scanner_down": Wording(
        "Chưa nhận được tệp “{name}” vì bộ quét mã độc đang không trả lời. Tệp của bạn không có lỗi; hãy gửi lại sau ít"
        " phút.",
        "The file “{name}” could not be taken yet because the malware scanner does not answer. Nothing is wrong with "
        "your file; send it again in a few minutes.",
        503,
    ),
    "disk_full": Wording(
        "Chưa nhận được tệp “{name}” vì ổ đĩa của kho sắp đầy (còn trống {free}). Tệp của bạn không có lỗi; hãy báo"
        " quản trị viên và gửi lại sau.",
        "The file “{name}” could not be taken because the library's disk is nearly full ({free} free). Nothing is "
        "wrong with your file; tell the administrator and send it again later.",
        507,
    ),
    "storage_down": Wording(
        "Chưa nhận được tệp “{name}” vì nơi lưu trữ của kho đang gặp sự cố. Tệp của bạn không có lỗi; hãy gửi lại sau"
        " ít phút.",
        "The file “{name}” could not be taken because the library's storage has a fault. Nothing is wrong with your "
        "file; send it again in a few minutes.",
        503,
    ),
}
