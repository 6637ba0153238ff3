"""From an upload to readable sources: unpacking, bounded, never trusting a name.

What a file is shows in its first bytes. Nothing is extracted to disk, so a hostile member name
has nowhere to go; sizes are checked as declared and counted again while the bytes flow.
"""

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.canonical import ByteStream

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP_MAGIC: Final = b"\x1f\x8b"
ZIP_MAGICS: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_BUFFER_BYTES: Final = 1 << 20
_MEGABYTE: Final = 2**20
_ENCRYPTED_FLAG: Final = 0x1
_WORKBOOKS: Final = frozenset({"xl/workbook.xml", "xl/workbook.bin"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may weigh, in bytes.

    ``workbook_bytes`` bounds the unpacked XML of an XLSX apart, because a sheet, unlike a CSV,
    has to stand in memory to be read.
    """

    packed_bytes: int = 200 * _MEGABYTE
    unpacked_bytes: int = 1024 * _MEGABYTE
    workbook_bytes: int = 256 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A readable file: the upload itself, its gunzipped content, or one member of its zip."""

    name: str
    opener: Callable[[], IO[bytes]]

    def open(self) -> IO[bytes]:
        """Open the bytes from the start; may be called more than once."""
        return self.opener()


def open_sources(
    content: Path | bytes, name: str, limits: Limits | None = None
) -> Iterator[OpenedSource]:
    """Yield every file that an upload holds: gzip and zip are unpacked, an XLSX is not.

    Parameters
    ----------
    content : Path or bytes
        Where the upload lies, or its bytes.
    name : str
        Name to show; it decides nothing.
    limits : Limits, optional
        Bounds in bytes, packed and unpacked.

    Raises
    ------
    UnreadableFileError
        ``file.empty``, ``file.too_large``, ``file.encrypted``, ``file.nested_archive``,
        ``file.archive_broken``; while reading also ``file.truncated``.
    """
    bounds = limits or Limits()
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    _refuse_size(name, size, bounds.packed_bytes)
    if size == 0:
        raise UnreadableFileError("file.empty", name=name)
    yield from _unpacked(OpenedSource(name, lambda: _raw(content)), bounds, "")


def sha256_of(content: Path | bytes) -> str:
    """Hash the bytes as uploaded, packed if they were packed."""
    with _raw(content) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def magic_of(source: OpenedSource) -> bytes:
    """Read the first eight bytes."""
    with source.open() as stream:
        return stream.read(8)


def _raw(content: Path | bytes) -> io.BytesIO | io.BufferedReader:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _refuse_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        size_mb, limit_mb = -(-size // _MEGABYTE), limit // _MEGABYTE
        raise UnreadableFileError("file.too_large", name=name, size_mb=size_mb, limit_mb=limit_mb)


def _unpacked(source: OpenedSource, limits: Limits, outer: str) -> Iterator[OpenedSource]:
    magic = magic_of(source)
    if magic.startswith(GZIP_MAGIC):
        if outer.endswith("gzip"):
            raise UnreadableFileError("file.nested_archive", name=source.name)
        yield from _unpacked(_gunzipped(source, limits), limits, f"{outer} gzip")
    elif magic.startswith(ZIP_MAGICS):
        yield from _unzipped(_in_memory(source, limits) if outer else source, limits, outer)
    else:
        yield source


def _gunzipped(source: OpenedSource, limits: Limits) -> OpenedSource:
    name = source.name.removesuffix(".gz")

    def opener() -> IO[bytes]:
        raw = source.open()
        packed = gzip.GzipFile(fileobj=raw, mode="rb")
        return _bounded(packed, name, limits.unpacked_bytes, raw)

    return OpenedSource(name, opener)


def _in_memory(source: OpenedSource, limits: Limits) -> OpenedSource:
    """Hold a packed XLSX in memory: its directory stands at the end, unpacking reads forward."""
    with source.open() as stream:
        content = stream.read(limits.workbook_bytes + 1)
    _refuse_size(source.name, len(content), limits.workbook_bytes)
    return OpenedSource(source.name, lambda: io.BytesIO(content))


def _unzipped(source: OpenedSource, limits: Limits, outer: str) -> Iterator[OpenedSource]:
    with _archive(source) as archive:
        members = [m for m in archive.infolist() if not _is_noise(m)]
        holds_workbook = not _WORKBOOKS.isdisjoint(archive.namelist())
    declared = sum(member.file_size for member in members)
    if holds_workbook:
        _refuse_size(source.name, declared, limits.workbook_bytes)
        _check_workbook(source, members, limits)
        yield source
        return
    if outer:
        raise UnreadableFileError("file.nested_archive", name=source.name)
    _refuse_size(source.name, declared, limits.unpacked_bytes)
    if not members:
        raise UnreadableFileError("file.empty", name=source.name)
    for member in members:
        yield from _unpacked(_member(source, member, limits.unpacked_bytes), limits, "zip")


def _archive(source: OpenedSource) -> zipfile.ZipFile:
    """Open the directory of a zip; encrypted members are refused as a whole."""
    stream = source.open()
    try:
        archive = _OwningZip(stream)
    except zipfile.BadZipFile as error:
        stream.close()
        raise UnreadableFileError("file.archive_broken", name=source.name) from error
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in archive.infolist()):
        archive.close()
        raise UnreadableFileError("file.encrypted", name=source.name)
    return archive


def _is_noise(member: zipfile.ZipInfo) -> bool:
    hidden = member.filename.rsplit("/", 1)[-1].startswith("._")
    return member.is_dir() or member.filename.startswith("__MACOSX/") or hidden


def _member(source: OpenedSource, member: zipfile.ZipInfo, limit: int) -> OpenedSource:
    def opener() -> IO[bytes]:
        archive = _archive(source)
        try:
            packed = archive.open(member)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            archive.close()
            raise UnreadableFileError("file.archive_broken", name=source.name) from error
        return _bounded(packed, member.filename, limit, archive)

    return OpenedSource(member.filename, opener)


def _check_workbook(source: OpenedSource, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Unpack an XLSX once, counting, before a parser that would trust it opens it."""
    for member in members:
        with _member(source, member, limits.workbook_bytes).open() as stream:
            while stream.read(_BUFFER_BYTES):
                pass


def _bounded(
    packed: ByteStream, name: str, limit: int, *owners: IO[bytes] | zipfile.ZipFile
) -> IO[bytes]:
    return io.BufferedReader(_Bounded(packed, name, limit, owners), _BUFFER_BYTES)


class _OwningZip(zipfile.ZipFile):
    """Zip that closes the stream it reads, which the standard one leaves open."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        super().__init__(stream)

    def close(self) -> None:
        super().close()
        self._stream.close()


class _Bounded(io.RawIOBase):
    """Unpacking stream that counts what comes out and says in our words what went wrong."""

    def __init__(
        self,
        packed: ByteStream,
        name: str,
        limit: int,
        owners: tuple[IO[bytes] | zipfile.ZipFile, ...],
    ) -> None:
        super().__init__()
        self._packed = packed
        self._file_name = name
        self._limit = limit
        self._owners = owners
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        target = memoryview(buffer)
        try:
            block = self._packed.read(len(target))
        except EOFError as error:
            raise UnreadableFileError("file.truncated", name=self._file_name) from error
        except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
            raise UnreadableFileError("file.archive_broken", name=self._file_name) from error
        self._count += len(block)
        _refuse_size(self._file_name, self._count, self._limit)
        target[: len(block)] = block
        return len(block)

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
            for owner in self._owners:
                owner.close()
        super().close()
