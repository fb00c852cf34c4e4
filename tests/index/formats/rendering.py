"""An invented legal text drawn as a scanner would deliver it, and how much of it is read back."""

import random
import tempfile
import unicodedata
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from index.errors import MissingTool
from index.formats import extract
from index.formats.ocr import check

FONTS = ("DejaVuSerif.ttf", "FreeSerif.ttf")
DPI = 150
SHEET = (1240, 1754)  # A4 at 150 dots an inch
TEXT = (
    "ỦY BAN NHÂN DÂN XÃ SUỐI MƠ",
    "Số: 27/KH-UBND",
    "Suối Mơ, ngày 12 tháng 5 năm 2025",
    "KẾ HOẠCH",
    "Sửa đường vào xóm và chăm sóc giếng nước chung năm 2025",
    "Điều 1. Việc cần làm trong năm",
    "1. Mỗi xóm chọn hai người trông giếng; người được chọn ghi mực nước vào sổ mỗi sáng thứ Hai, báo cho trưởng xóm "
    "khi nước cạn quá một nửa và treo sổ ở chỗ ai cũng đọc được.",
    "2. Đường từ cầu gỗ đến nhà văn hóa dài 850 m, rộng 3,5 m, được lát đá trước ngày 30/9/2025. Hộ nào góp công thì "
    "ghi ngày công, hộ nào góp đá thì ghi số xe; sổ góp do chính các hộ cử người giữ.",
    "a) Đá lấy ở bãi cũ phía tây, không đào thêm bãi mới;",
    "b) Xe chở đá chạy từ 7 giờ đến 17 giờ, nghỉ trưa hai giờ;",
    "đ) Ngày mưa to thì dừng, không ai phải bù.",
    "Điều 2. Họp và hỏi ý kiến",
    "1. Trưởng xóm mời các hộ họp ít nhất ba ngày trước khi khởi công, nói rõ số tiền đã có, số tiền còn thiếu và cách "
    "bù phần thiếu. Hộ vắng mặt được gửi ý kiến bằng giấy.",
    "2. Việc góp tiền chỉ làm khi quá hai phần ba số hộ trong xóm đồng ý; biên bản ghi đủ số hộ, số phiếu thuận, số "
    "phiếu chống và chữ ký của người đếm phiếu.",
    "Điều 3. Người chịu trách nhiệm",
    "Chủ tịch xã giao công chức địa chính theo dõi đường, giao trạm y tế thử nước giếng ba tháng một lần; kết quả "
    "thử nước dán ở giếng trong bảy ngày.",
)


def page(font: str = FONTS[0], *, size: int = 25, dpi: int = DPI) -> Image.Image:
    """Return the text drawn on a white sheet, lines broken at the margin, as `dpi` dots an inch show it."""
    scale = dpi / DPI
    sheet = Image.new("L", (round(SHEET[0] * scale), round(SHEET[1] * scale)), 255)
    pen, face = ImageDraw.Draw(sheet), ImageFont.truetype(font, round(size * scale))
    left, width, y = 150 * scale, sheet.width - 260 * scale, 130 * scale
    for paragraph in TEXT:
        for number, line in enumerate(broken(paragraph, face, width - 40 * scale)):
            pen.text((left + (40 * scale if number == 0 else 0), y), line, 20, face)
            y += size * 1.45 * scale
        y += size * 0.3 * scale
    return sheet


def broken(paragraph: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Return the lines of a paragraph that fit a width."""
    lines = [""]
    for word in paragraph.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def scanned(sheet: Image.Image, *, turned: int = 0, skewed: float = 0.0, seed: int = 1) -> Image.Image:
    """Return a sheet as a scanner gives it: turned by quarters, skewed by degrees, a little blurred and grainy."""
    askew = sheet.rotate(skewed, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if skewed else sheet
    soft = askew.filter(ImageFilter.GaussianBlur(0.4))
    dice = random.Random(seed)
    grain = Image.frombytes("L", (256, 256), dice.randbytes(256 * 256)).resize(soft.size, Image.Resampling.BILINEAR)
    return Image.blend(soft, grain, 0.06).rotate(turned, expand=True)


def error_rate(read: str, printed: str) -> float:
    """Return how many characters must change to make `printed` of `read`, as a share of it; spaces count once."""
    a, b = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (read, printed))
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (char != other))
    return row[-1] / len(b)


def read_back(picture: Image.Image) -> str:
    """Return the text that is extracted from a picture saved as PNG without telling its resolution."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trang.png"
        picture.save(path)
        return extract(path).text


def ocr_cer() -> float:
    """Return the share of characters misread, 0..1, on a page of 150 dots an inch turned by a quarter and skewed 2°."""
    cases = [(font, turned, skewed) for font in FONTS for turned, skewed in ((90, 2.0), (270, -2.0))]
    printed = "\n".join(TEXT)
    rates = [error_rate(read_back(scanned(page(font), turned=t, skewed=s)), printed) for font, t, s in cases]
    return sum(rates) / len(rates)


def _can_read() -> bool:
    try:
        check("trang.png")
    except MissingTool:
        return False
    return True


needs_ocr = pytest.mark.skipif(not _can_read(), reason="tesseract with its Vietnamese data is not installed")
