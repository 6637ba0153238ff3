"""Words of people inside texts that Streamlit reads as Markdown."""

import re
from typing import Final

_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!$:~<>|&])")

# Streamlit makes a link of every e-mail address that stands in one piece, escaped or not.
_IN_ADDRESS: Final = re.compile(r"(?<=\S)@(?=\S)")
_APART: Final = ":color[@]"


def literal(text: str) -> str:
    """Escape everything that Markdown would take for a mark: ``$5 and $6`` is no formula.

    An e-mail address is the name of a person here, and no link.
    """
    return _IN_ADDRESS.sub(_APART, _MARKS.sub(r"\\\1", text))
