"""The process that forks one child for each foreign file: a light interpreter, which knows no torch and no gradio.

It has everything imported already, so that a child costs milliseconds; it never touches a foreign byte itself. The
child decodes its one file under limits of the system, answers, and ends: memory comes back whatever happened, and what
one file did to a decoder never meets the next file. Whoever is late is killed.

    app  ── eight bytes (seconds) and two descriptors ──►  this  ── fork ──►  child
    app  ◄────────── task, pixels, times and notes (models.io.wire) ────────►  child
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import selectors
import signal
import socket
import time
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from models import limits
from models.errors import GatescopeError
from models.io import sandbox, wire

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


def serve(control: int) -> None:
    """Fork a child for each request that comes in on the socket `control`, until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the app, which closes the socket
    known = jobs()
    gc.freeze()  # children share these pages for as long as nobody writes to them
    asking = socket.socket(fileno=control)
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    woken.setblocking(False)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    watch = selectors.DefaultSelector()
    watch.register(asking, selectors.EVENT_READ)
    watch.register(woken, selectors.EVENT_READ)
    children: dict[int, float] = {}  # process -> when it is late
    while True:
        ready = {key.fileobj for key, _ in watch.select(_until_the_next_is_late(children))}
        with contextlib.suppress(BlockingIOError):
            woken.recv(4096)
        _bury(children)
        _end_the_late(children)
        if asking not in ready:
            continue
        message, descriptors, _, _ = socket.recv_fds(asking, wire.REQUEST.size, 2)
        if len(message) < wire.REQUEST.size:
            break
        with contextlib.suppress(OSError):  # no room for one more: its asker sees that nobody answers
            child = os.fork()
            if not child:
                _become_child(known, descriptors, [asking, woken, waker], watch)
            children[child] = time.monotonic() + wire.REQUEST.unpack(message)[0]
        for descriptor in descriptors:
            os.close(descriptor)
    for child in children:
        os.kill(child, signal.SIGKILL)


def _until_the_next_is_late(children: dict[int, float]) -> float | None:
    return max(0.0, min(children.values()) - time.monotonic()) if children else None


def _bury(children: dict[int, float]) -> None:
    """Take note of the children that ended; a number is in `children` only while it can be no other process."""
    for child in list(children):
        if os.waitpid(child, os.WNOHANG)[0]:
            del children[child]


def _end_the_late(children: dict[int, float]) -> None:
    for child, late in children.items():
        if late <= time.monotonic():
            os.kill(child, signal.SIGKILL)  # waited for when it has ended


def _become_child(known: dict[str, Job], given: list[int], mine: list[socket.socket], watch: Any) -> NoReturn:
    """Everything that a child does in its life. Given: the socket to answer on, and perhaps the open file."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        watch.close()
        for one in mine:
            one.close()
        sandbox.die_with_parent()
        with socket.socket(fileno=given[0]) as wanted, wanted.makefile("rwb", buffering=0) as stream:
            file = os.fdopen(given[1], "rb", buffering=0) if len(given) > 1 else None
            _mute()
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
    answer(jobs(), asked, told, None)  # type: ignore[arg-type]
