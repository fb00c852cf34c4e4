"""The house stands as it was drawn: imports point inwards, each thing has one place, no room is too large."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "index")
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "__pycache__" not in path.parts
)

# The only places that may import a library; a name that ends in / is a folder.
VENDORS = {
    "faiss": ("index/vectors.py",),
    "sentence_transformers": ("index/hub.py",),
    "tokenizers": ("index/embedder.py",),
    "safetensors": ("index/embedder.py", "index/rerank.py", "index/scope.py"),
    "docx": ("index/formats/docx.py", "bot/procedure_files.py"),
    "holidays": ("bot/answer/workdays.py",),
    "icalendar": ("bot/procedure_files.py",),
    "PIL": ("index/formats/ocr.py",),
    "pypdfium2": ("index/formats/pdf.py",),
    "selectolax": ("index/formats/html.py",),
    "sqlite3": ("index/store.py", "index/library/store.py", "bot/store/"),
    "sqlite_utils": ("index/store.py", "index/library/store.py", "bot/store/"),
    "telegram": ("bot/channels/telegram/",),
    "starlette": ("bot/channels/web/",),
    "jinja2": ("bot/channels/web/",),
    "uvicorn": ("bot/serve.py",),
    "ir_measures": ("bot/evaluation/ranked.py",),
    "platformdirs": ("bot/config.py",),
    "tqdm": ("bot/terminal.py",),
}
ENVIRONMENT = "bot/config.py"
CLOCK = "bot/app.py"
STORES = ("index/store.py", "index/library/store.py", "bot/store/")
MESSAGES = "bot/messages/"
IO = {
    "sqlite3",
    "sqlite_utils",
    "socket",
    "asyncio",
    "httpx",
    "telegram",
    "starlette",
    "uvicorn",
    "subprocess",
    "urllib",
}
FILE_IO = {"os", "pathlib", "io", "shutil", "tempfile"}
PURE = tuple(
    f"index/{name}.py"
    for name in (
        "text", "document", "parser", "chunker", "marks", "references", "sector", "query", "in_force", "recognise",
        "letterhead", "formats/articles", "formats/layout", "formats/legacy", "formats/people", "formats/stamp",
        "formats/syllable", "formats/tables",
    )
)  # fmt: skip
NO_IO = (
    *PURE, "index/parts.py", "index/glossary.py", "index/evidence.py", "bot/answer/", "bot/domain.py", "bot/privacy.py"
)  # fmt: skip
HEAVY = ("torch", "faiss", "sentence_transformers", "transformers")

SQL = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+(?:or\s+\w+\s+)?into\b|\bupdate\s+\w+\s+set\b|\bdelete\s+from\b"
    r"|\bcreate\s+(?:unique\s+)?(?:table|index)\b|^\s*pragma\b",
    re.IGNORECASE | re.DOTALL,
)
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
NOW = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"),
       ("time", "time_ns")}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


def module_of(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_of(file) for file in FILES}


def inside(file: str, places: tuple[str, ...]) -> bool:
    return any(file.startswith(place) if place.endswith("/") else file == place for place in places)


def imports(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """Yield the modules that nodes import by their full names, "from x import y" as x.y where that is a module."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def at_module_level(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function):
            yield child
            yield from at_module_level(child)


def literals(file: str) -> Iterator[tuple[int, str]]:
    """Yield the string literals that are not docstrings, with their lines."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Module | ast.ClassDef | Function) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def named(file: str) -> Iterator[tuple[str, str]]:
    """Yield what is read of a name ("os", "environ"), and what is imported from one."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            yield (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")), node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((str(node.module), alias.name) for alias in node.names)


def public(file: str) -> Iterator[tuple[str, ast.Module | ast.ClassDef | Function]]:
    """Yield the module, its public classes and functions, and the public methods of those classes."""
    yield file, tree(file)
    for node in tree(file).body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield f"{file}:{node.name}", node
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, Function) and not part.name.startswith("_"):
                    yield f"{file}:{node.name}.{part.name}", part


def python(code: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_every_place_that_is_named_exists() -> None:
    places = {place for several in VENDORS.values() for place in several}
    for place in {*places, ENVIRONMENT, CLOCK, *STORES, MESSAGES, *NO_IO}:
        path = ROOT / place
        assert path.is_dir() if place.endswith("/") else path.is_file(), place
    for vendor, several in VENDORS.items():
        used = {file for file in FILES if vendor in {name.partition(".")[0] for name in imports(ast.walk(tree(file)))}}
        if vendor != "sqlite3":  # the index reaches it through sqlite_utils
            assert all(any(inside(file, (place,)) for file in used) for place in several), vendor


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("index/")])
def test_the_index_knows_nobody(file: str) -> None:
    used = {name.partition(".")[0] for name in imports(ast.walk(tree(file)))}
    assert used & {"bot", "corpus", "scripts", "tests"} == set()


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("bot/")])
def test_the_core_knows_no_channel(file: str) -> None:
    doors = {"bot.channels.telegram", "bot.channels.web"}
    reached = {door for name in imports(ast.walk(tree(file))) for door in doors if f"{name}.".startswith(f"{door}.")}
    own = {door for door in doors if inside(file, (f"{door.replace('.', '/')}/",))}
    assert file == "bot/serve.py" or reached <= own


