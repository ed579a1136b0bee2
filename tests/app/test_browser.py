"""The page in a real browser: from drop to report, by mouse, by keyboard, by screen reader."""

import json
from pathlib import Path

import pytest

import outreachlab as ol
from tests.app.conftest import started
from tests.app.sheets import CASES, SPLIT, TICKED, TITLED
from tests.report.test_browser import DESK, PHONE, opened
from tests.report.test_report import HOSTILE

pytestmark = pytest.mark.apps
PATIENCE = 40  # seconds: the first drop waits for what reads and counts to load
MOST_PRESSES = 2  # from drop to report, of the six spreadsheets


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with started(tmp_path_factory.mktemp("temporary")) as (_, where):
        yield where


@pytest.fixture
def page(browser, address):
    """The empty page of a browser that has just come."""
    enter(browser, address, DESK)
    browser.get_log("browser")
    return browser


def enter(browser, address, width, **features):
    browser.get(address)
    until(browser, "!location.search && !!document.getElementById('drop')")
    browser.delete_all_cookies()
    opened(browser, address, width, **features)
    until(browser, "!location.search && document.body.dataset.ready === 'yes'")


def until(browser, condition):
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, PATIENCE, 0.05).until(
        lambda one: one.execute_script(f"return {condition}")
    )


def by_id(browser, name):
    return browser.find_element("id", name)


def drop(browser, folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    by_id(browser, "files").send_keys(str(path))
    settled(browser)


def settled(browser):
    """Wait until nothing is sent, read or worked out any more."""
    until(
        browser,
        "document.getElementById('sent').hidden && !document.querySelector('.htmx-request')"
        " && !document.querySelector('.working') && document.getElementById('work')"
        " && !('empty' in document.getElementById('work').dataset)",
    )


def press(browser, name):
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", by_id(browser, name))
    by_id(browser, name).click()
    until(browser, "!document.querySelector('.htmx-request')")
    settled(browser)


def said(browser):
    return by_id(browser, "said").text


def fetched(browser, path):
    return browser.execute_async_script(
        "const done = arguments[1]; fetch(arguments[0]).then(one => one.text()).then(done)", path
    )


def asked_for(browser):
    """The addresses that the browser asked for since the page was opened."""
    messages = [json.loads(one["message"])["message"] for one in browser.get_log("performance")]
    return [
        one["params"]["request"]["url"]
        for one in messages
        if one["method"] == "Network.requestWillBeSent"
    ]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_from_drop_to_report_without_a_terminal(page, case, tmp_path, record_property):
    drop(page, tmp_path, case.name, case.data)
    for control in case.presses:
        press(page, control)
    record_property("clicks", len(case.presses))
    assert len(case.presses) <= MOST_PRESSES
    until(page, "!!document.querySelector('#results h2.finding')")
    press(page, "report-fold")
    until(page, "document.getElementById('report').getBoundingClientRect().height > 300")
    page.switch_to.frame("report")
    assert page.find_element("tag name", "h1").text
    page.switch_to.default_content()
    told = tmp_path / "told.toml"
    told.write_text(fetched(page, "/take/1/map.toml"), encoding="utf-8")
    by_command = ol.import_log((case.name, case.data), map=told)
    assert fetched(page, "/take/log.csv") == by_command.csv
    assert "BEGIN:VCALENDAR" in fetched(page, "/take/next.ics")
    asked = asked_for(page)
    own = page.execute_script("return location.origin")
    assert [url for url in asked if not url.startswith((f"{own}/", "data:"))] == []
    assert own.startswith("http://127.0.0.1:")
    assert page.get_log("browser") == []


def failed(browser, folder):
    drop(browser, folder, "not a table.csv", b"%PDF-1.7")


def asking(browser, folder):
    drop(browser, folder, "ticked.xlsx", TICKED)


def mending(browser, folder):
    twice = TITLED
    drop(browser, folder, "titled.xlsx", twice)
    text = b"contact,asked_on,outcome\nAna Diaz,soon,accepted\n" + b"".join(
        b"P%d,2026-01-%02d,declined\n" % (at, at) for at in range(1, 9)
    )
    drop(browser, folder, "who.csv", text + b'"Diaz, Ana",2026-01-03,accepted\n')


def done(browser, folder):
    drop(browser, folder, "split.csv", SPLIT)


def pool(browser, folder):
    drop(browser, folder, "one.csv", SPLIT)
    drop(browser, folder, "two.csv", SPLIT)
    press(browser, "each")


def working(browser, folder):
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/results"]})
    path = folder / "split.csv"
    path.write_bytes(SPLIT)
    by_id(browser, "files").send_keys(str(path))
    until(browser, "document.querySelector('.working') && document.getElementById('sent').hidden")
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})


