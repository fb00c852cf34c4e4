"""Tables to lines: a row of data is one line, a table that only places text on the page is read cell by cell. Pure."""

from collections.abc import Iterator, Sequence

from index.formats.articles import ARTICLE

Cell = Sequence[str]  # the paragraphs of a cell


def lines_of(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a table: cells joined by " | ", or each paragraph by itself where the table only places text.

    That is one with a single column, one with articles in it, and a letterhead or signature: two columns, few rows,
    several paragraphs in a cell.
    """
    widest = max((len(row) for row in rows), default=0)
    several = any(len(cell) > 1 for row in rows for cell in row)
    articles = any(ARTICLE.match(line) for row in rows for cell in row for line in cell)
    if widest == 1 or articles or (widest <= 2 and len(rows) <= 3 and several):
        yield from (line for row in rows for cell in row for line in cell)
    else:
        drawn = (" | ".join(" ".join(cell) for cell in row) for row in rows)
        yield from (line for line in drawn if line.strip(" |"))
