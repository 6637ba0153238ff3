"""Elements of a JSON file, one after the other, in constant memory.

A file may be an array, JSON Lines, or one object that holds the array under a known key. Only
the element at hand stands in memory. What an element means is the business of the formats.
"""

import codecs
import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Final

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.canonical import ByteStream, Rejection, Source
from ecogov.readers.encodings import survey

MAX_ELEMENT_CHARACTERS: Final = 64 * 2**20
RAW_CHARACTERS: Final = 500

_BLOCK_BYTES: Final = 1 << 20
_NO_SPACE: Final = re.compile(r"[^ \t\r\n]")
_CUT_NUMBER: Final = re.compile(r"-|\.|[eE][+-]?")
_LITERALS: Final = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
# A value cut off at the end of the buffer is reported at most this far before it.
_LONGEST_CUT: Final = 16


@dataclass(frozen=True, slots=True)
class Element:
    """One value of the file; ``row`` is its ordinal, in JSON Lines its line, from 1."""

    row: int
    value: object


def elements(source: Source, members: tuple[str, ...] = ()) -> Iterator[Element | Rejection]:
    """Yield the elements of a JSON file in file order.

    Parameters
    ----------
    source : Source
        An array of values, JSON Lines, or an object with one of `members`.
    members : tuple of str
        Keys of a top-level object whose array holds the elements.

    Yields
    ------
    Element or Rejection
        A broken line of JSON Lines is a rejection ``row.json``; the other lines still count.

    Raises
    ------
    UnreadableFileError
        ``file.json`` with line and column, ``file.truncated`` when the file ends inside an
        element, ``file.element_too_large``, ``file.empty``, ``file.encoding``.
    """
    encoding = survey(source).encoding
    text = _Text(source, encoding)
    try:
        first = text.peek()
        if first == "[":
            yield from _array(text)
            text.expect_end()
            return
        if first == "{" and members:
            is_found = yield from _member(text, members)
            if is_found:
                return
    finally:
        text.close()
    yield from _lines(source, encoding)


class _Text:
    """A text buffer over a byte stream with a position in it."""

    def __init__(self, source: Source, encoding: str) -> None:
        self._name = source.name
        self._blocks = _decoded(source.open(), encoding)
        self._text = ""
        self._at = 0
        self._is_ended = False
        self._lines_dropped = 0
        self._column_base = 0

    def close(self) -> None:
        self._blocks.close()

    def peek(self) -> str:
        """Step over white space; answer the next character, or nothing at the end."""
        while True:
            found = _NO_SPACE.search(self._text, self._at)
            if found is not None:
                self._at = found.start()
                return found.group()
            self._at = len(self._text)
            if not self._grow(_BLOCK_BYTES):
                return ""

    def take(self, allowed: str) -> str:
        """Step over the next character, which has to be one of `allowed`."""
        found = self.peek()
        if not found:
            raise UnreadableFileError("file.truncated", name=self._name)
        if found not in allowed:
            raise self._broken(self._at)
        self._at += 1
        return found

    def expect_end(self) -> None:
        if self.peek():
            raise self._broken(self._at)

    def value(self) -> object:
        """Read one JSON value; the buffer doubles until it holds it whole."""
        self.peek()
        wanted = _BLOCK_BYTES
        while True:
            found = self._decoded_value()
            if found is not None:
                value, self._at = found
                return value
            held = len(self._text) - self._at
            if held > MAX_ELEMENT_CHARACTERS:
                raise _too_large(self._name)
            self._grow(min(wanted, MAX_ELEMENT_CHARACTERS + _BLOCK_BYTES - held))
            wanted *= 2

    def _decoded_value(self) -> tuple[object, int] | None:
        """Decode at the position; None while the buffer may hold only a part of the value."""
        try:
            value, end = _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            if not self._is_ended and _may_be_cut(error, self._text):
                return None
            if self._is_ended and _is_cut(error, self._text):
                raise UnreadableFileError("file.truncated", name=self._name) from error
            raise self._broken(error.pos) from error
        except (ValueError, RecursionError) as error:
            # Integers of thousands of digits, arrays nested a thousand deep.
            raise self._broken(self._at) from error
        # The rest of a number or word may still be coming.
        return (value, end) if end < len(self._text) or self._is_ended else None

    def _grow(self, size: int) -> bool:
        """Drop what is behind the position and append at least `size` bytes, decoded."""
        if self._is_ended:
            return False
        behind = self._text[: self._at]
        self._lines_dropped += behind.count("\n")
        last = behind.rfind("\n")
        self._column_base = self._at - last - 1 if last >= 0 else self._column_base + self._at
        parts = [self._text[self._at :]]
        self._at, grown = 0, 0
        while grown < size:
            block = next(self._blocks, None)
            if block is None:
                self._is_ended = True
                break
            parts.append(block)
            grown += len(block)
        self._text = "".join(parts)
        return True

    def _broken(self, position: int) -> UnreadableFileError:
        line = self._lines_dropped + self._text.count("\n", 0, position) + 1
        last = self._text.rfind("\n", 0, position)
        column = position - last if last >= 0 else self._column_base + position + 1
        return UnreadableFileError("file.json", name=self._name, line=line, column=column)


