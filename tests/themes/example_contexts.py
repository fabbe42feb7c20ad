"""Every public page filled with realistic data, and its empty and odd states: the template contract by example."""

from dataclasses import replace

from django.utils.safestring import SafeString

from cms.portal import contexts as c
from tests.themes.example_parts import (
    BARE_FRAME,
    BLT,
    CARDS,
    CREDIT,
    DOWNLOADS,
    FACTS,
    FRAME,
    FULL_FRAME,
    HANDBOOK,
    HEAD,
    KHMER_SAMPLE,
    KM,
    LANGUAGES,
    PRESS,
    RAD,
    SHORT_HEAD,
    TABS,
    TAI_SAMPLE,
    VI,
    VIDEO,
    picture,
    search_url,
)

VIDEO_PAGE = c.MaterialPage(
    head=HEAD,
    kind="video",
    kind_label="Video · 4 phút 12 giây",
    title="Đăng ký khai sinh trực tuyến trong 5 bước",
    language=VI,
    byline="Bộ Tư pháp · 20/11/2026, bản 2",
    code="KHO-2026-00417-2",
    languages=TABS,
    downloads=DOWNLOADS,
    credit=CREDIT,
    facts=FACTS,
    check_url="/kiem-tra/",
    press=PRESS,
    breadcrumbs=(
        c.Link("/", "Trang đầu"), c.Link(search_url(topic="III.2"), "Vai trò, lợi ích"), c.Link("", "Video"),
    ),
    summary="Làm tại nhà trên Cổng Dịch vụ công, từ lúc đăng nhập VNeID đến khi nhận giấy khai sinh.",
    qr=c.Picture("/q/V1.svg", 116, 116),
    related=CARDS[:4],
    video=VIDEO,
)  # fmt: skip
OLD_VIDEO_PAGE = replace(
    VIDEO_PAGE,
    notice=c.Notice(
        "superseded",
        "Bước đăng nhập chỉ còn VNeID.",
        "20/11/2026",
        c.Link("/tai-lieu/V2/vi/khai-sinh/", "Mở bản mới"),
    ),
    stamp="Bản cũ",
    code="KHO-2026-00417-1",
    related=(),
)
PLAIN_VIDEO_PAGE = replace(
    VIDEO_PAGE,
    head=SHORT_HEAD,
    video=replace(VIDEO, hls_url="", captions=(), voices=(), cues=(), mp4_size="", script=("Xin chào bà con.",)),
    notice=c.Notice("outdated", "Bản tiếng Việt đã sửa lời dẫn."),
    downloads=(),
    facts=(),
    breadcrumbs=(),
    summary="",
    qr=None,
    related=(),
    credit=c.Credit("Bộ Tư pháp.", "Phải xin phép cơ quan sở hữu"),
    press=c.PressBlock("<iframe></iframe>", "https://kho.example.gov.vn/q/V1"),
)
AUDIO_PAGE = replace(
    VIDEO_PAGE,
    kind="audio",
    kind_label="Bản tin phát thanh · 3 phút 05 giây",
    title=TAI_SAMPLE[:20],
    language=BLT,
    video=None,
    audio=c.AudioPart("Nhận lương hưu qua tài khoản", "/tai-ve/A1/vi/voice-mp3-128/x.mp3", "3 phút 05 giây",
                      (TAI_SAMPLE, TAI_SAMPLE)),
)  # fmt: skip
PICTURE_PAGE = replace(
    VIDEO_PAGE,
    kind="infographic",
    kind_label="Infographic",
    title="5 bước đăng ký khai sinh",
    video=None,
    picture=c.PicturePart(
        picture("infographic-khai-sinh", 720, 1500),
        "/tai-ve/I1/vi/image-jpeg-2560/x.jpg",
        ("Bước 1. Đăng nhập bằng tài khoản VNeID mức 2.", "Bước 2. Tìm “Đăng ký khai sinh”.", "Không mất phí."),
    ),
)
POSTER_PAGE = replace(
    PICTURE_PAGE,
    kind="poster",
    kind_label="Áp phích · A3",
    title="Đường liên kết lạ? Đừng bấm",
    picture=replace(PICTURE_PAGE.picture, text=(), picture=c.Picture("/tai-ve/anh/poster-lua-dao.jpg", 480, 640)),
    stamp="Bản cũ",
)
HANDBOOK_PAGE = replace(
    VIDEO_PAGE, kind="handbook", kind_label="Sổ tay · 36 trang", title="Khai sinh, thường trú, bảo hiểm: làm một lần",
    video=None, handbook=HANDBOOK,
)  # fmt: skip
LAST_HANDBOOK_PAGE = replace(
    HANDBOOK_PAGE, stamp="Bản cũ", handbook=c.HandbookPart(72, 72, HANDBOOK.picture, (), previous_url="?trang=71")
)
FIRST_HANDBOOK_PAGE = replace(
    HANDBOOK_PAGE, handbook=c.HandbookPart(1, 2, HANDBOOK.picture, ("Bìa",), next_url="?trang=2")
)
SMS_PAGE = replace(
    VIDEO_PAGE,
    kind="sms",
    kind_label="Tin nhắn",
    title="Nhắc làm khai sinh trong 60 ngày",
    video=None,
    sms=c.SmsPart((
        c.SmsText("Bé mới sinh? Làm khai sinh trong 60 ngày, không mất phí.", 56, 1, "Có dấu"),
        c.SmsText(KHMER_SAMPLE * 2, 138, 3),
    )),
)  # fmt: skip


