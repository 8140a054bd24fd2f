import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.digest import sha256
from propctl.errors import DataError
from propctl.storage.blobs import MAX_BLOB_BYTES, BlobStore
from propctl.storage.compression import compressed, decompressed
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.storage.faults import FaultyStore

ROWS = b'{"prop_id":"mlb:1:2:batter_hits"}\n' * 100
KEY = Layout().blob_key(sha256(ROWS))
FRAME = compressed(ROWS)
BLOCKS = bytes.fromhex(
    "5d010024027b2270726f705f6964223a226d6c623a313a323a6261747465725f68697473227d0a01001a69f1d513"
)
BEFORE = bytes.fromhex("28b52ffd60480c") + BLOCKS
"""ROWS as earlier versions stored them, with python-zstandard."""
WITHOUT_SIZE = bytes.fromhex("28b52ffd0010") + BLOCKS


def stated_size(size: int) -> bytes:
    """A frame that states *size* and holds next to nothing: RFC 8878, 8-byte size, single segment."""
    return bytes.fromhex("28b52ffde0") + size.to_bytes(8, "little") + bytes.fromhex("010000")


def understated(size: int) -> bytes:
    """A frame of 65,792 bytes that states *size* instead (a 4-byte size follows magic and descriptor)."""
    frame = compressed(bytes(65_792))
    assert frame[5:9] == (65_792).to_bytes(4, "little")
    return frame[:5] + size.to_bytes(4, "little") + frame[9:]


def read_back(frame: bytes) -> bytes:
    """What a blob store makes of *frame* at the key of ROWS."""
    store = MemoryStore()
    store.put(KEY, frame)
    return BlobStore(store, Layout()).get(sha256(ROWS))


def test_a_blob_of_an_earlier_version_is_read() -> None:
    assert read_back(BEFORE) == ROWS


@given(st.binary(max_size=5000))
def test_a_frame_states_its_size_as_earlier_versions_require(data: bytes) -> None:
    frame = compressed(data)
    assert decompressed(frame, len(data)) == data
    with pytest.raises(ValueError, match="too large"):
        decompressed(frame, len(data) - 1)


@given(st.binary(max_size=5000))
def test_a_blob_comes_back_as_it_was_put(data: bytes) -> None:
    blobs = BlobStore(MemoryStore(), Layout())
    assert blobs.get(blobs.put(data)) == data


def test_a_blob_is_named_by_its_uncompressed_bytes() -> None:
    assert BlobStore(MemoryStore(), Layout()).put(ROWS) == sha256(ROWS)


def test_a_blob_is_stored_compressed() -> None:
    store = MemoryStore()
    BlobStore(store, Layout()).put(ROWS)
    stored = store.get(KEY)
    assert stored is not None
    assert len(stored.data) < len(ROWS) / 10


def test_a_blob_that_is_there_is_written_again() -> None:
    store = FaultyStore(MemoryStore())
    blobs = BlobStore(store, Layout())
    blobs.put(ROWS)
    blobs.put(ROWS)
    assert store.operations == [f"put {KEY}"] * 2


def test_an_absent_blob_is_named() -> None:
    with pytest.raises(DataError, match=f"{KEY} is not in memory://"):
        BlobStore(MemoryStore(), Layout()).get(sha256(ROWS))


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"not zstd at all",
        FRAME[:4],
        FRAME[:-1],
        FRAME + b"x",
        FRAME + FRAME,
        compressed(ROWS + b"\n"),
        WITHOUT_SIZE,
        stated_size(2**40),
        stated_size(MAX_BLOB_BYTES + 1),
        stated_size(5000),
        understated(10),
    ],
    ids=[
        "empty",
        "foreign",
        "magic-only",
        "cut",
        "trailing-byte",
        "two-frames",
        "other-content",
        "no-size",
        "bomb",
        "over-the-limit",
        "size-without-content",
        "understated-bomb",
    ],
)
def test_a_damaged_blob_is_not_read(frame: bytes) -> None:
    with pytest.raises(DataError, match=f"{KEY} in memory:// is damaged"):
        read_back(frame)


@given(st.integers(0, len(FRAME) - 1), st.integers(1, 255))
def test_a_changed_byte_never_changes_the_content(position: int, change: int) -> None:
    frame = bytearray(FRAME)
    frame[position] ^= change
    try:
        assert read_back(bytes(frame)) == ROWS
    except DataError as error:
        assert "is damaged" in error.message  # noqa: PT017 - either answer is right, another content is not


def test_a_blob_over_the_limit_is_not_written() -> None:
    store = MemoryStore()
    with pytest.raises(DataError, match="more than a blob can hold"):
        BlobStore(store, Layout()).put(bytes(MAX_BLOB_BYTES + 1))
    assert list(store.list("")) == []
