"""What a visitor reads in the memory lab, in a real browser: what a network holds of a sequence, and what flips it."""

from tests.memory.lab_page import LAB, open_lab


def held(page):
    """What the lab says of the run that is read."""
    return page.evaluate(
        f"""() => ({{
            last: document.querySelector('{LAB} .gs-stop-chip:last-child .gs-stop-said').textContent,
            right: document.querySelector('{LAB} .gs-answers .gs-chosen .gs-bar-word').textContent,
            words: document.querySelector('{LAB} .gs-sequence-text').value,
            flip: document.querySelector('{LAB} .gs-flip').textContent,
            before: document.querySelectorAll('{LAB} .gs-carrier-chart .gs-before').length,
        }})"""
    )


def test_editing_the_subject_flips_the_answer(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-subject").select_option("cats")
    page.wait_for_function(f"document.querySelector('{LAB} .gs-sequence-text').value.startsWith('the cats')")
    many = held(page)
    page.locator(f"{LAB} .gs-subject").select_option("cat")
    page.wait_for_function(f"document.querySelector('{LAB} .gs-sequence-text').value.startsWith('the cat ')")
    one = held(page)
    assert (many["last"], many["right"]) == ("they", "they")
    assert (one["last"], one["right"]) == ("it", "it")
    assert many["words"].split()[2:] == one["words"].split()[2:]
    assert "“cats” → “cat”" in one["flip"]
    assert "from “they”" in one["flip"]
    assert one["before"] == 1
    assert "Found by measurement" in page.locator(f"{LAB} .gs-carrier-line").inner_text()


def test_a_sequence_can_be_typed_and_an_unknown_word_is_named(page, app_url):
    open_lab(page, app_url, "hold")
    text = page.locator(f"{LAB} .gs-sequence-text")
    text.fill("the king near the river slept because")
    text.press("Enter")
    page.locator(f"{LAB} .gs-stop-chip", has_text="king").wait_for()
    assert page.locator(f"{LAB} .gs-stop-chip").count() == 7
    text.fill("the xylophone slept because")
    text.press("Enter")
    assert "xylophone" in page.locator(f"{LAB} .gs-alert-text", has_text="xylophone").inner_text()
    assert page.locator(f"{LAB} .gs-stop-chip").count() == 7


def test_letters_are_read_too(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-hold-tasks").get_by_text("First letter").click()
    page.locator(f"{LAB} .gs-answers .gs-bar").nth(7).wait_for()
    page.locator(f"{LAB} .gs-sequence-text").fill("g a b c d e")
    page.locator(f"{LAB} .gs-sequence-text").press("Enter")
    page.wait_for_function(f"document.querySelectorAll('{LAB} .gs-stop-chip').length === 6")
    assert held(page)["right"] == "G"


def test_a_copy_is_asked_from_its_mark_on_and_only_there(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-hold-tasks").get_by_text("Copy").click()
    page.locator(f"{LAB} .gs-stop-chip", has_text="→").wait_for()
    page.locator(f"{LAB} .gs-sequence-text").fill("c a h ......>..")
    page.locator(f"{LAB} .gs-sequence-text").press("Enter")
    page.wait_for_function(f"document.querySelector('{LAB} .gs-sequence-text').value === 'CAH······→··'")
    said = f"{LAB} .gs-stop-chip:nth-last-child(-n+3) .gs-stop-said"
    assert page.eval_on_selector_all(said, "all => all.map((e) => e.textContent)") == ["C", "A", "H"]
    assert page.locator(f"{LAB} .gs-stop-chip.gs-unasked").count() == 9
    assert page.locator(f"{LAB} .gs-stop-chip.gs-right").count() == 3
    page.locator(f"{LAB} .gs-subject").select_option("E")
    page.locator(f"{LAB} .gs-flip", has_text="At “→”").wait_for()
    assert "flips from “C”" in held(page)["flip"]
    assert page.eval_on_selector_all(said, "all => all.map((e) => e.textContent)") == ["E", "A", "H"]


def test_a_run_goes_to_the_gate_inspector(page, app_url):
    open_lab(page, app_url, "hold")
    page.locator(f"{LAB} .gs-stop-chip").first.wait_for()
    page.get_by_role("button", name="Inspect the gates").last.click()
    page.locator(".gs-room-gates .gs-run-title", has_text="LSTM on").wait_for()
    assert page.get_by_role("tab", name="Gates").get_attribute("aria-selected") == "true"