def begun(browser, folder):
    press_summary(browser, "add-fold")
    by_id(browser, "add-contact").send_keys("Ana Diaz")
    press(browser, "add-save")
    for name in ("add-fold", "became-fold", "add-more"):
        press_summary(browser, name)


def drawn(browser, folder):
    press_summary(browser, "plan-fold")
    for tactic in ("meeting_format", "referral"):
        by_id(browser, f"plan-{tactic}").click()
    by_id(browser, "plan-seekers").send_keys("Ana\nBo")
    press(browser, "plan-make")
    by_id(browser, "lot-contact").send_keys("Cy Ek")
    by_id(browser, "lot-referrer").send_keys("Di Fox")
    press(browser, "lot-draw")
    drop(browser, folder, "split.csv", SPLIT)


def press_summary(browser, name):
    browser.execute_script("document.getElementById(arguments[0]).open = true", name)


STATES = {
    "empty": lambda browser, folder: None,
    "failed": failed,
    "asking": asking,
    "mending": mending,
    "working": working,
    "done": done,
    "pool": pool,
    "begun": begun,
    "drawn": drawn,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation_in_any_state(browser, address, axe, tmp_path, state, scheme):
    enter(browser, address, DESK, prefers_color_scheme=scheme)
    STATES[state](browser, tmp_path)
    browser.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    for width in (DESK, PHONE):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width == PHONE}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        assert violations(browser, axe) == []
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width


def violations(browser, axe):
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {iframes: false}).then(done,"
        " fault => done({violations: [{id: String(fault)}], passes: []}));"
    )
    assert len(found["passes"]) > 10, "it looked at the page"
    return [
        (one["id"], [node["html"][:200] for node in one.get("nodes", [])])
        for one in found["violations"]
    ]


def focused(browser):
    return browser.execute_script("return document.activeElement.id")


def tab_to(browser, name):
    """Go on by the tab key until a control has the focus."""
    from selenium.webdriver import ActionChains, Keys

    for _ in range(200):
        if focused(browser) == name:
            seen = "const s = getComputedStyle(document.activeElement); return s.outlineStyle"
            assert browser.execute_script(seen) != "none", f"the focus on {name} is seen"
            return
        ActionChains(browser).send_keys(Keys.TAB).perform()
    raise AssertionError(f"the tab key never comes to {name}")


def type_keys(browser, *keys):
    from selenium.webdriver import ActionChains

    ActionChains(browser).send_keys(*keys).perform()
    until(browser, "!document.querySelector('.htmx-request')")
    settled(browser)


def test_the_keyboard_alone_leads_from_the_questions_to_the_report(page, tmp_path):
    from selenium.webdriver import Keys

    drop(page, tmp_path, "titled.xlsx", TITLED)
    assert focused(page) == "f1-q", "the focus goes to what is asked"
    tab_to(page, "f1-w-1")
    type_keys(page, "no r")
    tab_to(page, "f1-w-take")
    type_keys(page, Keys.ENTER)
    assert focused(page) not in ("", None), "the focus is on what took the button's place"
    tab_to(page, "f1-r25-leave")
    type_keys(page, Keys.ENTER)
    assert focused(page) == "results-h"
    assert "1 row left out" in said(page)
    tab_to(page, "take-week")
    assert fetched(page, "/take/log.csv").count("no_reply") >= 5


def test_a_menu_keeps_the_focus_and_a_fold_stays_as_it_was(page, tmp_path):
    from selenium.webdriver import Keys

    done(page, tmp_path)
    press_summary(page, "f1-read")
    tab_to(page, "f1-h5")
    type_keys(page, Keys.HOME)
    until(page, "document.getElementById('said').textContent.includes('your own')")
    settled(page)
    assert focused(page) == "f1-h5"
    assert by_id(page, "f1-read").get_attribute("open")
    assert "channel" not in fetched(page, "/take/log.csv").splitlines()[0].split(",")
    press(page, "f1-undo")
    assert "channel" in fetched(page, "/take/log.csv").splitlines()[0].split(",")


