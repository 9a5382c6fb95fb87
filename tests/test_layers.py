"""The arrows between the packages, as DESIGN draws them: read off the sources, and tried in a clean interpreter."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Of models what knows no torch: traces, and the arithmetic on them. A test below imports them in a clean interpreter.
LIGHT = {
    f"models.{name}"
    for name in (
        "trace",
        "errors",
        "limits",
        "numbers",
        "options",
        "surgery",
        "lazy",
        "memory.kinds",
        "lstm.cell_attribution",
        "lstm.comparison",
        "lstm.saturation",
        "lstm.unit_order",
        "lstm.probing",
        "lstm.top_activations",
        "io.npz",
        "io.trace_file",
    )
}
# Who may import whom.
MAY = {
    "models": {"models"},
    "visualize": {"visualize", *LIGHT},
    "ui": {"ui", "visualize", "models.io.images", "models.io.clips", *LIGHT},
    "training": {"training", "models"},
    "wiring": {"ui", "models"},
    "app": {"ui", "models.errors", "wiring"},
}
# In a package, which room may import which; everyone may import what lies in none of them, at the package's top.
ROOMS = {
    "models": {
        "io": set(),
        "lstm": {"io"},
        "caption": {"io", "lstm"},
        "action": {"io", "lstm"},
        "memory": {"lstm"},
    },
    "visualize": {
        "shared": set(),
        **{room: {"shared"} for room in ("caption", "action", "gates", "memory")},
    },
    "ui": {
        "shared": set(),
        **{room: {"shared"} for room in ("caption", "action", "memory")},
        "gates": {"shared", "caption"},  # the runs that it reads are those of the captioners
    },
}
BETWEEN_ROOMS = {"models": 12, "visualize": 0, "ui": 5}  # imports from room to room at most, not counting `shared`
NEVER = {
    "models": {"gradio", "matplotlib"},
    "visualize": {"torch", "torchvision", "gradio"},
    "ui": {"torch", "torchvision"},
}
OURS = {*MAY, "tests", "benchmarks"}


def sources(package):
    alone = ROOT / f"{package}.py"
    return [alone] if alone.exists() else sorted((ROOT / package).rglob("*.py"))


def imports(path):
    """Dotted names of everything that the file imports, at its head or anywhere inside, one for each name taken."""
    package = path.relative_to(ROOT).parent.parts
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            # `from models import trace` takes a module, `from models.trace import END` a value of one.
            taken = [f"{module}.{alias.name}" for alias in node.names]
            found += [name if is_module(name) else module for name in taken]
    return found


def is_module(name):
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def is_within(name, allowed):
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("package", MAY)
def test_a_package_imports_only_the_layers_below_it(package):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(package)
        for name in imports(path)
        if name.split(".")[0] in OURS and not is_within(name, MAY[package])
    ]
    assert wrong == []


def room_of(name):
    """The room of a dotted name, "" for what lies at a package's top."""
    package, *inner = name.split(".")
    return inner[0] if inner and (ROOT / package / inner[0]).is_dir() else ""


def imports_between_rooms(package):
    """(importing room, imported room, file) for each import that leaves its room; "" is the package's top."""
    found = []
    for path in sources(package):
        room = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        names = {name for name in imports(path) if name.split(".")[0] == package}
        found += [(room, room_of(name), str(path.relative_to(ROOT))) for name in names if room_of(name) != room]
    return found


@pytest.mark.parametrize("package", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(package):
    rooms = ROOMS[package]
    assert {path.name for path in (ROOT / package).iterdir() if (path / "__init__.py").exists()} == set(rooms)
    between = [found for found in imports_between_rooms(package) if all(found[:2])]
    assert [found for found in between if found[1] not in rooms[found[0]]] == []
    assert sum(below != "shared" for _, below, _ in between) <= BETWEEN_ROOMS[package]


@pytest.mark.parametrize("package", MAY)
def test_no_module_is_reached_by_its_own_imports(package):
    """No circles, not even of imports that are put off into a function."""
    below = {}
    for path in sources(package):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        below[name] = {one for one in imports(path) if one.split(".")[0] == package} - {name}
    while leaves := [name for name, names in below.items() if not names & set(below)]:
        for name in leaves:
            del below[name]
    assert below == {}


@pytest.mark.parametrize("package", NEVER)
def test_a_package_keeps_away_from_what_is_not_its_business(package):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(package)
        for name in imports(path)
        if name.split(".")[0] in NEVER[package]
    ]
    assert wrong == []


def test_only_ui_and_app_import_gradio():
    users = {
        path.relative_to(ROOT).parts[0]
        for package in MAY
        for path in sources(package)
        if any(name.split(".")[0] == "gradio" for name in imports(path))
    }
    assert users <= {"ui", "app.py"}


def brought_by(*modules):
    """Top-level names of all that importing `modules` brings along, in an interpreter with nothing else in it."""
    lines = [
        "import importlib, json, sys",
        f"for name in {list(modules)!r}: importlib.import_module(name)",
        "json.dump(sorted({name.split('.')[0] for name in sys.modules}), sys.stdout)",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def modules_of(package):
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in sources(package)
    ]


def test_traces_need_nothing_but_numpy():
    brought = brought_by("models", *LIGHT)
    assert "numpy" in brought
    assert not brought & {"torch", "torchvision", "gradio", "matplotlib", "PIL", "safetensors"}


def test_drawing_brings_neither_torch_nor_gradio():
    brought = brought_by(*modules_of("visualize"))
    assert not brought & {"torch", "torchvision", "gradio", "ui", "training", "app"}


def test_networks_bring_neither_drawing_nor_the_page():
    brought = brought_by(*modules_of("models"))
    assert not brought & {"gradio", "matplotlib", "visualize", "ui", "training", "app"}


def test_the_page_itself_needs_no_torch():
    assert not brought_by(*modules_of("ui")) & {"torch", "torchvision", "training", "app"}


MODEL_ROOMS = ("io", "lstm", "caption", "action", "memory")
MOST_ARROWS = 35


def arrows_between_rooms():
    """One pair of rooms of `models` for each import that goes from one to the other."""
    found = []
    for room in MODEL_ROOMS:
        for path in sources(f"models/{room}"):
            targets = [name.split(".")[1] for name in imports(path) if name.startswith("models.")]
            found += [(room, target) for target in targets if target in MODEL_ROOMS and target != room]
    return found


def test_the_rooms_of_models_know_little_of_each_other_and_never_in_a_circle():
    arrows = arrows_between_rooms()
    assert 0 < len(arrows) <= MOST_ARROWS
    left = set(MODEL_ROOMS)
    while left:
        free = {room for room in left if not any(one == room and other in left for one, other in arrows)}
        assert free, f"{', '.join(sorted(left))} import each other"
        left -= free