_DECODER: Final = json.JSONDecoder()


def _array(text: _Text) -> Iterator[Element]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    row = 1
    while True:
        yield Element(row, text.value())
        if text.take(",]") == "]":
            return
        row += 1


def _member(text: _Text, members: tuple[str, ...]) -> Generator[Element, None, bool]:
    """Yield the elements of the first member that is an array; answer whether there was one."""
    text.take("{")
    is_found = False
    while text.peek() == '"':
        key = text.value()
        text.take(":")
        if key in members and text.peek() == "[" and not is_found:
            is_found = True
            yield from _array(text)
        else:
            text.value()
        if text.take(",}") == "}":
            return is_found
    return is_found


def _lines(source: Source, encoding: str) -> Iterator[Element | Rejection]:
    for number, line, is_whole in _numbered_lines(source, encoding):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            if not is_whole:
                raise UnreadableFileError("file.truncated", name=source.name) from error
            yield Rejection(row=number, field="", code="row.json", raw=line[:RAW_CHARACTERS])
        else:
            yield Element(number, value)


def _numbered_lines(source: Source, encoding: str) -> Iterator[tuple[int, str, bool]]:
    """Yield every line that is not blank, with its number and whether a line end follows."""
    number, begun, size = 0, [""], 0
    for block in _decoded(source.open(), encoding):
        first, *others = block.split("\n")
        begun.append(first)
        size += len(first)
        if size > MAX_ELEMENT_CHARACTERS:
            raise _too_large(source.name)
        if not others:
            continue
        for line in ("".join(begun), *others[:-1]):
            number += 1
            if line.strip():
                yield number, line, True
        begun, size = [others[-1]], len(others[-1])
    rest = "".join(begun)
    if rest.strip():
        yield number + 1, rest, False


def _decoded(stream: ByteStream, encoding: str) -> Generator[str, None, None]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := stream.read(_BLOCK_BYTES):
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)
    finally:
        stream.close()


def _too_large(name: str) -> UnreadableFileError:
    limit_mb = MAX_ELEMENT_CHARACTERS >> 20
    return UnreadableFileError("file.element_too_large", name=name, limit_mb=limit_mb)


def _may_be_cut(error: json.JSONDecodeError, text: str) -> bool:
    """Tell whether more text could still make this value whole."""
    return error.msg.startswith("Unterminated") or error.pos >= len(text) - _LONGEST_CUT


def _is_cut(error: json.JSONDecodeError, text: str) -> bool:
    """Tell a file that ends too early from one that is wrong at its end."""
    rest = text[error.pos :].strip()
    if not rest or error.msg.startswith("Unterminated"):
        return True
    if error.msg.startswith("Invalid \\"):
        return '"' not in rest
    if _CUT_NUMBER.fullmatch(rest):
        return True
    return any(literal.startswith(rest) for literal in _LITERALS)
