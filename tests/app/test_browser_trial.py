"""A trial on the page in a real browser: by keyboard, taken along, dropped again."""

import io
import zipfile

import pytest

import outreachlab as ol
from tests.app import test_browser
from tests.app.test_browser import (
    by_id,
    fetched,
    focused,
    press,
    press_summary,
    said,
    settled,
    tab_to,
    type_keys,
    until,
)

pytestmark = pytest.mark.apps
address, page = test_browser.address, test_browser.page
AS_BYTES = (
    "const done = arguments[0]; fetch('/take/trial.zip').then(one => one.arrayBuffer())"
    ".then(all => done([...new Uint8Array(all)]))"
)


def test_the_keyboard_alone_leads_from_the_plan_to_a_lot_that_is_taken_along(page, tmp_path):
    from selenium.webdriver import Keys

    press_summary(page, "plan-fold")
    tab_to(page, "plan-offered_phone")
    type_keys_only(page, Keys.SPACE)
    tab_to(page, "plan-size")
    type_keys_only(page, "40")
    tab_to(page, "plan-make")
    type_keys(page, Keys.ENTER)
    assert "Planned: 40 contacts" in said(page)
    assert focused(page) not in ("", None), "the focus is on what took the button's place"
    tab_to(page, "lot-contact")
    type_keys(page, "Bo Lind", Keys.ENTER)
    assert by_id(page, "to-do").text in ("Offer a phone call.", "Don't mention a phone call.")
    assert by_id(page, "to-do").text in said(page), "a screen reader hears it"
    assert focused(page) == "lot-contact"
    tab_to(page, "asked-save")
    type_keys(page, Keys.ENTER)
    until(page, "!!document.querySelector('#results h2')")
    assert fetched(page, "/take/log.csv").splitlines()[1].endswith(",1")
    data = bytes(page.execute_async_script(AS_BYTES))
    by_id(page, "forget").click()
    until(page, "'empty' in document.getElementById('work').dataset")
    (tmp_path / "trial-1.zip").write_bytes(data)
    by_id(page, "files").send_keys(str(tmp_path / "trial-1.zip"))
    settled(page)
    assert "1 contact had a lot" in said(page)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    assert ol.read_assigned(tmp_path / "trial")["contact"].tolist() == ["Bo Lind"]
    assert page.get_log("browser") == []


def type_keys_only(browser, *keys):
    from selenium.webdriver import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def test_who_leaves_with_lots_that_were_not_taken_along_is_asked(page):
    press_summary(page, "plan-fold")
    by_id(page, "plan-offered_phone").click()
    press(page, "plan-make")
    asks = (
        "const leaves = new Event('beforeunload', {cancelable: true});"
        "window.dispatchEvent(leaves); return leaves.defaultPrevented"
    )
    assert page.execute_script(asks)
    by_id(page, "take-trial-now").click()
    until(page, "!document.querySelector('[data-unkept]')")
    assert not page.execute_script(asks)
    assert not by_id(page, "unkept").is_displayed()
