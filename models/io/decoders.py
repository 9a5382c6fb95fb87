"""Foreign files are decoded elsewhere: in a process of its own each, which the system limits. This is the app's side.

Where the system can fork and hand on descriptors, a small server forks one warm child a file
(`models.io.fork_server`); elsewhere (Windows) a fresh interpreter is started for each, with a limit of time alone.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from models import limits
from models.errors import MediaError
from models.io import wire

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from models.io.fork_server import "
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "VIRTUAL_ENV")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
BUFFER = 1 << 22  # bytes
LAST_RESORT = 5.0  # seconds behind the server's own limit, should the server itself hang
START_LIMIT = 120.0  # seconds for its imports on a machine that is busy: no file's own time runs meanwhile

log = logging.getLogger("gatescope")


@dataclass(frozen=True)
class Kind:
    """Files of one kind: how many are decoded side by side, how long each may take, what is said when it fails."""

    job: str
    places: threading.Semaphore
    cpu: float  # seconds: a decoder that lived longer than this died of its limit
    broken: str
    too_slow: str
    too_large: str


class Gone(Exception):
    """The decoding process ended without an answer."""


class _ForkServer:
    """The one server of this process, started when it is first needed and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # held for microseconds, and while a server starts
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready = False  # whether it has told that its imports are done

    def connect(self, wall: float, file: BinaryIO | None) -> socket.socket:
        """A socket to a fresh child, which has the open file and `wall` seconds."""
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)  # few turns for pixels; the system caps it
        descriptors = [theirs.fileno(), *([file.fileno()] if file is not None else [])]
        message = wire.REQUEST.pack(wall)
        with theirs, self._lock:
            for attempt in (1, 2):
                control = self._running()
                try:
                    self._await_start(control)
                    socket.send_fds(control, [message], descriptors)
                    break
                except OSError:
                    self._close()
                    if attempt == 2:
                        ours.close()
                        raise
        return ours

    def start(self) -> None:
        """Start it now, without waiting for it."""
        with self._lock:
            self._running()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The server, if there is one."""
        return self._process

    def close(self) -> None:
        """End it, and the children that it has."""
        with self._lock:
            self._close()

    def forget(self) -> None:
        """In a child of this process: the server belongs to the parent."""
        self.__init__()  # type: ignore[misc]

    def _running(self) -> socket.socket:
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._close()
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = _interpreter(f"serve; serve({theirs.fileno()})", pass_fds=[theirs.fileno()])
        return self._control

    def _await_start(self, control: socket.socket) -> None:
        if self._ready:
            return
        control.settimeout(START_LIMIT)
        if not control.recv(1):
            raise ConnectionError("The process that decodes files ended while it started.")
        control.settimeout(None)
        self._ready = True

    def _close(self) -> None:
        self._ready = False
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


def _interpreter(deed: str, **options: Any) -> subprocess.Popen[bytes]:
    """A Python as this one, but with none of its secrets in the environment, and no threads of arithmetic."""
    environment = {
        name: text for name, text in os.environ.items() if name in KEPT or name.startswith(("PYTHON", "LC_"))
    }
    command = [sys.executable, "-c", START + deed, json.dumps(sys.path)]
    return subprocess.Popen(command, env=environment | ONE_THREAD, **options)


server = _ForkServer()
atexit.register(server.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=server.forget)


def start() -> None:
    """Have decoders ready soon, without waiting for them: the first file need not wait for the imports then."""
    if CAN_FORK:
        server.start()


def decode(
    kind: Kind, source: bytes | BinaryIO, options: dict[str, Any], wall: float
) -> tuple[dict[str, Any], bytearray]:
    """The file, decoded elsewhere -> what is told of it, and its pixels as raw bytes.

    Raises:
        MediaError: one sentence, also where the decoder died, hung or was killed.
    """
    with kind.places:
        begun = time.monotonic()
        for attempt in (1, 2):
            try:
                header, pixels = _asked(kind.job, source, options, wall)
                break
            except (Gone, OSError, ValueError, EOFError) as error:
                log.info("A %s's decoder ended without an answer: %r", kind.job, error)
                if not _server_is_gone():
                    raise MediaError(kind.too_slow if time.monotonic() - begun > kind.cpu else kind.broken) from error
                if attempt == 2:
                    raise RuntimeError("The process that decodes files does not start: see the log.") from error
    if "refused" in header:
        raise MediaError(str(header["refused"])[: limits.DECODER_SENTENCE])
    if "failed" in header:
        log.info("A %s could not be decoded: %s", kind.job, header["failed"])
        raise MediaError(kind.too_large if header["failed"] == "memory" else kind.broken)
    return header, pixels


def _server_is_gone() -> bool:
    return CAN_FORK and (server.process is None or server.process.poll() is not None)


def _asked(
    job: str, source: bytes | BinaryIO, options: dict[str, Any], wall: float
) -> tuple[dict[str, Any], bytearray]:
    file = None if isinstance(source, bytes) else source
    data = source if isinstance(source, bytes) else None
    connect = _forked if CAN_FORK else _started
    with connect(wall, file) as (asking, told):
        path = "" if CAN_FORK or file is None else str(file.name)
        wire.send_task(asking, wire.Task(job, options, data, path))
        header = wire.receive(told)
        count = int(header.get("bytes", 0))
        if not 0 <= count <= limits.DECODER_ANSWER:
            raise ValueError("A decoder's answer is too large.")
        return header, wire.exactly(told, count)


@contextmanager
def _forked(wall: float, file: BinaryIO | None) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    with server.connect(wall, file) as connection:
        connection.settimeout(wall + LAST_RESORT)
        with connection.makefile("rwb", buffering=0) as stream:
            yield stream, stream  # type: ignore[misc]


@contextmanager
def _started(wall: float, file: BinaryIO | None) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    process = _interpreter("serve_once; serve_once()", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    late = threading.Timer(wall, process.kill)
    late.start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout  # type: ignore[misc]
    finally:
        late.cancel()
        process.kill()
        process.communicate()


def checked_notes(told: Any) -> tuple[str, ...]:
    """Sentences of a decoder, as many and as long as can be."""
    if not isinstance(told, list):
        raise ValueError("A decoder's notes are no list.")
    return tuple(str(note)[: limits.DECODER_SENTENCE] for note in told[: limits.DECODER_NOTES])