def embedded(page: c.MaterialPage) -> c.EmbedPage:
    """The same material as it stands in another site's frame."""
    return c.EmbedPage(
        head=SHORT_HEAD, kind=page.kind, title=page.title, language=page.language, page_url=HEAD.canonical_url,
        credit=page.credit, notice=page.notice, video=page.video, audio=page.audio, picture=page.picture,
        handbook=page.handbook, sms=page.sms,
    )  # fmt: skip


def facet(name: str, title: str, *options: tuple[str, str, str, bool], folded: bool = False) -> c.FacetGroup:
    """A group of (value, label, count, ticked)."""
    return c.FacetGroup(name, title, tuple(c.FacetOption(*option) for option in options), folded)


SEARCH_PAGE = c.SearchPage(
    head=c.Head(title="Tìm “khai sinh”", noindex=True),
    action_url="/tim-kiem/",
    query="khai sinh",
    heading="16 tài liệu về “khai sinh”",
    note="Đang lọc theo tiếng; bỏ lọc có 34 tài liệu.",
    degraded="Máy tìm kiếm chính đang nghỉ: kết quả có thể chậm cập nhật vài phút.",
    cards=CARDS,
    facets=(
        c.FacetGroup(
            "lang",
            "Tiếng",
            tuple(c.FacetOption(each.code, each.name_vi, "12", each == KM, each) for each in LANGUAGES),
        ),
        facet("kind", "Loại tài liệu", ("video", "Video", "5", False), ("audio", "Bản tin phát thanh", "4", False)),
        facet("province", "Tỉnh, thành phố", ("66", "Đắk Lắk", "5", True), folded=True),
        facet("topic", "Chủ đề", ("III.3", "An toàn thông tin", "3", False), folded=True),
    ),
    sort=(c.Choice("relevance", "Sát từ tìm nhất", True), c.Choice("newest", "Mới nhất")),
    active=(
        c.ActiveFilter("Khmer", search_url(q="khai+sinh"), KM),
        c.ActiveFilter("Tiếng Việt", search_url(q="khai+sinh"), VI),
        c.ActiveFilter("Đắk Lắk", search_url(q="khai+sinh")),
    ),
    clear_url=search_url(q="khai+sinh"),
    hidden=(c.HiddenField("lang", "km"),),
    facet_hidden=(c.HiddenField("q", "khai sinh"),),
    sort_hidden=(c.HiddenField("q", "khai sinh"), c.HiddenField("lang", "km")),
    pager=c.Pager(
        (c.PagerLink("1", "?page=1"), c.PagerLink("2"), c.PagerLink("9", "?page=9", gap=True)), "?page=1", "?page=3"
    ),
    feeds=(c.Link("/feeds/all/km/atom.xml", "Atom"), c.Link("/feeds/all/km/feed.json", "JSON Feed")),
)
NO_HITS_PAGE = c.SearchPage(
    head=SHORT_HEAD,
    action_url="/tim-kiem/",
    query="khai sinh đôi",
    heading="Chưa có tài liệu nào về “khai sinh đôi”",
    cards=(),
    facets=(),
    sort=SEARCH_PAGE.sort,
    active=(c.ActiveFilter("Video", search_url(q="khai+sinh+đôi")),),
    no_hits=c.NoHits((c.Link(search_url(q="khai+sinh"), "Bỏ “video”: 3 tài liệu"),)),
    pager=c.Pager((c.PagerLink("1"),)),
)
EMPTY_SEARCH_PAGE = replace(NO_HITS_PAGE, active=(), no_hits=c.NoHits(), pager=None, query="", heading="Tìm tài liệu")

