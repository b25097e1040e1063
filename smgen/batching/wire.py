"""Messages between processes: one JSON document and the bytes that go with it, framed by their lengths.

No pickle: a worker that a hostile photo took over must not be able to run anything in its parent.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import IO, Any

__all__ = ["receive", "send"]

_HEAD = struct.Struct("<II")
_LENGTH = struct.Struct("<Q")
_LARGEST = 1 << 31


def send(stream: IO[bytes], message: Any, blobs: Sequence[bytes] = ()) -> None:
    """Write one message and flush. Raises OSError where nobody listens any more."""
    document = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    stream.write(_HEAD.pack(len(document), len(blobs)))
    stream.write(document)
    for blob in blobs:
        stream.write(_LENGTH.pack(len(blob)))
        stream.write(blob)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Any, list[bytes]] | None:
    """The next message and its bytes, or None at the end, also where a message is cut off or makes no sense."""
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    length, count = _HEAD.unpack(head)
    document = _exactly(stream, length)
    blobs: list[bytes] = []
    for _ in range(count):
        size = _exactly(stream, _LENGTH.size)
        blob = None if size is None else _exactly(stream, _LENGTH.unpack(size)[0])
        if blob is None:
            return None
        blobs.append(blob)
    try:
        return (json.loads(document), blobs) if document is not None else None
    except ValueError:
        return None


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    if size > _LARGEST:
        return None
    data = stream.read(size)
    return data if len(data) == size else None
