"""The browser components: files joined to one function body, with nothing in them that could turn text into code."""

import re
from collections import Counter

import pytest

from ui.action.component import ActionViewer
from ui.caption.component import CaptionViewer
from ui.gates.component import GatesViewer
from ui.memory.component import MemoryViewer
from ui.shared.component import UI, Component, script, template
from ui.shared.theme import ROOMS

COMPONENTS = [CaptionViewer, ActionViewer, GatesViewer, MemoryViewer]
NAMES = re.compile(r"^(?:async )?(?:function\*? |const |let |class )(\w+|\[[^\]]*\]|\{[^}]*\})", re.MULTILINE)


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_code_of_a_component_is_one_function_body(component: type[Component]):
    lines = script(component.SCRIPTS).splitlines()
    assert not any(line.startswith(("import ", "export ")) for line in lines)
    assert ".innerHTML" not in "".join(lines)


@pytest.mark.parametrize("component", COMPONENTS)
def test_no_name_is_declared_twice_in_a_component(component: type[Component]):
    """All files of a component share one scope: a second declaration silences the whole tab."""
    declared = Counter(name for found in NAMES.findall(script(component.SCRIPTS)) for name in re.findall(r"\w+", found))
    assert [name for name, times in declared.items() if times > 1] == []


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_template_is_fixed_and_whole(component: type[Component]):
    text = template(component.ROOM)
    assert "${" not in text
    assert "{{" not in text
    assert ".html -->" not in text


def test_every_file_of_the_web_is_used():
    used = {f"{name}.js" for component in COMPONENTS for name in component.SCRIPTS}
    lying = {f"{path.parts[-3]}/{path.name}" for path in UI.rglob("*.js")} - {"shared/head.js"}
    assert lying == used


def test_every_style_sheet_is_used():
    from ui.shared.theme import styles

    everything = styles()
    for path in UI.rglob("*.css"):
        assert path.read_text(encoding="utf-8") in everything, path.name


def test_every_component_has_its_room_in_the_theme():
    assert {component.ROOM for component in COMPONENTS} == set(ROOMS)
