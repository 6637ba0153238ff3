"""Which characters the bytes of a text file stand for, decided by reading all of them.

A head of plain ASCII says nothing about the rest, so the whole file is looked at once, block by
block; the same pass sees whether the file ends in the middle of something.
"""

import codecs
import io
import re
from dataclasses import dataclass
from typing import Final, TextIO

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.canonical import Source

_BLOCK_BYTES: Final = 1 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_EAST_ASIAN: Final = re.compile(r"[\u2010-\u2027\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_LEAST_EAST_ASIAN_SHARE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a text file found."""

    encoding: str
    quotes_are_paired: bool
    ends_with_newline: bool


def survey(source: Source) -> Survey:
    """Read a text file once to learn its encoding and how it ends.

    Raises
    ------
    UnreadableFileError
        ``file.empty``, or ``file.encoding`` when the bytes are neither UTF-8, UTF-16 with a
        byte order mark, nor GB18030 that reads as Chinese.
    """
    marked = _marked_encoding(source)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        found = _surveyed(source, encoding)
        if found is not None:
            return found
    raise UnreadableFileError("file.encoding", name=source.name)


def open_text(source: Source, encoding: str) -> TextIO:
    """Open a source as text with newlines kept as they are."""
    stream = source.open()
    return io.TextIOWrapper(stream, encoding=encoding, newline="")  # type: ignore[type-var]  # every opener hands a full binary file


def decoded_head(block: bytes) -> str | None:
    """Decode the start of a file as far as its last whole character; None when it is no text."""
    marked = next((name for bom, name in _BOMS if block.startswith(bom)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(block)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _reads_as_chinese(text):
            return text
    return None


def _marked_encoding(source: Source) -> str | None:
    stream = source.open()
    try:
        start = stream.read(4)
    finally:
        stream.close()
    if not start:
        raise UnreadableFileError("file.empty", name=source.name)
    return next((name for bom, name in _BOMS if start.startswith(bom)), None)


def _surveyed(source: Source, encoding: str) -> Survey | None:
    """Decode everything; None when a byte does not fit the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    quotes, last, is_judged = 0, "", encoding != "gb18030"
    stream = source.open()
    try:
        while block := stream.read(_BLOCK_BYTES):
            text = decoder.decode(block)
            quotes += text.count('"')
            last = text[-1:] or last
            if not is_judged and _NON_ASCII.search(text):
                if not _reads_as_chinese(text):
                    return None
                is_judged = True
    except UnicodeDecodeError:
        return None
    finally:
        stream.close()
    if decoder.getstate()[0]:
        raise UnreadableFileError("file.truncated", name=source.name)
    return Survey(encoding, quotes % 2 == 0, last in "\r\n")


def _reads_as_chinese(text: str) -> bool:
    """Tell GB18030 from Western bytes, which decode to rare and scattered characters."""
    foreign = len(_NON_ASCII.findall(text))
    return len(_EAST_ASIAN.findall(text)) >= _LEAST_EAST_ASIAN_SHARE * foreign
