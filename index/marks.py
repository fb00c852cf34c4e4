"""The marks of a digest that say from when to when a wording is in force.

`@ từ 01/7/2026 ← khoản 7 Điều 1 Luật số 136/2025/QH15; trước đó: 01 ngày trong tuần` and `@ đến 30/6/2026`; pure.
"""

import re
from datetime import date

from index.document import Validity

_MARK = re.compile(
    r"@\s+(?P<edge>từ|đến)\s+(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
    r"(?:\s*←\s*(?P<repealed>bãi bỏ:\s*)?(?P<by>[^;]+?))?"
    r"(?:;\s*(?:trước đó:\s*(?P<before>.+?)|(?P<fresh>mới)))?\s*"
)


def validity(line: str) -> Validity:
    """Return what a mark line says; raises ValueError for one that cannot be understood."""
    match = _MARK.fullmatch(line)
    if match is None:
        raise ValueError(line)
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    begins = match["edge"] == "từ"
    return Validity(
        since=day if begins else None,
        until=None if begins else day,
        by=match["by"] or "",
        before=match["before"] or "",
        fresh=bool(match["fresh"]),
        repealed=bool(match["repealed"]),
    )
