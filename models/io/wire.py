"""How the app and a decoding process talk: a JSON object behind its length, then raw bytes. Nothing is unpickled."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

LENGTH = struct.Struct("<I")
REQUEST = struct.Struct("<d")  # seconds that a decoder may take: what the fork server is told
MOST = 1_000_000  # bytes of a JSON object


@dataclass(frozen=True)
class Task:
    """What is to be decoded: the job's name, its options, and the file's bytes unless a descriptor came along."""

    job: str
    options: dict[str, Any]
    data: bytes | None = None  # the file, where it is not open already
    path: str = ""  # the file, where descriptors cannot be handed on (Windows)


def send(stream: BinaryIO, header: dict[str, Any], parts: Sequence[bytes | memoryview] = ()) -> None:
    """Write the object and the bytes behind it."""
    text = json.dumps(header).encode()
    stream.write(LENGTH.pack(len(text)) + text)
    for part in parts:
        view = memoryview(part).cast("B")
        while view:  # a raw stream may take less than it is given
            view = view[stream.write(view) :]
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any]:
    """Read one object. Raises EOFError where the stream ends first, ValueError where it is no object."""
    (length,) = LENGTH.unpack(exactly(stream, LENGTH.size))
    if length > MOST:
        raise ValueError("A message is too long.")
    header = json.loads(bytes(exactly(stream, length)))
    if not isinstance(header, dict):
        raise ValueError("A message is no object.")
    return header


def exactly(stream: BinaryIO, count: int) -> bytearray:
    """Read so many bytes. Raises EOFError where the stream ends first."""
    buffer = bytearray(count)
    view = memoryview(buffer)
    while view:
        got = stream.readinto(view)  # type: ignore[attr-defined]  # of every stream that we use
        if not got:
            raise EOFError
        view = view[got:]
    return buffer


def send_task(stream: BinaryIO, task: Task) -> None:
    """The app's side: ask."""
    about = {"job": task.job, "options": task.options, "path": task.path}
    send(stream, {**about, "size": -1 if task.data is None else len(task.data)}, [task.data or b""])


def receive_task(stream: BinaryIO) -> Task:
    """The decoder's side: be asked."""
    told = receive(stream)
    data = bytes(exactly(stream, told["size"])) if told["size"] >= 0 else None
    return Task(told["job"], told["options"], data, told["path"])
