"""Fixtures for browser tests: the app as a visitor starts it, and a page that tells on itself."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import chromium

# Tests and the app they start share the machine: two threads each would wait for one another at every small step.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"  # the app's log, and a picture of the page of each failed test
START_LIMIT = 120  # seconds for the app to answer
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a camera that shows a clock; whether a page may use it, its test decides
)


@dataclass
class Traffic:
    """What a page asked for and what went wrong on it, in order."""

    requests: list[str] = field(default_factory=list)  # addresses
    problems: list[str] = field(default_factory=list)  # foreign hosts, console errors, uncaught exceptions
    forgiven: list[str] = field(default_factory=list)  # patterns of problems that the test provokes on purpose
    page: Any = None  # the page that is watched

    def forgive(self, pattern: str) -> None:
        """Expect problems in which the regular expression `pattern` is found."""
        self.forgiven.append(pattern)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Fail if the page asks for anything while inside."""
        self.settle()
        before = len(self.requests)
        yield
        self.settle()
        assert self.requests[before:] == [], "the page asked for something"

    def settle(self) -> None:
        """Let the page paint twice, so that what it was about to do is done and told."""
        if self.page is not None and not self.page.is_closed():
            self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def check(self) -> None:
        """Fail if anything went wrong that was not forgiven."""
        self.settle()
        unexpected = [text for text in self.problems if not any(re.search(known, text) for known in self.forgiven)]
        assert unexpected == [], "\n".join(["the page had problems:", *unexpected])

    def watch(self, page: Any) -> None:
        """Note everything that happens on `page` from now on."""
        self.page = page
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("console", self._said)

    def _asked(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("data", "blob", "about"):
            return
        self.requests.append(address)
        if not _is_here(parts.hostname or ""):
            self.problems.append(f"foreign host: {address}")

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _wait_until_it_answers(app: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        try:
            app.wait(timeout=0.2)  # the pause between two looks, ended at once by the app's own end
        except subprocess.TimeoutExpired:
            if _answers(url):
                return
        else:
            pytest.fail(f"the app ended with status {app.returncode} while starting:\n{log.read_text()[-4000:]}")
    pytest.fail(f"the app did not answer within {START_LIMIT} s:\n{log.read_text()[-4000:]}")


def _stop(app: subprocess.Popen[bytes]) -> None:
    app.terminate()
    try:
        app.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(app.pid, signal.SIGKILL)
        app.wait()


@contextmanager
def running_app(folder: Path, **settings: str) -> Iterator[str]:
    """The app with the shipped weights on a free port of this machine; the address of its page.

    Args:
        folder: where its temporary files and `app.log` go.
        settings: environment variables, as `make demo` passes them (EXAMPLES, DEVICE).
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}/"
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("GRADIO_", "HF_"))}
    environment |= {"HOST": "127.0.0.1", "PORT": str(port), "DEVICE": "cpu", "EXAMPLES": ""}
    environment |= {"GRADIO_TEMP_DIR": str(folder / "uploads"), "PYTHONUNBUFFERED": "1", **settings}
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "app.log"
    with log.open("wb") as output:
        command = [sys.executable, "app.py"]
        # A session of its own, so that nothing it starts outlives the tests.
        app = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_until_it_answers(app, url, log)
            yield url
        finally:
            _stop(app)


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """Address of the running app, started once for all tests."""
    with running_app(RESULTS / "app") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, started once for all tests."""
    from playwright.sync_api import sync_playwright

    path = chromium.find()
    if path is None:
        pytest.fail(chromium.CURE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def viewport() -> tuple[int, int]:
    """Width and height of the window in CSS pixels; a test may parametrize it, as the two below."""
    return (1280, 900)


@pytest.fixture
def scheme() -> str:
    """What the visitor prefers: light or dark."""
    return "light"


@pytest.fixture
def motion() -> str:
    """Whether the visitor wants less of it: no-preference or reduce."""
    return "no-preference"


@pytest.fixture
def traffic() -> Traffic:
    """What the `page` of this test asked for and what went wrong on it."""
    return Traffic()


@pytest.fixture
def page(browser: Any, traffic: Traffic, viewport: tuple[int, int], scheme: str, motion: str) -> Iterator[Any]:
    """An empty page of a visitor with no past; the test fails on any foreign request, console error or exception."""
    width, height = viewport
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion=motion, locale="en-US"
    )
    context.set_default_timeout(20_000)  # ms
    page = context.new_page()
    traffic.watch(page)
    yield page
    context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that `pytest -m "not browser"` is quick."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """A test on a page passes only if nothing went wrong on that page; of a failed one a picture is kept."""
    page: Any = pyfuncitem.funcargs.get("page")
    traffic: Any = pyfuncitem.funcargs.get("traffic")
    try:
        result = yield
        if page is not None:
            traffic.check()
    except BaseException:
        if page is not None and not page.is_closed():
            RESULTS.mkdir(exist_ok=True)
            name = re.sub(r"[^\w-]+", "_", pyfuncitem.name)
            page.screenshot(path=RESULTS / f"{name}.png")
        raise
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Beside a failed test stands what the app said."""
    report = yield
    log = RESULTS / "app" / "app.log"
    if report.failed and "app_url" in getattr(item, "fixturenames", ()) and log.exists():
        report.sections.append((f"end of {log.relative_to(ROOT)}", log.read_text(errors="replace")[-4000:]))
    return report
