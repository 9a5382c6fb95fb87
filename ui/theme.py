"""How the page looks: one accent, quiet greys, large type, light and dark; Gradio's parts follow suit."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from gradio.themes.utils import fonts

from visualize.style import ACCENT

WEB = Path(__file__).parent / "web"
# In the order of the cascade; palette.css, before them, says what every colour is.
STYLES = ("page", "choose", "controls", "stage", "chips", "bars", "look", "film", "tree", "transport")


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
    palette, *sheets = ((WEB / f"{name}.css").read_text(encoding="utf-8") for name in ("palette", *STYLES))
    # Gradio's own reset of buttons and inputs names its container: ours names it twice, and so stands above it.
    ours = "\n".join([".gradio-container.gradio-container {", *sheets, "}"])
    return "\n".join([f":root {{ --gs-accent-light: {ACCENT}; }}", palette, ours])
