"""The chains in a real browser: searched, walked and enlarged by keyboard, and safe."""

import re

import pytest

from outreachlab.report import build_report, rendered
from tests.logs import log_of
from tests.report.test_browser import DESK, PHONE, opened, unfold
from tests.report.test_report import HOSTILE

pytestmark = pytest.mark.apps
TAB, ENTER, ESCAPE = "\ue004", "\ue007", "\ue00c"
LEFT, UP, RIGHT, DOWN = "\ue012", "\ue013", "\ue014", "\ue015"
# Ana -> Bo -> José, Di; Ana -> Eve; Fay -> Gus; a hostile name at the end of each
NAMES = {
    "Ana": "", "Bo": "Ana", "Eve": "Ana", "José": "Bo", "Di": "Bo", "Fay": "", "Gus": "Fay",
    **dict.fromkeys(HOSTILE, "Gus"),
}  # fmt: skip
ROWS = [
    {"contact": name, "referrer": referrer, "asked_on": f"2026-01-{place + 1:02d}"}
    for place, (name, referrer) in enumerate(NAMES.items())
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(rendered(build_report(log_of(ROWS)), str(path)))
    return path


@pytest.fixture
def chains(browser, page):
    opened(browser, page.as_uri(), DESK)
    unfold(browser)
    return browser


def press(browser, *keys: str) -> None:
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def at(browser) -> str:
    """The name on the mark that has the focus."""
    return str(
        browser.execute_script("return document.activeElement.textContent.split('\\n')[0].trim()")
    )


def told(browser) -> str:
    return str(browser.find_element("css selector", ".said").text)


def search_for(browser, name: str) -> None:
    field = browser.find_element("css selector", "input[type=search]")
    field.clear()
    field.send_keys(name)


def test_a_name_is_found_without_its_case_and_accents_and_its_path_is_told(chains):
    search_for(chains, "  JOSE ")
    assert told(chains).startswith("1 request found.")
    press(chains, ENTER)
    assert at(chains) == "José"
    assert "José, asked 2026-01-04, no reply. Path: Ana → Bo → José." in told(chains)
    way = chains.execute_script("return document.querySelectorAll('.links .way').length")
    assert way == 2


def test_enter_goes_from_one_found_to_the_next_and_escape_leads_back(chains):
    search_for(chains, "a")
    first = told(chains)
    assert re.match(r"[3-9] requests found", first)
    press(chains, ENTER)
    seen = [at(chains)]
    press(chains, ENTER)
    seen.append(at(chains))
    assert seen == ["Fay", "Ana"]  # the larger chain stands first
    press(chains, ESCAPE, ESCAPE)
    assert chains.switch_to.active_element.tag_name == "input"
    assert told(chains) == ""
    assert chains.find_elements("css selector", ".sought") == []


def test_nobody_found_is_said(chains):
    search_for(chains, "zzz")
    assert told(chains) == "Nobody of that name is drawn here."


def test_arrow_keys_walk_the_trees_and_tab_reaches_them_once(chains):
    search_for(chains, "")
    press(chains, TAB, TAB, TAB, TAB)  # three buttons, then the picture
    start = at(chains)
    assert start == "Fay"
    search_for(chains, "Ana")
    press(chains, ENTER, DOWN)
    assert at(chains) == "Bo"
    press(chains, DOWN)
    assert at(chains) == "José"
    press(chains, RIGHT)
    assert at(chains) == "Di"
    press(chains, LEFT, UP, UP, UP)
    assert at(chains) == "Ana"
    inside = chains.execute_script(
        "return document.querySelectorAll('.mark[tabindex=\"0\"]').length"
    )
    assert inside == 1


def test_the_focus_is_seen(chains):
    search_for(chains, "Bo")
    press(chains, ENTER)
    style, width = chains.execute_script(
        "const s = getComputedStyle(document.activeElement);"
        "return [s.outlineStyle, parseFloat(s.outlineWidth)]"
    )
    assert style == "solid"
    assert width >= 2


def wide(browser) -> float:
    return float(
        browser.execute_script(
            "return document.querySelector('.view svg').getBoundingClientRect().width"
        )
    )


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_picture_enlarges_within_its_frame_and_keeps_the_focus_in_view(chains, page, width):
    opened(chains, page.as_uri(), width)
    unfold(chains)
    whole = wide(chains)
    search_for(chains, "Di")
    press(chains, ENTER)
    for _ in range(4):
        larger = chains.find_element("css selector", "button[value=in]")
        chains.execute_script("arguments[0].focus()", larger)
        press(chains, ENTER)
    assert wide(chains) > 3 * whole
    assert told(chains) == "506% of the size."
    assert chains.execute_script("return document.documentElement.scrollWidth") <= width
    assert chains.execute_script(
        "const m = document.querySelector('.mark[tabindex=\"0\"]')"
        ".getBoundingClientRect(), v = document.querySelector('.view').getBoundingClientRect();"
        "return m.left >= v.left && m.right <= v.right && m.top >= v.top && m.bottom <= v.bottom"
    )
    chains.execute_script("document.querySelector('button[value=whole]').focus()")
    press(chains, ENTER)
    assert wide(chains) == pytest.approx(whole, abs=1)


def test_what_can_be_reached_has_a_role_and_a_name(chains):
    tree = chains.find_element("css selector", ".view svg")
    assert tree.aria_role == "tree"
    assert "2 chains of two or more requests" in tree.accessible_name
    field = chains.find_element("css selector", "input[type=search]")
    assert (field.aria_role, field.accessible_name) == ("searchbox", "Find a name")
    marks = chains.find_elements("css selector", ".mark")
    assert len(marks) == len(ROWS)
    for mark in marks:
        assert mark.aria_role == "treeitem"
        assert ", asked 2026-01-" in mark.accessible_name
    names = [mark.accessible_name for mark in marks]
    assert any(name.startswith(HOSTILE[0]) for name in names)


def test_the_policy_lets_only_the_pages_own_script_run(chains):
    ran = chains.execute_async_script(
        "const done = arguments[0];"
        "document.addEventListener('securitypolicyviolation', e => done(e.violatedDirective));"
        "const s = document.createElement('script'); s.textContent = 'window.foreign = 1';"
        "document.head.append(s); setTimeout(() => done(window.foreign ?? 'no report'), 2000)"
    )
    assert ran.startswith("script-src")
    blocked = [
        entry for entry in chains.get_log("browser") if "Content Security" in entry["message"]
    ]
    assert len(blocked) == 1


def test_without_its_script_the_page_still_tells_everything(browser, page, tmp_path):
    still = tmp_path / "still.html"
    text = page.read_text(encoding="utf-8")
    still.write_text(re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL), encoding="utf-8")
    opened(browser, still.as_uri(), DESK)
    unfold(browser)
    assert not browser.find_element("css selector", "input[type=search]").is_displayed()
    view = browser.find_element("css selector", ".view")
    assert view.aria_role in ("img", "image")
    assert "requests came from somebody asked before" in view.accessible_name
    titles = browser.execute_script(
        "return [...document.querySelectorAll('.mark title')].map(t => t.textContent)"
    )
    assert len(titles) == len(ROWS)