HOME_PAGE = c.HomePage(
    head=HEAD,
    title="Một kho chung, nhiều tiếng nói",
    lead="Video, bản tin phát thanh, áp phích, sổ tay và tin nhắn về dịch vụ công trực tuyến. "
    "Tải về dùng ngay, không cần tài khoản.",
    total="2.508",
    popular=(c.Link(search_url(q="khai+sinh"), "Khai sinh"), c.Link(search_url(q="can+cuoc"), "Căn cước")),
    tongues=tuple(c.LanguageLink(search_url(lang=each.code), each, "214") for each in LANGUAGES),
    newest=CARDS,
    newest_url=search_url(sort="newest"),
    topics=(c.IndexEntry("/a", "Chủ trương, chính sách, pháp luật", "214"), c.IndexEntry("/b", "An toàn", "155")),
    audiences=(c.IndexEntry("/c", "Người cao tuổi", "231"),),
    campaigns=(
        c.Drive("/chien-dich/a/", "Con sinh ra có ngay giấy khai sinh", "01/10 – 31/12/2026 · 38 tài liệu", "hmong"),
        c.Drive("/chien-dich/b/", "Không đọc mã OTP cho ai", "Quanh năm · 52 tài liệu, 10 thứ tiếng"),
    ),
    kits=(c.Drive("/bo-tai-lieu/xa/", "Bộ cho xã mới", "12 tài liệu"),),
    shelves=(c.Shelf("Cho người cao tuổi", CARDS[:3]),),
    passages=(SafeString("<h2>Về Kho</h2><p>Một nơi cho mọi tài liệu.</p>"),),
    press_url="/huong-dan/bao-chi/",
    station_help_url="/huong-dan/dai/",
    feed_url="/feeds/all/all/atom.xml",
)
EMPTY_HOME_PAGE = c.HomePage(head=SHORT_HEAD, title="Một kho chung", lead="Kho vừa mở.", total="")

RADIO_PAGE = c.RadioPage(
    head=c.Head(title="Bản tin phát thanh"),
    heading="Bản tin phát thanh mới nhất",
    lead="10 bản tin, 3 thứ tiếng. MP3 một kênh 64 kb/s.",
    action_url="/phat-thanh/",
    provinces=(c.Choice("", "Tất cả"), c.Choice("66", "Đắk Lắk", True)),
    bands=tuple(
        c.RadioBand(
            each,
            (
                c.RadioItem(
                    f"/tai-ve/A{n}/{each.code}/a1/x.mp3", "Khẩn: tin nhắn giả mạo Cổng Dịch vụ công", VI,
                    "Bộ Công an · cả nước · dài 1 phút 05 giây", "Tải MP3, 0,5 MB", f"/tai-lieu/A{n}/vi/",
                ),
                c.RadioItem(f"/tai-ve/B{n}/x.mp3", "Nhận lương hưu qua tài khoản", VI, "3 phút", "Tải MP3, 1,5 MB"),
            ),
            note="2 bản tin",
            podcast_url=f"/feeds/radio/{each.code}/podcast.xml",
            playlist_url=f"/feeds/radio/{each.code}/playlist.m3u",
            manifest_url=f"/feeds/radio/{each.code}/manifest.tsv",
        )
        for n, each in enumerate((VI, KM, BLT, RAD))
    ),
    help_url="/huong-dan/dai/",
)  # fmt: skip
EMPTY_RADIO_PAGE = c.RadioPage(SHORT_HEAD, "Bản tin phát thanh", (), "/phat-thanh/")
QUIET_RADIO_PAGE = replace(EMPTY_RADIO_PAGE, bands=(c.RadioBand(KM, ()),))

CHECK_PAGE = c.CheckPage(SHORT_HEAD, "/kiem-tra/")
CHECK_FILE_PAGE = c.CheckPage(SHORT_HEAD, "/kiem-tra/", "KHO-9", "Mã này thiếu chữ số. Hãy xem lại.", "200 MB")
GENUINE_PAGE = replace(
    CHECK_PAGE,
    code="KHO-2026-00417-2",
    verdict=c.Verdict("genuine", "Bộ Tư pháp", facts=FACTS, url="/tai-lieu/V1/vi/khai-sinh/"),
)
OLD_PAGE = replace(
    CHECK_FILE_PAGE,
    verdict=c.Verdict(
        "old", "Bộ Tư pháp", "20/11/2026", "Chỉ còn đăng nhập bằng VNeID.", FACTS, "/a", c.Link("/b", "Mở bản mới")
    ),
)
WITHDRAWN_PAGE = replace(CHECK_PAGE, verdict=c.Verdict("withdrawn", "Bộ Công an", "20/11/2026", "Số điện thoại sai."))
UNKNOWN_PAGE = replace(CHECK_PAGE, code="KHO-2026-99999", verdict=c.Verdict("unknown"))