def test_the_first_button_can_be_reached_by_tab_from_the_top(page):
    tab_to(page, "files")


def dropped(browser, name, size):
    """Let go of a file over the page."""
    browser.execute_script(
        "const files = new DataTransfer();"
        "files.items.add(new File([new Uint8Array(arguments[1])], arguments[0]));"
        "document.dispatchEvent(new DragEvent('drop', {dataTransfer: files, bubbles: true}));",
        name,
        size,
    )


def test_a_file_too_large_is_said_so_before_it_is_sent(page):
    asked_for(page)
    dropped(page, "large.csv", 65 << 20)
    until(page, "document.getElementById('said').textContent.includes('larger than 64 MB')")
    assert [url for url in asked_for(page) if "/files" in url] == []


def test_a_file_can_be_let_go_of_anywhere(page):
    dropped(page, "nothing.csv", 0)
    until(page, "document.body.textContent.includes('nothing.csv cannot be read')")


def test_a_file_and_its_map_dropped_together_ask_nothing(page, tmp_path):
    asking(page, tmp_path)
    press(page, "f1-q1-a2")
    press(page, "f1-w-take")
    along, before = fetched(page, "/take/1/map.toml"), fetched(page, "/take/log.csv")
    by_id(page, "forget").click()
    until(page, "'empty' in document.getElementById('work').dataset")
    told, sheet = tmp_path / "ticked.map.toml", tmp_path / "ticked.xlsx"
    told.write_text(along, encoding="utf-8")
    by_id(page, "files").send_keys(f"{sheet}\n{told}")
    until(page, "document.getElementById('said').textContent.includes('is read as')")
    settled(page)
    assert page.find_elements("css selector", ".asked") == []
    assert fetched(page, "/take/log.csv") == before


def test_a_request_is_added_and_gets_its_outcome(page, tmp_path):
    done(page, tmp_path)
    press_summary(page, "add-fold")
    by_id(page, "add-contact").send_keys("Zoe Adler")
    press(page, "add-save")
    press_summary(page, "became-fold")
    assert by_id(page, "became-who").text.startswith("Zoe Adler, asked")
    press(page, "became-save")
    last = fetched(page, "/take/log.csv").splitlines()[-1]
    assert "Zoe Adler" in last
    assert "accepted" in last


def test_names_run_nothing(page, tmp_path):
    lines = ["contact,asked_on,outcome"]
    for at, name in enumerate(["<img src=x onerror=window.ran=1>", *HOSTILE, "{{ 7 * 7 }}"]):
        quoted = name.replace('"', '""')
        lines.append(f'"{quoted}",2026-01-{at + 1:02d},{("maybe", "accepted")[at % 2]}')
    drop(page, tmp_path, "<i onclick=x>'.csv".replace("/", ""), "\n".join(lines).encode())
    page.execute_script("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.execute_script("return [window.ran, document.scripts.length]") == [None, 2]
    assert page.execute_script("return document.querySelectorAll('#work img, #work i').length") == 0
    assert "<img src=x onerror=window.ran=1>" in page.execute_script(
        "return document.getElementById('work').innerText"
    )
    assert page.get_log("browser") == []


def test_the_report_has_no_way_to_the_page(page, tmp_path):
    done(page, tmp_path)
    press_summary(page, "report-fold")
    until(page, "document.getElementById('report').getBoundingClientRect().height > 300")
    page.switch_to.frame("report")
    assert page.execute_script("return window.origin") == "null"
    reached = "try { return parent.document.title } catch (fault) { return fault.name }"
    assert page.execute_script(reached) == "SecurityError"
    page.switch_to.default_content()


def test_a_private_file_leads_on_with_the_cookie(browser, address, tmp_path):
    browser.get("about:blank")
    leads = tmp_path / "open.html"
    leads.write_text(f'<meta http-equiv="refresh" content="0; url={address}">')
    browser.get(leads.as_uri())
    until(browser, "location.pathname === '/' && !!document.getElementById('drop')")
    assert browser.execute_script("return location.search") == ""
    assert browser.execute_script("return document.cookie") == ""


def test_a_page_that_has_lost_its_server_says_so(browser, tmp_path):
    with started(tmp_path) as (process, where):
        enter(browser, where, DESK)
        process.terminate()
        process.wait(60)
        dropped(browser, "late.csv", 10)
        until(browser, "document.getElementById('said').textContent.includes('still running')")
    browser.get_log("browser")
