"""The browser's modules: who may import whom, how they are linked, and what Node says of their arithmetic."""

import importlib
import json
import os
import re
from pathlib import Path

import pytest

from tests import node
from ui.shared.modules import EXPORT, HOST, UI, ModuleError, follow, imports, link, wrap

ROOMS = ("caption", "action", "gates", "memory")
ENTRIES = [*(f"{room}/web/main.js" for room in ROOMS), "shared/web/head.js"]
FILES = sorted(path.relative_to(UI).as_posix() for path in UI.glob("*/web/*.js"))
TESTS = sorted(Path(__file__).parent.glob("*.test.mjs"))
# A name that two files declare for two ideas leads readers astray, even where no scope is shared.
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)


def text(name):
    return (UI / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_component_is_linked_from_its_entry(entry):
    body = link(entry, {"colours": "", "even": 4, "strength": 0.5})
    assert not re.search(r"^(import|export) ", body, re.MULTILINE)
    assert ".innerHTML" not in body


def test_every_module_is_used():
    used = {name for entry in ENTRIES for name in follow(entry)}
    assert sorted(used) == FILES


@pytest.mark.parametrize("name", FILES)
def test_shared_code_reaches_up_to_no_room_and_rooms_keep_to_themselves(name):
    room = name.partition("/")[0]
    assert {wanted.partition("/")[0] for wanted in imports(name, text(name))} <= {room, "shared"}


def test_imports_that_lead_back_are_refused(monkeypatch):
    files = {"a/web/x.js": "import { y } from './y.js';\n", "a/web/y.js": "import { x } from './x.js';\n"}
    monkeypatch.setattr("ui.shared.modules.read", files.__getitem__)
    with pytest.raises(ModuleError, match=r"x\.js -> a/web/y\.js -> a/web/x\.js"):
        follow("a/web/x.js")


@pytest.mark.parametrize("line", ["import './x.js';", "export default 1;", "export let a = 1;", "export { a };"])
def test_a_line_that_cannot_be_linked_is_named(line):
    with pytest.raises(ModuleError, match=re.escape(line)):
        wrap("a/web/x.js", f"{line}\n")


def test_linking_moves_no_line_and_names_the_file():
    source = "// Head.\nimport {\n  a,\n  b as c,\n} from '../../shared/web/x.js';\nexport const d = a + c;\n"
    wrapped = wrap("room/web/y.js", source)
    assert wrapped.splitlines()[5] == "const d = a + c;"
    assert 'c } = load("shared/web/x.js")' not in source
    assert re.search(r'a,\n  b: c,\n\} = load\("shared/web/x\.js"\);', wrapped)
    assert "return { d };" in wrapped
    assert wrapped.endswith("//# sourceURL=ui/room/web/y.js")


def test_modules_are_evaluated_once_and_see_only_what_they_import(tmp_path, monkeypatch):
    """By Node itself, with a host as Gradio hands one over."""
    files = {
        "a/web/main.js": "import { count } from './count.js';\nimport { twice } from './twice.js';\n"
        "import { element, values } from 'gatescope:host';\n"
        "element.found = [count.is, twice, values.x, typeof watch];\n",
        "a/web/twice.js": "import { count } from './count.js';\nexport const twice = 2 * count.is;\n",
        "a/web/count.js": "export const count = { is: 0 };\ncount.is += 1;\n",
    }
    monkeypatch.setattr("ui.shared.modules.read", files.__getitem__)
    call = (
        f"const element = {{}}; new Function('element', 'trigger', 'props', 'server', 'upload', 'watch', "
        f"{json.dumps(link('a/web/main.js', {'x': 7}))})(element); console.log(JSON.stringify(element.found));"
    )
    (tmp_path / "call.cjs").write_text(call)
    said = node.run([tmp_path / "call.cjs"], capture_output=True, check=True).stdout
    assert json.loads(said) == [1, 2, 7, "undefined"]


def test_no_name_stands_for_two_ideas():
    places = {}
    for name in FILES:
        for declared in DECLARED.findall(text(name)):
            places.setdefault(declared, []).append(name)
    exported = {found["name"] for name in FILES for found in EXPORT.finditer(text(name))}
    twice = {name: files for name, files in places.items() if len(files) > 1}
    assert {name: files for name, files in twice.items() if name in exported} == {}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_short(name):
    assert len(text(name).splitlines()) <= 300


def needs_a_page(name):
    """Whether a module, or one that it imports, touches what only a page has."""
    return any(HOST in source or "document." in source for source in follow(name).values())


def test_what_node_tests_needs_no_page():
    tested = {
        (path.parent / wanted).resolve().relative_to(UI).as_posix()
        for path in TESTS
        for wanted in re.findall(r"from '(\.[^']+\.js)'", path.read_text(encoding="utf-8"))
    }
    assert tested, "there are no tests for Node"
    assert [name for name in tested if needs_a_page(name)] == []


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory):
    """What NumPy and the project's own Python make of the same numbers, a file for each room."""
    folder = tmp_path_factory.mktemp("fixtures")
    for path in sorted(Path(__file__).parent.glob("fixtures_*.py")):
        room = path.stem.removeprefix("fixtures_")
        made = getattr(importlib.import_module(f"tests.web.{path.stem}"), f"{room}_fixture")()
        (folder / f"{room}.json").write_text(json.dumps(made))
    return folder


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_arithmetic_of_the_browser(path, fixtures):
    env = {**os.environ, "GATESCOPE_FIXTURES": str(fixtures)}
    # A question that waits for its answer keeps a timer, which would keep Node for a minute and a half.
    done = node.run(["--test", "--test-force-exit", path], capture_output=True, env=env, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
