"""The pages of executed notebooks in a real browser, on a log full of hostile names."""

import json

import pandas as pd
import pytest

from outreachlab.notebooks.run import run_notebooks
from tests.report.test_report import HOSTILE

pytestmark = pytest.mark.apps
PHONE, DESK = 360, 1280
ROWS = [
    {
        "contact": name + " II" * again,
        "referrer": HOSTILE[place - 1] if place and not again else "",
        "asked_on": f"2026-0{again + 1}-0{place + 1}",
        "met_on": f"2026-0{again + 1}-1{place}" if again < 2 else "",
        "outcome": "accepted" if again < 2 else "no_reply",
        "meeting_format": ("coffee", "lunch")[place % 2],
        "referrals_given": str(place % 3),
    }
    for again in range(4)
    for place, name in enumerate(HOSTILE)
]


@pytest.fixture(scope="module", params=["01", "03", "04"])
def page(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    log = folder / "<b>my log & co.csv"
    pd.DataFrame(ROWS).to_csv(log, index=False)
    written = dict(run_notebooks(log, folder / "out", only=[request.param]))
    path = folder / "page.html"
    path.write_bytes(next(content for name, content in written.items() if name.endswith("html")))
    return path.as_uri()


def opened(browser, page: str, width: int, scheme: str = "light") -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get_log("performance")
    browser.get(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_overflows_the_page(browser, page, width):
    opened(browser, page, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_nothing_foreign_runs_and_nothing_is_loaded(browser, page):
    opened(browser, page, DESK)
    assert browser.get_log("browser") == []
    assert browser.execute_script("return document.scripts.length") == 0
    assert browser.execute_script("return document.querySelectorAll('[onmouseover]').length") == 0
    asked = [
        message["params"]["request"]["url"]
        for entry in browser.get_log("performance")
        if (message := json.loads(entry["message"])["message"])["method"]
        == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if url != page and not url.startswith("data:")] == []


def test_dark_mode_changes_ink_and_paper(browser, page):
    colours = []
    for scheme in ("light", "dark"):
        opened(browser, page, DESK, scheme)
        colours.append(
            browser.execute_script(
                "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]"
            )
        )
    assert set(colours[0]).isdisjoint(colours[1])


def test_every_picture_says_what_it_shows(browser, page):
    opened(browser, page, DESK)
    words = browser.execute_script("return [...document.images].map(one => one.alt)")
    assert set(words) == {"The numbers beside it, drawn"}
