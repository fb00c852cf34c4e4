"""What only staff may read is never shown, cited, listed or hinted at to anybody else."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.answerer import Answerer
from bot.config import Settings
from bot.domain import Address, Answer, Incoming, Outcome
from bot.messages import say
from bot.serve import rooms
from index.build import build
from index.document import Corpus, Document, Kind, TextKind, Visibility
from index.embedder import Embedder
from index.library import HOME, Entry, Library
from index.text import syllables, symbols
from tests.conftest import SureIndex

ON = date(2026, 11, 20)
RUN = 4  # so many words in a row are a text's own
PLAN = """ỦY BAN NHÂN DÂN
XÃ {place}
Số: {number}/KH-UBND
KẾ HOẠCH
Kiểm tra hụi chui năm 2026
Thực hiện Luật Tiếp công dân; Chỉ thị số 33/CT-TTg; Kết luận số 777-KL/HU.
I. MỤC ĐÍCH
Rà soát bếp lửa rơm khô của từng ngõ xóm Quạ Vàng, không báo trước cho chủ hụi.
II. NỘI DUNG
1. Tổ mật phục gồm chín người, báo cáo bà Lò Thị Sáo trước ngày 9/9/2026.
2. Chi hai mươi mốt triệu đồng mua đèn pin và áo tơi lá cọ.
III. TỔ CHỨC THỰC HIỆN
1. Công an viên ghi sổ tay bìa nâu mỗi đêm trăng khuyết.
Trên đây là Kế hoạch kiểm tra hụi chui.
Nơi nhận:
- Tổ mật phục xóm Quạ Vàng;
CHỦ TỊCH
Lò Văn Sậy
"""
RULE = """ĐẢNG ỦY XÃ CẦU KHỈ
Số 888-QĐ/ĐU
QUY ĐỊNH
Giữ kín danh sách người nuôi ong ruồi
Điều 1. Ai giữ sổ
Sổ ong ruồi do bà thủ quỹ cất dưới chum gạo nếp.
Điều 2. Ai được xem
1. Chỉ ba cụ trưởng họ được mở chum gạo nếp xem sổ.
2. Người mở chum phải thắp nén nhang trầm trước.
Điều 3. Hiệu lực
Quy định này đọc miệng, không niêm yết ở đình.
"""
DIRECTIVE = """BAN BÍ THƯ
Số 18-CT/TW
CHỈ THỊ
Về soi đuốc bắt ếch
I. MỤC TIÊU
Ếch đồng đêm mưa về đủ giỏ tre đầu chái bếp.
II. VIỆC LÀM
1. Mỗi nhà góp hai bó đuốc nứa khô.
"""


def plan(place: str, name: str, number: int, text: str = PLAN) -> Entry:
    """Return a plan of a commune that is for staff."""
    document = Document(
        f"ke-hoach-{number}-{place}",
        Kind.PLAN,
        f"Kế hoạch kiểm tra hụi chui năm 2026 của xã {name}",
        f"Kế hoạch năm 2026 của xã {name}",
        TextKind.OFFICIAL,
        number=f"{number}/KH-UBND",
        issuer=f"UBND xã {name}",
        place=place,
        year=2026,
        expires=date(2026, 12, 31),
        visibility=Visibility.STAFF,
    )
    return Entry(document, text.format(place=name.upper(), number=number))


SECRET = (
    plan("cau-khi", "Cầu Khỉ", 912),
    plan("minh-tam", "Minh Tâm", 913),  # a place with a plan that all may read
    Entry(
        Document(
            "quy-dinh-888-qd-du",
            Kind.REGULATION,
            "Quy định giữ kín danh sách người nuôi ong ruồi",
            "Quy định số 888-QĐ/ĐU",
            TextKind.OFFICIAL,
            number="888-QĐ/ĐU",
            issuer="Đảng ủy xã Cầu Khỉ",
            visibility=Visibility.STAFF,
        ),
        RULE,
    ),
    Entry(  # everybody knows it by name
        Document(
            "chi-thi-18-ct-tw",
            Kind.DIRECTIVE,
            "Chỉ thị về soi đuốc bắt ếch",
            "Chỉ thị số 18-CT/TW",
            TextKind.OFFICIAL,
            number="18-CT/TW",
            visibility=Visibility.STAFF,
        ),
        DIRECTIVE,
    ),
)
ASIDE = "chi-thi-18-ct-tw-noi-bo"  # a text for staff of what all may know of is held beside it
IDS = frozenset((ASIDE, *(entry.document.id for entry in SECRET)))
WORDS = sorted({word for entry in SECRET for word in entry.text.replace("\n", " ").split()})
NAMES = (
    "912/KH-UBND",
    "913/KH-UBND",
    "888-QĐ/ĐU",
    "777-KL/HU",
    "33/CT-TTg",
    "18-CT/TW",
    "Cầu Khỉ",
    "Minh Tâm",
    "kế hoạch",
    "Điều 2",
)
LINES = [line for entry in SECRET for line in entry.text.splitlines()]


@dataclass(frozen=True)
class House:
    """Who answers everybody, who answers staff, and who answers everybody where nothing secret is held."""

    public: Answerer
    staff: Answerer
    bare: Answerer
    secret: frozenset[tuple[str, ...]]  # runs of words that only the secret texts have


@pytest.fixture(scope="module")
def house(
    shipped_data: Path, corpus_folder: Path, shipped_corpus: Corpus, embedder: Embedder, sure: Answerer,
    tmp_path_factory: pytest.TempPathFactory,
) -> House:  # fmt: skip
    """Return answerers of the shipped corpus and of imported texts for staff, sure of everything they find."""
    data = shutil.copytree(shipped_data, tmp_path_factory.mktemp("staff") / "data")
    Library(data / HOME).add(SECRET)
    build(corpus_folder, data, embedder)
    index = SureIndex.open(data, corpus_folder, embedder)
    public = Answerer.of(index, corpus_folder)
    known = {run for text in shipped_corpus.texts.values() for run in runs(text)}
    secret = frozenset(run for entry in SECRET for run in runs(entry.text)) - known
    return House(public, Answerer.of(index, corpus_folder, staff=True), sure, secret)


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = syllables(text)
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def shown(answer: Answer) -> Iterator[str]:
    """Yield everything of an answer that reaches a person or a log, but for the question said back."""
    said_back = say("answer.understood", question=answer.understood)
    yield from (answer.text.removeprefix(said_back), answer.more, *answer.choices)
    for source in answer.sources:
        yield from (source.document, source.number, source.title, source.locator, source.quote, source.official)
    yield from (hit.passage.text for hit in answer.retrieved)


def leaks(house: House, answer: Answer, *said: str) -> list[str]:
    """Return what of the secret texts an answer holds that was not said by the person who asked."""
    numbers = [f"số {symbol}" for text in said for symbol in symbols(text)]  # as the bot says them back
    heard = {run for text in (*said, *numbers) for run in runs(text)}
    told = [" ".join(run) for part in shown(answer) for run in runs(part) if run in house.secret - heard]
    told += [source.document for source in answer.sources if source.document in IDS]
    return told + [hit.passage.id for hit in answer.retrieved if hit.passage.citation.document in IDS]


@settings(deadline=None, max_examples=150)
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=8),
    name=st.sampled_from(("", *NAMES)),
    before=st.lists(st.sampled_from(LINES), max_size=2),
    place=st.sampled_from(("", "cau-khi", "xã Cầu Khỉ", "minh-tam")),
)
def test_no_words_of_a_secret_text_bring_it_out(
    house: House, words: list[str], name: str, before: list[str], place: str
) -> None:
    question = " ".join((name, *words))
    answer = house.public.answer(question, before, place, on=ON)
    assert leaks(house, answer, question, *before, place) == []
    assert all(hit.passage.citation.document not in IDS for hit in house.public.nearest(question))


@pytest.mark.parametrize("line", LINES)
def test_no_line_of_a_secret_text_brings_out_the_next(line: str, house: House) -> None:
    for asked in (line, f"{line} là sao", f"kế hoạch xã Cầu Khỉ: {line}"):
        assert leaks(house, house.public.answer(asked, on=ON), asked) == []


@pytest.mark.parametrize(
    "asked",
    [
        "kế hoạch xã Cầu Khỉ có gì",
        "ai ký kế hoạch xã Cầu Khỉ",
        "số kế hoạch của xã Cầu Khỉ là gì",
        "912/KH-UBND là của ai",
        "912/KH-UBND được nhắc tới ở đâu",
        "888-QĐ/ĐU là gì",
        "777-KL/HU được nhắc ở đâu",
        "kế hoạch năm 2026 của xã Minh Tâm ghi gì",
        "Kế hoạch của xã Minh Tâm căn cứ những văn bản nào",
        "ai ký kế hoạch xã Minh Tâm",
        "Luật Tiếp công dân được kế hoạch nào nhắc",
        "Chỉ thị 33/CT-TTg được nhắc ở đâu",
        "Chỉ thị 33/CT-TTg là của ai",
        "Xã Minh Tâm giờ thuộc xã nào",
        "Chỉ thị 18-CT/TW là của ai",
        "Chỉ thị 18-CT/TW được nhắc ở đâu",
        "Chỉ thị 18-CT/TW ghi gì",
        "chỉ thị 18",
        "Điều 13 Chỉ thị 18-CT/TW",
        "Kế hoạch của xã Hồng Lĩnh căn cứ những văn bản nào",
        "Kế hoạch của xã Nhơn Hậu căn cứ những văn bản nào",
    ],
)
def test_a_question_about_documents_is_answered_as_if_nothing_secret_were_held(asked: str, house: House) -> None:
    told, bare = house.public.answer(asked, on=ON), house.bare.answer(asked, on=ON)
    assert (told.outcome, told.text, told.more, told.choices) == (bare.outcome, bare.text, bare.more, bare.choices)
    assert told.sources == bare.sources
    assert leaks(house, told, asked) == []
    assert "Cầu Khỉ" not in f"{told.text}{told.more}" or "Cầu Khỉ" in asked


def test_places_that_only_a_secret_plan_speaks_for_are_not_known(house: House) -> None:
    assert house.public.places.get("xã Cầu Khỉ") is None
    assert [place.id for place in house.public.places.all()] == [place.id for place in house.bare.places.all()]
    known = house.staff.places.get("xã Cầu Khỉ")
    assert known is not None
    assert house.staff.places.plans(known) == ("ke-hoach-912-cau-khi",)


def test_the_secret_plan_of_a_known_place_does_not_speak_for_it(house: House) -> None:
    place = house.public.places.get("minh-tam")
    assert place is not None
    assert house.public.places.plans(place) == ("minh-tam-2024",)
    assert set(house.staff.places.plans(place)) == {"minh-tam-2024", "ke-hoach-913-minh-tam"}


@pytest.mark.parametrize(
    ("asked", "document"),
    [
        ("ai ký kế hoạch xã Cầu Khỉ", "ke-hoach-912-cau-khi"),
        ("kế hoạch xã Cầu Khỉ: tổ mật phục gồm mấy người", "ke-hoach-912-cau-khi"),
        ("Chỉ thị 33/CT-TTg được nhắc ở đâu", "ke-hoach-913-minh-tam"),
        ("mỗi nhà góp mấy bó đuốc nứa khô theo Chỉ thị 18-CT/TW", ASIDE),
    ],
)
def test_staff_are_answered_from_it(asked: str, document: str, house: House) -> None:
    answer = house.staff.answer(asked, on=ON)
    assert answer.outcome is Outcome.ANSWERED
    assert document in {source.document for source in answer.sources}
    assert leaks(house, answer, asked) != []


def test_the_staff_alone_are_told_what_a_secret_plan_stands_on(house: House) -> None:
    asked = "Kế hoạch của xã Cầu Khỉ căn cứ những văn bản nào"
    answer = house.staff.answer(asked, on=ON)
    assert "viện dẫn 2 văn bản" in answer.text
    assert "33/CT-TTg" in answer.text and "Luật Tiếp công dân" in answer.text
    told = house.public.answer(asked, on=ON)
    assert told.outcome is not Outcome.ANSWERED or not {s.document for s in told.sources} & IDS


def test_a_staff_document_of_the_manifest_is_hidden_as_well(
    small: Path, corpus_folder: Path, tmp_path: Path, embedder: Embedder
) -> None:
    manifest = small / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('id = "doi-chim-2030"', 'id = "doi-chim-2030"\nvisibility = "staff"'), "utf-8")
    for name in ("talk.toml", "contacts.toml", "votes.toml", "procedures.toml"):
        shutil.copy(corpus_folder / name, small)
    (small / "places.toml").write_text('title = "Làng"\nplace = []\n', encoding="utf-8")
    build(small, tmp_path / "data", embedder)
    index = SureIndex.open(tmp_path / "data", small, embedder)
    public, staff = Answerer.of(index, small), Answerer.of(index, small, staff=True)
    asked = "kế hoạch: mỗi tháng mấy buổi gặp dân ở nhà văn hóa"
    assert "doi-chim-2030" in documents(staff.answer(asked, on=date(2030, 6, 1)))
    for question in (asked, "150-KH/ĐU là của ai", "Chỉ thị 18-CT/TTg được nhắc ở đâu", "kế hoạch xã Đồi Chim"):
        answer = public.answer(question, on=date(2030, 6, 1))
        assert "doi-chim-2030" not in documents(answer)
        assert "nhà văn hóa" not in f"{answer.text}{answer.more}"
        assert "Đồi Chim" not in f"{answer.text}{answer.more}" or "Đồi Chim" in question


async def test_the_open_house_answers_everybody_without_it(
    shipped_data: Path, corpus_folder: Path, embedder: Embedder, tmp_path: Path
) -> None:
    data = shutil.copytree(shipped_data, tmp_path / "data")
    Library(data / HOME).add(SECRET)
    build(corpus_folder, data, embedder)
    with rooms(Settings(data=data)) as open_house:
        for number, asked in enumerate(("ai ký kế hoạch xã Cầu Khỉ", "912/KH-UBND là của ai", LINES[7], LINES[9])):
            at = datetime(2026, 11, 20, 5, number, tzinfo=UTC)
            incoming = Incoming(str(number), Address("test", f"person {number}"), asked, at)
            for reply in await open_house.dialogue.handle(incoming):
                assert IDS.isdisjoint(source.document for source in reply.sources)
                assert "Lò Văn Sậy" not in f"{reply.text}{reply.more}"
                assert "đèn pin" not in f"{reply.text}{reply.more}"


def documents(answer: Answer) -> Iterable[str]:
    return {source.document for source in answer.sources} | {h.passage.citation.document for h in answer.retrieved}
