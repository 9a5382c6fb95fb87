"""The process that keeps a few decoding children ready: a light interpreter, which knows no torch and no gradio.

It has everything imported already and never touches a foreign byte itself. A child waits for one file, decodes it
under limits of the system, answers, and ends: memory comes back whatever happened, and what one file did to a decoder
never meets the next file. Whoever is late is killed; whoever is gone is replaced.

    app  ── eight bytes (seconds) and two descriptors ──►  one of the children that wait
    app  ◄──── task, pixels, times and notes (models.io.wire) ────►  that child
    that child  ── "I am busy" ──►  this, which forks the next one
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import select
import signal
import socket
import struct
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NoReturn

from models import limits
from models.errors import GatescopeError
from models.io import sandbox, wire

BUSY = struct.Struct("<id")  # which child has a file now, and how many seconds it may take
STILLBORN = 20  # children that ended before they had a file: something is wrong with all of them
Job = tuple[Callable[..., tuple[dict[str, Any], list[Any]]], int]


def jobs() -> dict[str, Job]:
    """What a child can do, and how many seconds of processor time that may take; all that it needs is imported."""
    from models.io import clip_decoder, picture_decoder

    picture_decoder.warm()
    clip_decoder.warm()
    return {
        "picture": (picture_decoder.decode, limits.PICTURE_CPU),
        "clip": (clip_decoder.decode, limits.CLIP_CPU),
    }


@dataclass
class _Nursery:
    """The children: those that wait for a file, and when those that have one are late."""

    waiting: set[int] = field(default_factory=set)
    busy: dict[int, float] = field(default_factory=dict)
    stillborn: int = 0

    def note(self, messages: bytes) -> None:
        """Children told that they have a file now."""
        for child, seconds in BUSY.iter_unpack(messages[: len(messages) // BUSY.size * BUSY.size]):
            if child in self.waiting:
                self.waiting.remove(child)
                self.busy[child] = time.monotonic() + seconds

    def bury(self) -> None:
        """Forget the children that ended; a number is kept only while it can be no other process."""
        for child in [*self.waiting, *self.busy]:
            if os.waitpid(child, os.WNOHANG)[0]:
                self.stillborn += child in self.waiting
                self.waiting.discard(child)
                self.busy.pop(child, None)

    def end_the_late(self) -> None:
        """They are waited for when they have ended."""
        for child, late in self.busy.items():
            if late <= time.monotonic():
                os.kill(child, signal.SIGKILL)

    def end_all(self) -> None:
        for child in [*self.waiting, *self.busy]:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def pause(self) -> float:
        """Milliseconds until the next one is late."""
        if not self.waiting:
            return 200.0  # no child could be forked: try again
        return max(0.0, min(self.busy.values()) - time.monotonic()) * 1000 + 1 if self.busy else 60_000.0


def serve(control: int) -> None:
    """Keep children ready, which take requests from the socket `control`, until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the app, which closes the socket
    known = jobs()
    with socket.socket(fileno=os.dup(control)) as starter:
        starter.sendall(b".")  # only now the time of a file may run
    gc.freeze()  # children share these pages for as long as nobody writes to them
    hearing, telling = os.pipe()
    woken, waker = os.pipe()
    for end in (hearing, woken, waker):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    watch, nursery = select.poll(), _Nursery()
    watch.register(control, 0)  # only whether its other end is gone
    watch.register(hearing, select.POLLIN)
    watch.register(woken, select.POLLIN)
    while nursery.stillborn < STILLBORN:
        while len(nursery.waiting) < limits.DECODERS_READY:
            try:
                child = os.fork()
            except OSError:  # no room for one more now
                break
            if not child:
                _live(known, control, telling, [hearing, woken, waker])
            nursery.waiting.add(child)
        gone = any(end == control for end, _ in watch.poll(nursery.pause()))
        with contextlib.suppress(BlockingIOError):
            os.read(woken, 4096)
        with contextlib.suppress(BlockingIOError):
            nursery.note(os.read(hearing, BUSY.size * 200))
        nursery.bury()
        nursery.end_the_late()
        if gone:
            break
    nursery.end_all()


def _live(known: dict[str, Job], control: int, telling: int, others: list[int]) -> NoReturn:
    """Everything that a child does in its life."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sandbox.die_with_parent()
        for end in others:
            os.close(end)
        with socket.socket(fileno=control) as asking:
            message, given, _, _ = socket.recv_fds(asking, wire.REQUEST.size, 2)
        if len(message) == wire.REQUEST.size:
            os.write(telling, BUSY.pack(os.getpid(), *wire.REQUEST.unpack(message)))
            os.close(telling)
            _mute()
            with socket.socket(fileno=given[0]) as wanted, wanted.makefile("rwb", buffering=0) as stream:
                file = os.fdopen(given[1], "rb", buffering=0) if len(given) > 1 else None
                answer(known, stream, stream, file)  # type: ignore[arg-type]
    finally:
        os._exit(0)


def _mute() -> None:
    """Libraries print what they think of a file; nobody is there to read it."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)


def answer(known: dict[str, Job], asked: BinaryIO, told: BinaryIO, file: BinaryIO | None) -> None:
    """One task in, one answer out, under the limits of the system."""
    task = wire.receive_task(asked)
    work, cpu = known[task.job]
    if file is None:
        file = io.BytesIO(task.data) if task.data is not None else open(task.path, "rb")  # noqa: PTH123, SIM115
    sandbox.limit(limits.DECODER_MEMORY, cpu, limits.DECODER_FILES)
    sandbox.shut()
    try:
        header, parts = work(file, alive=_alive, **task.options)
    except GatescopeError as error:
        header, parts = {"refused": str(error)}, []
    except MemoryError:
        header, parts = {"failed": "memory"}, []
    except Exception:  # a fault of ours, or of a library: the log of the app tells it
        header, parts = {"failed": traceback.format_exc(limit=-6)[-4000:]}, []
    wire.send(told, header, parts)


def _alive() -> None:
    """Called at every step of a clip: a step that takes longer than its share of processor time ends the process."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, limits.CLIP_STEP_CPU)


def serve_once() -> None:
    """For systems that cannot fork: one task from standard input, its answer to standard output."""
    asked, told = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    _mute()
    answer(jobs(), asked, told, None)
