"""The memory lab in a browser: how it is opened, and its sliders are moved."""

LAB = "#memory-lab"
PATIENT = 90_000  # ms: training and measuring on a machine that has other things to do


def open_lab(page, url, chapter="loop"):
    page.set_default_timeout(PATIENT)
    page.goto(url)
    page.get_by_role("tab", name="Memory").click()
    page.locator(f"{LAB} .gs-chapter").first.wait_for()
    page.locator(f"{LAB} .gs-unroll-step").first.wait_for()
    page.locator(f"{LAB} .gs-chapter[data-chapter={chapter}]").click()


def slide(page, name, value):
    """Drag a slider there and let it go."""
    page.locator(f"{LAB} .{name}").evaluate(
        """(slider, value) => {
            slider.value = value;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            slider.dispatchEvent(new Event('change', { bubbles: true }));
        }""",
        value,
    )
