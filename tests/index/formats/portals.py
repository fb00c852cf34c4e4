"""Pages as the legal portals lay them out, filled with an invented text among menus, boxes and comments."""

LETTERHEAD = """
<table width="100%"><tr>
<td><p align="center"><b>HỘI ĐỒNG XÃ SUỐI MƠ</b></p><p>-------</p><p>Số: 27/2025/NQ-HĐND</p></td>
<td><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b></p><p>Độc lập - Tự do - Hạnh phúc</p>
<p><i>Suối Mơ, ngày 12 tháng 5 năm 2025</i></p></td></tr></table>
<p align="center"><b>NGHỊ QUYẾT</b></p>
<p align="center"><b>Về việc trông giếng chung</b></p>
"""
ARTICLES = (
    ("Điều 1. Người trông giếng", ["Mỗi xóm chọn hai người trông giếng, mỗi người trông một tuần.",
     "1. Người trông giếng ghi mực nước vào sổ mỗi sáng.", "a) Sổ treo ở nhà văn hóa;"]),
    ("Điều 2. Nước uống", ["Trạm y tế thử nước ba tháng một lần và dán kết quả ở giếng trong bảy ngày."]),
    ("Điều 3. Tiền góp", ["Tiền góp mỗi hộ như sau:"]),
    ("Điều 4. Hiệu lực", ["Nghị quyết này có hiệu lực từ ngày 01 tháng 7 năm 2025."]),
)  # fmt: skip
TABLE = """<table border="1"><tr><th>Xóm</th><th>Số hộ</th><th>Tiền góp</th></tr>
<tr><td><p>Xóm Đông</p></td><td>42</td><td>30.000 đồng</td></tr>
<tr><td>Xóm Tây</td><td>37</td><td>35.000 đồng</td></tr></table>"""
EXPECTED = (
    "HỘI ĐỒNG XÃ SUỐI MƠ", "-------", "Số: 27/2025/NQ-HĐND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc", "Suối Mơ, ngày 12 tháng 5 năm 2025", "NGHỊ QUYẾT", "Về việc trông giếng chung",
    "Điều 1. Người trông giếng", "Mỗi xóm chọn hai người trông giếng, mỗi người trông một tuần.",
    "1. Người trông giếng ghi mực nước vào sổ mỗi sáng.", "a) Sổ treo ở nhà văn hóa;",
    "Điều 2. Nước uống", "Trạm y tế thử nước ba tháng một lần và dán kết quả ở giếng trong bảy ngày.",
    "Điều 3. Tiền góp", "Tiền góp mỗi hộ như sau:", "Xóm | Số hộ | Tiền góp", "Xóm Đông | 42 | 30.000 đồng",
    "Xóm Tây | 37 | 35.000 đồng", "Điều 4. Hiệu lực", "Nghị quyết này có hiệu lực từ ngày 01 tháng 7 năm 2025.",
)  # fmt: skip
_OFFERS = ("Trang chủ", "Văn bản mới", "Hỏi đáp pháp luật", "Liên hệ", "Đăng ký gói tra cứu", "Tin tức trong ngày")
MENU = "<ul>" + "".join(f'<li><a href="/m{n}">{name}</a></li>' for n, name in enumerate(_OFFERS)) + "</ul>"
RELATED = "<ul>" + "".join(
    f'<li><a href="/vb{n}">Nghị quyết số {n}/2024/NQ-HĐND về việc nuôi cá ở ao chung của xã</a></li>' for n in range(30)
) + "</ul>"  # fmt: skip
LOGIN = (
    '<form action="/login"><p>Đăng nhập để xem</p><input name="u"><input type="password"><button>Vào</button></form>'
)
COMMENT = "<p>Bạn đọc: cho hỏi giếng nhà tôi có phải góp tiền không, tôi ở xa xóm và ít khi về?</p>"


def body(heading: str = "<p><b>{}</b></p>", paragraph: str = "<p>{}</p>", *, letterhead: bool = True) -> str:
    """Return the text as markup, its headings and paragraphs in the given tags."""
    parts = [LETTERHEAD if letterhead else ""]
    for number, (title, lines) in enumerate(ARTICLES, 1):
        parts.append(heading.format(title).replace("@", str(number)))
        parts += [paragraph.format(line) for line in lines]
        parts.append(TABLE if number == 3 else "")
    return "\n".join(parts)


