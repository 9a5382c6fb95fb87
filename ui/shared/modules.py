"""The browser's modules: an entry file and all that it imports, linked into the one script that a component may have.

A component of Gradio gets one function body and no further file, so `import` cannot fetch anything there. The files
stay real modules (linters, the type checker and Node read them as they are); here their imports are followed, and each
module becomes a function that is evaluated once for each component, under its own name: stack traces and breakpoints
tell the file and the line. Node is not needed for that.
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

UI = Path(__file__).resolve().parent.parent
HOST = "gatescope:host"  # what Gradio hands to a component: element, props, trigger, upload, watch; and `values`
IMPORT = re.compile(r"^import (?:\* as (?P<whole>\w+)|\{(?P<names>[^}]*)\}) from '(?P<source>[^']+)';", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class) (?P<name>[\w$]+))", re.MULTILINE)
RENAMED = re.compile(r"\b(\w+) as (\w+)\b")

LOADER = """
const loaded = { [HOST]: { element, props, trigger, upload, watch, values: VALUES } };
function load(name) {
  if (!(name in loaded)) loaded[name] = (0, eval)(MODULES[name])(load);
  return loaded[name];
}
load(ENTRY);
"""  # an indirect eval sees nothing of this function: a module knows what it imports, and no more


class ModuleError(Exception):
    """A file is not a module as `link` reads them, or the modules import one another in a circle."""


def link(entry: str, values: object = None) -> str:
    """The function body of a component, from its entry file.

    Args:
        entry: a file below `ui`, "caption/web/main.js".
        values: JSON that the modules find as `values` of the module `gatescope:host`.

    Raises:
        ModuleError: a file is missing or cannot be read as a module, or imports lead back to where they began.
    """
    modules = {name: wrap(name, source) for name, source in follow(entry).items()}
    constants = {"HOST": HOST, "ENTRY": entry, "VALUES": values, "MODULES": modules}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in constants.items()]
    return "\n".join(["'use strict';", *lines, LOADER])


def follow(entry: str) -> dict[str, str]:
    """All files that the entry needs, by name, whoever is imported first: name -> source.

    Raises:
        ModuleError: as `link`.
    """
    found: dict[str, str] = {}
    _follow(entry, (), found)
    return found


def _follow(name: str, importers: tuple[str, ...], found: dict[str, str]) -> None:
    if name in importers:
        raise ModuleError(f"These modules import one another in a circle: {' -> '.join((*importers, name))}")
    if name in found:
        return
    source = read(name)
    for wanted in imports(name, source):
        _follow(wanted, (*importers, name), found)
    found[name] = source


def read(name: str) -> str:
    """The text of a file below `ui`. Raises ModuleError where there is none."""
    try:
        return (UI / name).read_text(encoding="utf-8")
    except OSError as error:
        raise ModuleError(f"There is no module ui/{name}.") from error


def imports(name: str, source: str) -> list[str]:
    """The files that a module imports, as names below `ui`; the host is not a file."""
    wanted = [found["source"] for found in IMPORT.finditer(source)]
    return [resolve(name, one) for one in wanted if one != HOST]


def resolve(name: str, wanted: str) -> str:
    """`wanted`, as module `name` writes it ("../../shared/web/dom.js"), as a name below `ui`."""
    parts: list[str] = []
    for part in PurePosixPath(name).parent.joinpath(wanted).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def wrap(name: str, source: str) -> str:
    """A module as a function of `load` that returns what it exports. No line moves: numbers in stack traces are right.

    Raises:
        ModuleError: it imports or exports in another way than `import { a, b as c } from './x.js';`,
            `import * as x from './x.js';` and `export` before function, class or const.
    """
    exported = [found["name"] for found in EXPORT.finditer(source)]
    body = EXPORT.sub("", IMPORT.sub(lambda found: _bind(name, found), source))
    odd = re.search(r"^(?:import|export)\b.*", body, re.MULTILINE)
    if odd:
        raise ModuleError(f"ui/{name} has a line that cannot be linked: {odd[0]}")
    returned = ", ".join(exported)
    return f"(function (load) {{ 'use strict'; {body}\nreturn {{ {returned} }};\n}})\n//# sourceURL=ui/{name}"


def _bind(name: str, found: re.Match[str]) -> str:
    source = HOST if found["source"] == HOST else resolve(name, found["source"])
    names = found["whole"] or "{" + RENAMED.sub(r"\1: \2", found["names"]) + "}"
    return f"const {names} = load({json.dumps(source)});"
