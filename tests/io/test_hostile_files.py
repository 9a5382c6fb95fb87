"""Whatever is sent, it gets an answer or one sentence in its time, and the next visitor notices nothing of it."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from models import limits
from models.errors import MediaError
from models.io import decoders, picture_texts
from models.io.clips import read_clip
from models.io.images import read_picture
from tests.io import hostile
from tests.pictures import corners, saved, scene

ROOT = Path(__file__).resolve().parents[2]
GOOD = saved(scene(), "PNG")
posix = pytest.mark.skipif(not decoders.CAN_FORK, reason="needs a system that forks")


def outcome(read, source):
    """ "" for an answer, else the sentence."""
    try:
        read(source)
    except MediaError as error:
        said = str(error)
        assert said.endswith(".")
        assert said.count(". ") == 0
        assert "Error" not in said
        return said
    return ""


def test_damaged_files_of_every_kind_get_an_answer_or_one_sentence(tmp_path):
    """Some hundred, read by both readers in turn, two at a time as visitors come."""
    files = hostile.whole()
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        own, other = (read_picture, read_clip) if name.startswith("picture") else (read_clip, read_picture)
        assert outcome(own, tmp_path / name) == "", name
        outcome(other, tmp_path / name)
    asked = []
    for number, (name, data) in enumerate(hostile.damaged(files)):
        path = tmp_path / f"{number}"
        path.write_bytes(data)
        asked.append((read_picture if name.startswith("picture") else read_clip, path))
    assert len(asked) > 200
    with ThreadPoolExecutor(2) as visitors:
        told = list(visitors.map(lambda one: outcome(*one), asked))
    assert 20 < sum(map(bool, told)) < len(told)
    assert corners(read_picture(GOOD).pixels) == corners(np.asarray(scene()))


MEASURE = """
import json, resource, sys, time
from pathlib import Path
from models.errors import MediaError
from models.io import decoders
from models.io.clips import read_clip
from models.io.images import read_picture
def resident():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1000
good, read = Path(sys.argv[1], "good.png"), {"picture": read_picture, "clip": read_clip}
read_picture(good)
before, told = resident(), {}
for path in sorted(Path(sys.argv[1]).glob("*/*")):
    begun = time.monotonic()
    try:
        said = "" if read[path.parent.name](path) else "?"
    except MediaError as error:
        said = str(error)
    told[path.name] = (said, time.monotonic() - begun)
    read_picture(good)
after = resident()
decoders.server.close()
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"told": told, "kept": after - before, "peak": spent.ru_maxrss / 1000}))
"""


@posix
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_bombs_cost_neither_time_nor_memory(tmp_path):
    """Each is refused with one sentence; one process read them all, and a good picture after each."""
    pictures, clips = hostile.hostile_pictures(), hostile.hostile_clips(tmp_path)
    (tmp_path / "good.png").write_bytes(GOOD)
    for room, files in (("picture", pictures), ("clip", clips)):
        (tmp_path / room).mkdir()
        for name, data in files.items():
            (tmp_path / room / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    answered = {name for name, (said, _) in found["told"].items() if not said}
    assert answered == {"one pixel", "GIF of 200,000 comments", "TIFF of pages in a circle"}
    assert max(seconds for _, seconds in found["told"].values()) < limits.PICTURE_WALL + 5, "the clock ends it at last"
    assert found["peak"] < 700, "megabytes of the largest child"
    assert found["kept"] < 100, "megabytes left behind in the app"


@posix
def test_a_decoder_that_hangs_is_ended_and_nobody_waits_for_it():
    with decoders.server.connect(0.5, None) as stuck:  # it is never told what to do
        stuck.settimeout(60)
        assert corners(read_picture(GOOD).pixels) == corners(np.asarray(scene()))
        assert stuck.recv(1) == b"", "the server ended it"


@posix
def test_a_killed_server_is_replaced():
    read_picture(GOOD)
    before = decoders.server.process
    before.kill()
    before.wait()
    assert read_picture(GOOD).pixels.shape == (64, 96, 3)
    assert decoders.server.process is not before


@posix
def test_a_decoder_that_dies_costs_its_visitor_one_sentence():
    """It is told to do what it never learnt, and ends."""
    kind = decoders.Kind("no such job", threading.Semaphore(), 99.0, "Dead: try again.", "Slow.", "Large.")
    with pytest.raises(MediaError, match="Dead"):
        decoders.decode(kind, b"x", {}, 5.0)
    assert read_picture(GOOD).pixels.shape == (64, 96, 3)


@posix
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the environment is read from /proc")
def test_decoders_know_no_secrets(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    decoders.server.close()
    read_picture(GOOD)
    assert b"hf_secret" not in Path(f"/proc/{decoders.server.process.pid}/environ").read_bytes()


def test_where_no_process_can_be_forked_a_fresh_one_reads_the_file(monkeypatch, tmp_path):
    (tmp_path / "a.mp4").write_bytes(hostile.film(hostile.moving(), *hostile.FILMS["mp4"]))
    here = read_picture(GOOD), read_clip(tmp_path / "a.mp4", 4)
    monkeypatch.setattr(decoders, "CAN_FORK", False)
    there = read_picture(GOOD), read_clip(tmp_path / "a.mp4", 4)
    assert [one.content_hash for one in here] == [one.content_hash for one in there]
    assert outcome(read_picture, b"GIF89a") == picture_texts.BROKEN


SHUT_IN = """
import os, socket, sys, threading
from models.io import sandbox
reader = open(__file__ if "__file__" in globals() else "/dev/null", "rb")
sandbox.limit(300_000_000, 5, 16)
shut = sandbox.shut()
def refused(deed):
    try:
        deed()
    except (OSError, MemoryError):
        return True
    return False
told = [refused(lambda: bytearray(10**9)), reader.read(1) is not None]
if shut:
    told += [refused(lambda: open("/etc/hostname")), refused(socket.socket), refused(os.fork)]
    told += [refused(lambda: os.kill(os.getppid(), 0)), refused(lambda: os.execv("/bin/true", ["true"]))]
thread = threading.Thread(target=lambda: told.append(True))
thread.start()
thread.join()
print(len(told), all(told))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of address space is of Linux")
def test_the_system_refuses_memory_files_network_and_programs():
    done = subprocess.run([sys.executable, "-c", SHUT_IN], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.split()[1:] == ["True"], done.stderr
    assert int(done.stdout.split()[0]) in (3, 8)


@posix
def test_a_picture_does_not_wait_for_slow_clips():
    """All places for clips are taken, and one more for pictures; another picture is read meanwhile."""
    from models.io import clips, images

    places = [clips.FILES.places] * limits.CLIPS_AT_ONCE + [images.FILES.places] * (limits.PICTURES_AT_ONCE - 1)
    for place in places:
        assert place.acquire(timeout=30)
    try:
        assert read_picture(GOOD).pixels.shape == (64, 96, 3)
    finally:
        for place in places:
            place.release()
