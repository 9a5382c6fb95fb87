"""How the page looks: one accent, quiet greys, large type, light and dark; Gradio's parts follow suit."""

from __future__ import annotations

import gradio as gr
from gradio.themes.utils import fonts

from ui.shared.component import web_file
from visualize.shared.style import ACCENT

# In the order of the cascade; palette.css, before them, says what every colour is.
SHARED = ("shared/page", "shared/choose", "shared/controls", "shared/stage", "shared/transport")
ROOMS = {  # each holds inside its own component alone
    "caption": ("stage", "chips", "bars", "look", "eye", "aligned", "film", "tree"),
    "action": ("watch", "charts", "strip", "orders"),
    "gates": ("frame", "remember", "map", "unit", "find", "cut"),
    "memory": ("lab", "chart", "loop", "hold"),
}


def theme() -> gr.themes.Base:
    """The theme, with the page's own style sheets behind it in one file that the server itself sends."""
    look = gr.themes.Base(
        primary_hue=gr.themes.colors.indigo,
        neutral_hue=gr.themes.colors.zinc,
        text_size=gr.themes.sizes.text_lg,
        # The letters come with the gradio package: nothing is fetched from anywhere else.
        font=[fonts.LocalFont("IBM Plex Sans", weights=(400, 700)), "ui-sans-serif", "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )
    look.set(
        body_background_fill="var(--gs-page)",
        body_background_fill_dark="var(--gs-page)",
        body_text_color="var(--gs-ink)",
        body_text_color_dark="var(--gs-ink)",
        background_fill_primary="var(--gs-page)",
        background_fill_primary_dark="var(--gs-page)",
        border_color_primary="var(--gs-rule)",
        border_color_primary_dark="var(--gs-rule)",
        link_text_color="var(--gs-accent)",
        link_text_color_dark="var(--gs-accent)",
    )
    look.custom_css = styles()
    return look


def styles() -> str:
    """All style sheets as one, the accent being the one of the figures."""
    shared = [_sheet(name) for name in SHARED]
    rooms = [
        "\n".join([f".gs-room-{room} {{", *(_sheet(f"{room}/{name}") for name in names), "}"])
        for room, names in ROOMS.items()
    ]
    # Gradio's own reset of buttons and inputs names its container: ours names it twice, and so stands above it.
    ours = "\n".join([".gradio-container.gradio-container {", *shared, *rooms, "}"])
    return "\n".join([f":root {{ --gs-accent-light: {ACCENT}; }}", _sheet("shared/palette"), ours])


def _sheet(name: str) -> str:
    return web_file(f"{name}.css")
