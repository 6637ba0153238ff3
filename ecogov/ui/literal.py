"""Words of people inside texts that Streamlit reads as Markdown."""

import re
from typing import Final

_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!$:~<>|&])")


def literal(text: str) -> str:
    """Escape everything that Markdown would take for a mark: ``$5 and $6`` is no formula."""
    return _MARKS.sub(r"\\\1", text)
