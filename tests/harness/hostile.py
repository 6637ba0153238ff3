"""Texts that break careless programs: long, odd, disguised; each is to be kept or refused."""

from itertools import product

_LETTERS = ["a", "é", "ﬃ", "你", "𠮷", "👩‍👩‍👧‍👦", "🏳️‍🌈", "١٢٣", "שלום", "ไทย", "İ", "ß", "Z̸̡̢"]
_INVISIBLE = list("\u200b\u200d\u202e\u2066\ufeff\u00ad\u2028\u0085\x1b")
_REFUSED = ["\0", "\ud800", "\udfff", "a\0b", "x\ud83d"]
_MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>bold</b>",
    "&lt;&amp;&#x27;",
    "[x](javascript:alert(1))",
    "**bold** _it_ `code` $x^2$ :red[x] # head",
    "| a | b |",
    "{{7*7}} ${7*7} {t} {0} %s %(x)s",
    "]]><!--",
]
_FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "=1,2;3",
]
_QUERIES = [
    "'; DROP TABLE risk; --",
    '" OR 1=1 --',
    "%_\\",
    "a' || 'b",
    "NULL",
    "0x00",
    "../../etc",
]
_NUMBERS = ["NaN", "Infinity", "-0", "1e309", "9" * 400, "\u0661\u066c\u0660", "1,000.5", "½"]
_DAYS = ["0000-00-00", "9999-12-31", "2026-02-30", "31/12/2026", "tomorrow"]
_LENGTHS = [1, 119, 120, 121, 199, 200, 201, 9_999, 10_000, 10_001, 100_000]


def texts() -> list[str]:
    """List more than five hundred hostile texts, each once."""
    singles = [*_LETTERS, *_MARKUP, *_FORMULAS, *_QUERIES, *_NUMBERS, *_DAYS]
    long = [letter * length for letter, length in product(["x", "你", "👍", "\u202e"], _LENGTHS)]
    hidden = [f"a{mark}b{single}" for mark, single in product(_INVISIBLE, singles)]
    broken = [f"{single}\n{single}\r\n{single}" for single in singles]
    return list(dict.fromkeys([*singles, *long, *hidden, *broken, *_REFUSED, "", " ", "\t\n"]))
