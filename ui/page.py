"""The page: a head, and a list of tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from ui.shared.component import web_file
from ui.shared.modules import link
from ui.shared.theme import theme

VERSION = "0.9.0"  # as in pyproject.toml and at the top of CHANGELOG.md
LONGEST_QUEUE = 60  # visitors who wait; more are told to come back, rather than to wait for minutes
UPLOAD = "200mb"  # of one file: half a minute of a phone's 4K, ten minutes of a small clip
HOUR, DAY = 3600, 86400  # seconds: how often files of visitors are looked through, and how old they may get


Tab = tuple[str, Callable[[], None]]  # its title, and what lays it out in the surrounding `gr.Blocks`


def build(tabs: Sequence[Tab]) -> gr.Blocks:
    """The whole page, ready to `launch`: the tabs in this order."""
    with gr.Blocks(title="Gatescope", analytics_enabled=False, delete_cache=(HOUR, DAY), fill_width=True) as page:
        gr.HTML(
            html_template=web_file("shared/head.html"),
            js_on_load=link("shared/web/head.js"),
            apply_default_css=False,
            elem_id="gs-head",
        )
        with gr.Tabs(elem_id="gs-tabs"):
            for title, fill in tabs:
                with gr.Tab(title):
                    fill()
        gr.HTML(f'<p class="gs-foot">Gatescope {VERSION}</p>', apply_default_css=False, padding=False)
    return page.queue(max_size=LONGEST_QUEUE)


def launch(page: gr.Blocks, host: str, port: int) -> None:
    """Serve the page until the process is stopped; nothing is sent to anyone but its visitors.

    Raises:
        OSError: the port is taken.
    """
    settings: dict[str, Any] = {
        "theme": theme(),
        "max_file_size": UPLOAD,
        "footer_links": ["api"],
        "run_history": False,  # would keep every visitor's pictures in a shared computer's browser
        "enable_monitoring": False,  # is open to everybody by default
        "state_session_capacity": 100,  # answers are kept per session, about 0.2 MB each
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "show_error": False,
        "share": False,
    }
    page.launch(server_name=host, server_port=port, **settings)
