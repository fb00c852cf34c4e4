"""An invented subject of the codification, as the Ministry prints one: every trap, no word of any law."""

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

LINK = "http://vbpl.example/TW/Pages/vbpq-toanvan.aspx?ItemID="
HTML = (Path(__file__).parent / "subject.html").read_bytes().decode()
ROWS = (
    ("Điều 77.3.LQ.1. Bến đò", "Bến đò là nơi đò ghé, người lên xuống."),
    ("Điều 77.3.NĐ.2.2. Đèn của bến", "1. Đèn đỏ treo ở mũi.\nLoại | Số đèn\nĐò ngang | 2\n2. Đèn xanh ở lái đò."),
    ("Điều 77.3.LQ.2.", "Người lái đủ 18 tuổi."),
    ("Điều 77.3.LQ.2a. Lái ban đêm", ""),
    ("Điều 77.3.NĐ.2.1. Phạm vi", "Nghị định này nói về đèn."),
    ("Điều 77.3.TL.1.10. Phối hợp", "Hai bên cùng làm."),
    ("Điều 77.3.TL.1.9. Không rõ", "Không ai biết ở đâu ra."),
)


def folder(home: Path) -> Path:
    """Write the edition as a folder; beside it stand the shell and an empty subject."""
    (home / "demuc").mkdir(parents=True)
    (home / "demuc" / "a.html").write_text(HTML, encoding="utf-8", newline="")
    (home / "demuc" / "b.html").write_text("\ufeff<h3>Đề mục 77.4</h3><div class='_content'></div>", encoding="utf-8")
    (home / "BoPhapDien.html").write_text("<html><div class='_content'></div></html>", encoding="utf-8")
    return home


def zipped(home: Path) -> Path:
    """Write the edition as a zip."""
    path = home / "BoPhapDien.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("BoPhapDien/BoPhapDien.html", "<html></html>")
        archive.writestr("BoPhapDien/demuc/a.html", HTML)
    return path


def row(**given: object) -> str:
    """Return one line of the edition in JSON lines."""
    values: dict[str, object] = {
        "file": "a.html",
        "demuc": "Đề mục 77.3 Bến đò",
        "chuong": ["Chương I. NHỮNG ĐIỀU CHUNG"],
        "title": "Điều 77.3.LQ.1. Bến đò",
        "note": "(Điều 1 Luật số 91/2030/QH16, có hiệu lực thi hành kể từ ngày 01/07/2030)",
        "href": f"{LINK}11#Chuong_I_Dieu_1",
        "body": "Bến đò là nơi đò ghé.\nMẫu số 1.docx",
        "chidan": [],
    }
    return json.dumps(values | given, ensure_ascii=False)
