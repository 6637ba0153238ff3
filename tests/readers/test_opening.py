import gzip
import hashlib
import io
import struct
import zipfile

import pytest
import xlsxwriter

from ecogov.domain.errors import UnreadableFileError
from ecogov.readers.opening import Limits, open_sources, sha256_of

CSV = b"a,b\n1,2\n"


def contents(upload, limits=None):
    found = {}
    for source in open_sources(upload, "upload.bin", limits):
        with source.open() as stream:
            found[source.name] = stream.read()
    return found


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_row(0, 0, ["a", "b"])
    return buffer.getvalue()


def refusal_of(upload, limits=None):
    with pytest.raises(UnreadableFileError) as refusal:
        contents(upload, limits)
    return refusal.value.code


def test_plain_bytes_and_paths_are_opened_as_they_are(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(CSV)
    assert contents(CSV) == contents(path) == {"upload.bin": CSV}


def test_source_opens_again_from_the_start():
    (source,) = open_sources(gzip.compress(CSV), "x.csv.gz")
    for _ in range(2):
        with source.open() as stream:
            assert stream.read() == CSV


def test_gzip_of_several_members_is_one_file():
    assert contents(gzip.compress(CSV) + gzip.compress(b"3,4\n")) == {"upload.bin": CSV + b"3,4\n"}


def test_gzip_is_known_by_its_bytes_and_loses_its_ending():
    (source,) = open_sources(gzip.compress(CSV), "labels.csv.gz")
    assert source.name == "labels.csv"


def test_every_member_of_a_zip_is_a_source_but_noise_is_none():
    upload = zipped({"a.csv": CSV, "d/": b"", "d/b.csv": b"x", "__MACOSX/._a.csv": b"junk"})
    assert contents(upload) == {"a.csv": CSV, "d/b.csv": b"x"}


def test_gzip_inside_a_zip_is_unpacked():
    assert contents(zipped({"a.csv.gz": gzip.compress(CSV)})) == {"a.csv": CSV}


def test_hostile_member_names_lead_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert list(contents(zipped({"../../evil.csv": CSV}))) == ["../../evil.csv"]
    assert list(tmp_path.iterdir()) == []


def test_workbook_is_not_taken_apart():
    book = workbook()
    assert contents(book) == {"upload.bin": book}
    assert contents(zipped({"a.xlsx": book})) == {"a.xlsx": book}
    assert contents(gzip.compress(book)) == {"upload.bin": book}


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "file.empty"),
        (zipped({}), "file.empty"),
        (zipped({"inner.zip": zipped({"a.csv": CSV})}), "file.nested_archive"),
        (gzip.compress(gzip.compress(CSV)), "file.nested_archive"),
        (gzip.compress(zipped({"a.csv": CSV})), "file.nested_archive"),
        (gzip.compress(CSV * 1000)[:-9], "file.truncated"),
        (gzip.compress(CSV)[:-6] + b"\0" * 6, "file.archive_broken"),
        (zipped({"a.csv": CSV})[:-12], "file.archive_broken"),
        (b"PK\x03\x04" + b"\0" * 50, "file.archive_broken"),
    ],
    # The bytes of an archive hold the second in which it was made: no name for a test.
    ids=[
        *("nothing", "zip of nothing", "zip in zip", "gz in gz", "zip in gz"),
        *("gz cut off", "gz damaged", "zip cut off", "zip damaged"),
    ],
)
def test_damaged_and_nested_archives_are_refused(upload, code):
    assert refusal_of(upload) == code


def test_changed_bytes_inside_a_zip_are_noticed():
    upload = zipped({"a.csv": CSV}, zipfile.ZIP_STORED).replace(b"1,2", b"9,9")
    assert refusal_of(upload) == "file.archive_broken"


def test_encrypted_zip_is_refused():
    upload = bytearray(zipped({"a.csv": CSV}))
    upload[6] |= 1
    upload[upload.index(b"PK\x01\x02") + 8] |= 1
    assert refusal_of(bytes(upload)) == "file.encrypted"


def test_zip_that_claims_two_gigabytes_is_refused_before_unpacking():
    upload = bytearray(zipped({"a.csv": CSV}))
    struct.pack_into("<I", upload, upload.index(b"PK\x01\x02") + 24, 2 * 2**30)
    assert refusal_of(bytes(upload)) == "file.too_large"


def test_what_unpacks_to_too_much_is_refused_while_it_flows():
    limits, bomb = Limits(unpacked_bytes=1_000_000), b"\0" * 3_000_000
    assert refusal_of(gzip.compress(bomb), limits) == "file.too_large"
    assert refusal_of(zipped({"a.csv": bomb}), limits) == "file.too_large"
    assert refusal_of(zipped({"a.csv.gz": gzip.compress(bomb)}), limits) == "file.too_large"


def test_too_large_an_upload_or_workbook_is_refused():
    assert refusal_of(CSV, Limits(packed_bytes=7)) == "file.too_large"
    assert refusal_of(workbook(), Limits(workbook_bytes=1000)) == "file.too_large"


def test_hash_is_of_the_bytes_as_uploaded(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(CSV))
    assert sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sha256_of(CSV) == hashlib.sha256(CSV).hexdigest()
