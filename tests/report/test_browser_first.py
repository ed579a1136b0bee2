"""The page as it is looked at: short, to the point, whole on a phone, reached by keyboard."""

from datetime import date

import pytest

from outreachlab.intake.read import read_log
from outreachlab.report import build_report, rendered
from tests.logs import log_of
from tests.report.test_browser import DESK, PHONE, opened, unfold
from tests.report.test_first_screen import AS_OF, POOL, SAMPLE
from tests.report.test_report import HOSTILE

pytestmark = pytest.mark.apps
SCREEN = 800
TABLET = 768
ENTER = "\ue007"


def first_rows(count):
    frame = read_log(SAMPLE).frame
    return read_log(frame.head(count).astype("str").replace({"nan": "", "NaT": "", "<NA>": ""}))


def badly_read():
    words = ("owl", "pigeon", "email")
    return log_of(
        [{"channel": words[n % 3], "explained_why": "kinda", "outcome": "declined"}
         for n in range(40)]
    )  # fmt: skip


def odd_names():
    names = [*HOSTILE, "N" * 200, "שלום עולם"]
    rows = [
        {"contact": name, "outcome": "accepted", "met_on": "2026-01-20", "referrals_given": "3",
         "responded_on": "2026-01-10", "industry": name}
        for name in names
    ]  # fmt: skip
    return log_of([*rows, {"referrer": names[0], "asked_on": "2026-02-01"}])


LOGS = {
    "sample": lambda: build_report(read_log(SAMPLE), as_of=AS_OF),
    "5 rows": lambda: build_report(first_rows(5)),
    "12 rows": lambda: build_report(first_rows(12)),
    "25 rows": lambda: build_report(first_rows(25)),
    "only yeses": lambda: build_report(log_of([{"outcome": "accepted"}] * 20)),
    "badly read": lambda: build_report(badly_read()),
    "odd names": lambda: build_report(odd_names(), as_of=date(2026, 2, 10)),
    "the pool": lambda: build_report(read_log(POOL), as_of=AS_OF),
}


@pytest.fixture(scope="module", params=LOGS)
def page(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(rendered(LOGS[request.param](), str(path)))
    return path.as_uri()


def height(browser, selector: str) -> float:
    return float(
        browser.execute_script(
            "return document.querySelector(arguments[0]).getBoundingClientRect().top", selector
        )
    )


def test_folded_it_is_eight_screens_at_most(browser, page):
    opened(browser, page, DESK)
    assert browser.execute_script("return document.documentElement.scrollHeight") <= 8 * SCREEN


def test_the_headline_comes_first_and_the_sample_acts_within_400_pixels(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(rendered(LOGS["sample"](), str(path)))
    opened(browser, path.as_uri(), DESK)
    assert height(browser, "h1") < 100
    assert height(browser, ".week li") < 400
    assert height(browser, ".choices li") < 400
    order = browser.execute_script(
        "return [...document.querySelectorAll('h1,.figures,.week,.choices,.fold')]"
        ".map(one => one.className || one.tagName)"
    )
    assert order[:4] == ["H1", "figures", "week", "choices"]
    opened(browser, path.as_uri(), PHONE)
    tops = [height(browser, one) for one in ("h1", ".figures", ".week", ".choices", ".fold")]
    assert tops == sorted(tops)


@pytest.mark.parametrize("width", [PHONE, TABLET, DESK])
def test_no_table_is_cut_off(browser, page, width):
    opened(browser, page, width)
    unfold(browser)
    cut = browser.execute_script(
        "return [...document.querySelectorAll('.scroll')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.getAttribute('aria-label') + ' ' + one.scrollWidth)"
    )
    assert cut == []


def test_every_fold_is_reached_and_opened_by_keyboard(browser, page):
    opened(browser, page, DESK)
    folds = browser.find_elements("css selector", "details.fold")
    outer = [one for one in folds if one.find_elements("css selector", "summary h2")]
    assert outer
    for fold in outer:
        summary = fold.find_element("css selector", "summary")
        browser.execute_script("arguments[0].focus()", summary)
        assert browser.switch_to.active_element == summary
        summary.send_keys(ENTER)
        assert fold.get_attribute("open") is not None
    reached = browser.execute_script(
        "return [...document.querySelectorAll('summary')].every(one => one.tabIndex === 0)"
    )
    assert reached


def test_a_link_opens_the_fold_it_leads_to(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(rendered(LOGS["sample"](), str(path)))
    opened(browser, path.as_uri(), DESK)
    browser.find_element("css selector", "a[href='#advice']").click()
    assert browser.execute_script("return document.querySelector('#advice').checkVisibility()")
