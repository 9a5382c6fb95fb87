"""Laws of the two commands: set-up happens once, is checked in no time, and fails with one sentence."""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What an interpreter is asked during set-up; a stand-in answers, so that nothing is downloaded.
STAND_IN = """#!/bin/sh
case "$*" in
  --version) echo "Python {version}" ;;
  *sys.version_info*sys.exit*|*sys.exit*sys.version_info*) exit {unfit} ;;
  *ensurepip*) exit {bare} ;;
  *-venv*) echo python{version}-venv ;;
  "-m venv --clear .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  "-m pip "*) echo "$*" >> pip.log; exit "$(cat pip-status)" ;;
esac
"""


class Machine:
    """A folder with the set-up in it, and nothing on PATH but the tools of the system and a stand-in for Python."""

    def __init__(self, folder):
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in ("sh", "cat", "cmp", "cp", "dirname", "mkdir", "echo"):
            (self.bin / tool).symlink_to(shutil.which(tool))
        shutil.copy(ROOT / "setup.sh", folder)
        (folder / "requirements.txt").write_text("one>=1,<2\n")
        (folder / "requirements-dev.txt").write_text("two>=2,<3\n")
        (folder / "requirements.lock").write_text("one==1.4\n")
        (folder / "pip-status").write_text("0")

    def add_python(self, name="python3", version="3.12", fit=True, bare=False):
        path = self.bin / name
        path.write_text(STAND_IN.format(version=version, unfit=int(not fit), bare=int(bare)))
        path.chmod(0o755)

    def set_up(self, *files):
        files = files or ("requirements.txt",)
        command = [self.bin / "sh", self.folder / "setup.sh", *files]
        # From another folder, on purpose: it finds its own.
        return subprocess.run(command, env={"PATH": str(self.bin)}, cwd="/", capture_output=True, text=True, timeout=60)

    @property
    def installs(self):
        log = self.folder / "pip.log"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_the_first_start_installs_and_the_second_does_nothing(machine):
    machine.add_python()
    assert machine.set_up().returncode == 0
    assert len(machine.installs) == 1
    second = machine.set_up()
    assert (second.returncode, second.stdout, len(machine.installs)) == (0, "", 1)


def test_a_changed_list_is_installed_again(machine):
    machine.add_python()
    machine.set_up()
    (machine.folder / "requirements.txt").write_text("one>=1.5,<2\n")
    machine.set_up()
    assert len(machine.installs) == 2


def test_a_changed_lock_is_installed_again(machine):
    machine.add_python()
    machine.set_up()
    (machine.folder / "requirements.lock").write_text("one==1.5\n")
    machine.set_up()
    assert len(machine.installs) == 2
    assert all("-c requirements.lock" in install for install in machine.installs)


def test_a_list_with_a_new_date_but_the_same_words_is_not_installed_again(machine):
    machine.add_python()
    machine.set_up()
    os.utime(machine.folder / "requirements.txt", (2e9, 2e9))
    machine.set_up()
    assert len(machine.installs) == 1


def test_tests_install_both_lists_in_one_go_and_the_app_is_ready_with_them(machine):
    machine.add_python()
    machine.set_up("requirements.txt", "requirements-dev.txt")
    machine.set_up("requirements.txt")
    assert len(machine.installs) == 1
    assert "-r requirements.txt -r requirements-dev.txt" in machine.installs[0]


def test_an_install_that_failed_is_tried_again(machine):
    machine.add_python()
    (machine.folder / "pip-status").write_text("1")
    failed = machine.set_up()
    assert failed.returncode != 0
    assert failed.stderr.count("\n") == 1
    (machine.folder / "pip-status").write_text("0")
    assert machine.set_up().returncode == 0


def test_an_older_python_is_passed_over_for_one_that_fits(machine):
    machine.add_python("python3", "3.9", fit=False)
    machine.add_python("python3.12", "3.12")
    assert "Python 3.12" in machine.set_up().stdout


def test_a_python_without_venv_is_passed_over_for_one_that_has_it(machine):
    machine.add_python("python3", "3.11", bare=True)
    machine.add_python("python3.12", "3.12")
    assert "Python 3.12" in machine.set_up().stdout


def test_a_machine_with_too_old_a_python_gets_one_sentence(machine):
    machine.add_python("python3", "3.9", fit=False)
    done = machine.set_up()
    assert done.returncode != 0
    assert "3.10 to 3.13 (found: Python 3.9)" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_machine_with_no_python_gets_one_sentence(machine):
    done = machine.set_up()
    assert done.returncode != 0
    assert "(found: none)" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_python_without_venv_gets_one_sentence_with_the_package_to_install(machine):
    machine.add_python("python3", "3.11", bare=True)
    done = machine.set_up()
    assert done.returncode != 0
    assert "python3.11-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_set_up_is_checked_in_no_time(machine):
    machine.add_python()
    machine.set_up()
    began = time.perf_counter()
    machine.set_up()
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "127.0.0.1:7860"),
        ({"PORT": "9000", "HOST": "0.0.0.0"}, "0.0.0.0:9000"),
        ({"HOST": "x86_64-conda-linux-gnu"}, "127.0.0.1:7860"),
    ],
)
def test_the_address_is_this_machine_alone_unless_told(variables, expected):
    environment = {name: text for name, text in os.environ.items() if name not in ("HOST", "PORT")}
    done = subprocess.run(["make", "help"], cwd=ROOT, env=environment | variables, capture_output=True, text=True)
    assert f"http://{expected} " in done.stdout


def requirements(name):
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return {line.split(">=")[0]: line for line in lines if line}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_bounded_on_both_sides(name):
    assert [line for line in requirements(name).values() if not re.fullmatch(r"[\w-]+>=[\d.]+,<[\d.]+", line)] == []


def locked():
    """name -> version, of what the tests ran with."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return dict(re.fullmatch(r"([\w.-]+)==([\w.+!-]+) ; .+", line).groups() for line in lines if line[0] != "#")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_locked_is_what_is_required(name):
    versions = {name.lower().replace("_", "-"): version for name, version in locked().items()}
    for package, line in requirements(name).items():
        low, high = re.fullmatch(r"[\w-]+>=([\d.]+),<([\d.]+)", line).groups()
        parts = [tuple(map(int, re.findall(r"\d+", text))) for text in (low, versions[package], high)]
        assert parts[0] <= parts[1] < parts[2], line


def test_the_lock_binds_only_the_platform_that_was_tested():
    lines = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if line[0] != "#"]
    assert len({line.partition(" ; ")[2] for line in lines}) == 1


def test_the_version_is_one():
    from ui.page import VERSION

    said = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M)
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert said[1] == newest[1] == VERSION


def test_a_space_is_built_with_a_gradio_that_the_requirements_allow():
    version = re.search(r"^sdk_version: (\d+)\.(\d+)", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert version
    assert (6, 31) <= tuple(map(int, version.groups())) < (7, 0)


OURS = ("models", "visualize", "ui", "wiring")


def test_the_app_needs_what_it_lists_and_lists_what_it_needs():
    provided_by = {"PIL": "pillow", "gradio_client": "gradio", "cv2": "opencv-python-headless"}
    optional = {"spaces"}  # only on the hosting service, which brings it
    names = set()
    for path in [
        ROOT / "app.py",
        *(file for part in OURS for file in (ROOT / part).rglob("*.py")),
    ]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    others = names - sys.stdlib_module_names - set(OURS) - optional
    needed = {provided_by.get(name, name.replace("_", "-")) for name in others}
    of_timm = {"torchvision"}  # named so that it comes as torch's pair
    assert needed | of_timm == set(requirements("requirements.txt"))