GONE_PAGE = c.GonePage(
    SHORT_HEAD, "withdrawn", "20/11/2026", "Số điện thoại hỗ trợ trong video không còn đúng.", "Bộ Công an",
    c.Link("/tai-lieu/V9/vi/", "VNeID: một tài khoản cho mọi thủ tục"), VI,
)  # fmt: skip
GONE_BARE_PAGE = c.GonePage(SHORT_HEAD, "withdrawn")
EXPIRED_PAGE = c.GonePage(SHORT_HEAD, "expired", "01/01/2026", "Mức phí đã đổi.", "Bộ Tư pháp")
EXPIRED_BARE_PAGE = c.GonePage(SHORT_HEAD, "expired", successor=c.Link("/x", "Bản mới"))
NOT_FOUND_PAGE = c.ErrorPage(
    c.Head(title="Không có trang này", noindex=True), 404, "Không có trang này",
    "Đường dẫn có thể bị gõ nhầm hoặc trang đã dời đi. Hãy thử tìm theo tên tài liệu.", "khai sinh",
    (c.Link("/", "Trang đầu"), c.Link("/tim-kiem/", "Tất cả tài liệu")),
)  # fmt: skip
FORBIDDEN_PAGE = c.ErrorPage(SHORT_HEAD, 403, "Bạn không được mở trang này", "Hãy đăng nhập bằng tài khoản được cấp.")
TEXT_PAGE = c.TextPage(
    head=c.Head(title="Giấy phép và ghi nguồn"),
    title="Giấy phép và ghi nguồn",
    body=SafeString("<h2>Ghi nguồn</h2><p>Chép <a href='/x'>lời ghi nguồn</a> soạn sẵn.</p><ul><li>Một</li></ul>"),
    breadcrumbs=(c.Link("/", "Trang đầu"),),
    lead="Được làm gì với tài liệu trong Kho.",
    meta="Cập nhật 20/11/2026",
    children=(c.Link("/huong-dan/bao-chi/", "Cho báo chí"),),
    cards=CARDS[:3],
)
BARE_TEXT_PAGE = c.TextPage(SHORT_HEAD, "Tin tức", "")

#: name → (frame, page); the names are also the file names of the rendered pages.
PAGES: dict[str, tuple[c.SiteFrame, object]] = {
    "home": (FULL_FRAME, HOME_PAGE),
    "home-empty": (BARE_FRAME, EMPTY_HOME_PAGE),
    "search": (FRAME, SEARCH_PAGE),
    "search-no-hits": (FRAME, NO_HITS_PAGE),
    "search-empty": (BARE_FRAME, EMPTY_SEARCH_PAGE),
    "video": (FRAME, VIDEO_PAGE),
    "video-old": (FRAME, OLD_VIDEO_PAGE),
    "video-plain": (FRAME, PLAIN_VIDEO_PAGE),
    "audio": (FRAME, AUDIO_PAGE),
    "infographic": (FRAME, PICTURE_PAGE),
    "poster": (FRAME, POSTER_PAGE),
    "handbook": (FRAME, HANDBOOK_PAGE),
    "handbook-first": (FRAME, FIRST_HANDBOOK_PAGE),
    "handbook-last": (FRAME, LAST_HANDBOOK_PAGE),
    "sms": (FRAME, SMS_PAGE),
    "embed-video": (FRAME, embedded(OLD_VIDEO_PAGE)),
    "embed-audio": (FULL_FRAME, embedded(AUDIO_PAGE)),
    "embed-picture": (FRAME, embedded(PICTURE_PAGE)),
    "embed-handbook": (FRAME, embedded(HANDBOOK_PAGE)),
    "embed-sms": (FRAME, embedded(SMS_PAGE)),
    "radio": (FRAME, RADIO_PAGE),
    "radio-empty": (FRAME, EMPTY_RADIO_PAGE),
    "radio-quiet": (FRAME, QUIET_RADIO_PAGE),
    "check": (FRAME, CHECK_PAGE),
    "check-file": (FRAME, CHECK_FILE_PAGE),
    "check-genuine": (FRAME, GENUINE_PAGE),
    "check-old": (FRAME, OLD_PAGE),
    "check-withdrawn": (FRAME, WITHDRAWN_PAGE),
    "check-unknown": (FRAME, UNKNOWN_PAGE),
    "gone": (FRAME, GONE_PAGE),
    "gone-bare": (FRAME, GONE_BARE_PAGE),
    "expired": (FRAME, EXPIRED_PAGE),
    "expired-bare": (FRAME, EXPIRED_BARE_PAGE),
    "not-found": (FRAME, NOT_FOUND_PAGE),
    "forbidden": (FRAME, FORBIDDEN_PAGE),
    "text": (FRAME, TEXT_PAGE),
    "text-bare": (FRAME, BARE_TEXT_PAGE),
}