def test_no_import_cycle() -> None:
    graph = {module_of(file): {*imports(at_module_level(tree(file)))} & MODULES for file in FILES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("file", FILES)
def test_a_vendor_has_one_place(file: str) -> None:
    used = {name.partition(".")[0] for name in imports(ast.walk(tree(file)))}
    assert {vendor for vendor in used & set(VENDORS) if not inside(file, VENDORS[vendor])} == set()


@pytest.mark.parametrize("file", FILES)
def test_libraries_are_the_declared_ones(file: str) -> None:
    used = {name.partition(".")[0] for name in imports(ast.walk(tree(file)))}
    assert used - sys.stdlib_module_names - set(VENDORS) - {*PACKAGES, "numpy", "torch"} == set()


@pytest.mark.parametrize("file", [file for file in FILES if file != ENVIRONMENT])
def test_the_environment_is_read_in_one_place(file: str) -> None:
    assert {("os", "environ"), ("os", "getenv"), ("os", "environb")} & {*named(file)} == set()


@pytest.mark.parametrize("file", [file for file in FILES if file != CLOCK])
def test_the_clock_is_read_in_one_place(file: str) -> None:
    assert NOW & {*named(file)} == set()


@pytest.mark.parametrize("file", [file for file in FILES if inside(file, NO_IO)])
def test_pure_modules_reach_nothing(file: str) -> None:
    used = {name.partition(".")[0] for name in imports(ast.walk(tree(file)))}
    assert used & IO == set()
    assert [n for n in ast.walk(tree(file)) if isinstance(n, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor)] == []
    if file in PURE:
        calls = {
            node.func.id
            for node in ast.walk(tree(file))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert used & FILE_IO == set()
        assert calls & {"open", "print", "input"} == set()


@pytest.mark.parametrize("file", [file for file in FILES if not inside(file, STORES)])
def test_sql_stands_in_the_stores(file: str) -> None:
    assert [(line, text) for line, text in literals(file) if SQL.search(text)] == []


# Patterns that recognise what a person typed or what a text says; no person reads them.
PATTERNS = {
    "bot/answer/meaning.py": "the alphabet of typed syllables",
    "bot/answer/places.py": "names of units before a place",
    "bot/answer/syllable.py": "the vowels and tones of a syllable",
    "bot/channels/web/prose.py": "the letters of a list",
    "bot/intake.py": "sorts of units before a place's name",
    "bot/evaluation/beir.py": "the number of an article",
    "bot/evaluation/gold.py": "two spellings of one fact",
    "bot/evaluation/spelling.py": "a letter of its own",
    "bot/privacy.py": "what stands before a private number",
}


def test_every_pattern_file_exists() -> None:
    assert set(PATTERNS) <= set(FILES)


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.startswith("bot/") and not inside(file, (MESSAGES,)) and file not in PATTERNS],
)
def test_words_people_read_stand_in_the_messages(file: str) -> None:
    assert [(line, text) for line, text in literals(file) if VIETNAMESE.search(text)] == []


@pytest.mark.parametrize("file", FILES)
def test_modules_are_small(file: str) -> None:
    assert len((ROOT / file).read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("file", FILES)
def test_functions_are_small(file: str) -> None:
    large = {}
    for node in ast.walk(tree(file)):
        if isinstance(node, Function):
            count = sum(isinstance(part, ast.stmt) for part in ast.walk(node)) - 1
            if count - bool(ast.get_docstring(node)) > 30:
                large[node.name] = count
    assert large == {}


@pytest.mark.parametrize("file", FILES)
def test_what_is_public_is_described(file: str) -> None:
    assert [name for name, node in public(file) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("file", FILES)
def test_names_say_what_a_module_is(file: str) -> None:
    assert Path(file).stem not in {"utils", "util", "helpers", "helper", "core", "manager", "common", "misc"}


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_the_domain_loads_neither_torch_nor_faiss() -> None:
    code = f"import bot.domain, sys; print(sorted(set({HEAVY}) & set(sys.modules)))"
    assert python(code) == "[]"


def test_the_command_loads_no_door_before_it_is_asked_to() -> None:
    doors = ("telegram", "starlette", "uvicorn", "torch", "sentence_transformers")
    assert python(f"import bot.__main__, sys; print(sorted(set({doors}) & set(sys.modules)))") == "[]"


def test_asking_never_loads_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from bot.__main__ import main; status = main(['ask', 'họp thôn khi nào']); "
        "print(status, sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    assert python(code, DANBIET_DATA=str(tmp_path), PYTHONUTF8="1") == "0 []"
