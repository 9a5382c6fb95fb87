"""The browser components: templates and styles with nothing in them that could turn text into code."""

import pytest

from ui.action.component import ActionViewer
from ui.caption.component import CaptionViewer
from ui.gates.component import GatesViewer
from ui.memory.component import MemoryViewer
from ui.shared.component import Component, template
from ui.shared.modules import UI
from ui.shared.theme import ROOMS

COMPONENTS = [CaptionViewer, ActionViewer, GatesViewer, MemoryViewer]


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_template_is_fixed_and_whole(component: type[Component]):
    text = template(component.ROOM)
    assert "${" not in text
    assert "{{" not in text
    assert ".html -->" not in text


def test_every_style_sheet_is_used():
    from ui.shared.theme import styles

    everything = styles()
    for path in UI.rglob("*.css"):
        assert path.read_text(encoding="utf-8") in everything, path.name


def test_every_component_has_its_room_in_the_theme():
    assert {component.ROOM for component in COMPONENTS} == set(ROOMS)