def vbpl() -> str:
    """Return a page as the national database lays it out: one form around all, tabs, the text in one box."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Nghị quyết 27/2025/NQ-HĐND</title></head><body>
    <form id="aspnetForm" action="x.aspx"><input type="hidden" name="__VIEWSTATE" value="{"A" * 500}">
    <div id="header" class="header"><img alt="logo"><div class="top-menu">{MENU}</div></div>
    <div class="left-col"><div class="box-danhmuc">{MENU}{RELATED}</div></div>
    <div class="box-container"><div class="box-tab-vb"><ul><li><a href="#1">Toàn văn</a></li>
    <li><a href="#2">Thuộc tính</a></li><li><a href="#3">Lịch sử</a></li>
    <li><a href="#4">VB liên quan</a></li></ul></div>
    <div class="vbInfo"><ul><li>Hiệu lực: Còn hiệu lực</li><li>Ngày có hiệu lực: 01/07/2025</li></ul></div>
    <div class="content"><div id="toanvancontent" class="fulltext"><div>{body()}</div></div></div></div>
    <div class="box-comment">{COMMENT}</div><div id="footer">Điện thoại 000.</div></form></body></html>"""


def library() -> str:
    """Return a page as a commercial law library does: a table of contents of links, hints, comments, a login box."""
    contents = "".join(f'<p><a href="#dieu_{n}">{title}</a></p>' for n, (title, _) in enumerate(ARTICLES, 1))
    text = body('<p><a name="dieu_@"><b>{}</b></a></p>', "<p class='MsoNormal'><span>{}</span></p>")
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
    <title>Nghị quyết 27/2025/NQ-HĐND trông giếng</title>
    <script>var a = "<p>Điều 9. Giả</p>";</script></head>
    <body><nav>{MENU}</nav><div id="divLogin" class="login-box">{LOGIN}</div>
    <div class="col-main"><h1>Nghị quyết 27/2025/NQ-HĐND</h1><div class="mucluc-wrap" id="muc-luc">{contents}</div>
    <div id="divContentDoc"><div class="content1"><div class="cldivContentDocVn">{text}</div></div></div>
    <div style="display: none" class="hint">Điều này được hướng dẫn ở nơi khác, xem thêm trong gói nâng cao.</div>
    <div class="comment-list">{COMMENT * 20}</div></div><aside>{RELATED}</aside></body></html>"""


def news() -> str:
    """Return a page that wraps each article in boxes of its own, the letterhead apart from them."""
    parts = "".join(
        f'<div class="docitem"><div class="docitem-2">{title}</div>'
        + "".join(f'<div class="docitem-5">{line}</div>' for line in lines) + (TABLE if number == 3 else "") + "</div>"
        for number, (title, lines) in enumerate(ARTICLES, 1)
    )  # fmt: skip
    return f"""<html><head><meta charset="utf-8"><title>Nghị quyết</title></head><body><header>{MENU}</header>
    <div class="breadcrumb"><a href="/">Trang chủ</a></div>
    <div class="the-document"><div class="the-document-head">{LETTERHEAD}</div>
    <div class="the-document-body noidungtracuu">{parts}</div></div>
    <div class="related-docs">{RELATED}</div><footer>Bản quyền thuộc về trang này.</footer></body></html>"""


def gazette() -> str:
    """Return a page of nested layout tables, as older government sites have."""
    return f"""<html><head><meta charset="utf-8"><title>Công báo</title></head><body>
    <table><tr><td colspan="2">{MENU}</td></tr>
    <tr><td width="200">{MENU}{RELATED}</td><td><table><tr><td><div class="detail">{body("<b>{}</b><br>", "{}<br><br>")}
    </div></td></tr></table></td></tr><tr><td colspan="2">Cổng thông tin xã</td></tr></table></body></html>"""


def unknown() -> str:
    """Return a bare page nobody knows: divs and breaks only."""
    text = body("<div>{}</div>", "<div>{}</div>")
    return f"<body><div>{MENU}</div><div><div>{text}</div></div><div>Cuối trang</div></body>"


PAGES = {"vbpl": vbpl, "library": library, "news": news, "gazette": gazette, "unknown": unknown}
