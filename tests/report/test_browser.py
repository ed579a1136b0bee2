"""The report in a real browser: nothing foreign runs, nothing loads, nothing overflows."""

import json
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import outreachlab as ol
from outreachlab.charts.style import BLUE
from outreachlab.intake.read import read_log
from outreachlab.report import build_report, rendered
from outreachlab.simulate import simulate_log
from tests.logs import log_of
from tests.report.test_formats import flat
from tests.report.test_report import HOSTILE, LOGS
from tests.trials.worlds import drawn_plan, played

pytestmark = pytest.mark.apps
PHONE, DESK = 360, 1280
AXE = "axe-core@4"
LONG = [
    {
        "contact": f"Person {place}",
        "asked_on": f"2026-{1 + place // 28:02d}-{1 + place % 28:02d}",
        "responded_on": f"2026-{1 + place // 28:02d}-28" if place % 3 == 0 else "",
        "outcome": "accepted" if place % 3 == 0 else "no_reply",
        "referrer": f"Person {place // 2}" if place > 1 else "",
        "meeting_format": ("coffee", "lunch", "phone_call")[place % 3],
        "offered_phone": ("yes", "no")[place % 2],
        "circumstance": ("career_change", "other")[place % 2],
    }
    for place in range(280)
]


def hostile_values():
    """Values no vocabulary tames: a map makes them the levels of a tactic."""
    rows = [{"industry": name, "outcome": "accepted"} for name in HOSTILE for _ in range(12)]
    return log_of(rows, map={"tactics": {"trade": {"column": "industry", "kind": "category"}}})


def one_of_a_pool():
    """A client's page: the sections on the pool, what is due, the four steps."""
    pool = read_log(simulate_log(600, seekers=6, rng=4))
    return build_report(pool.of_seeker("S02"), pool=pool)


def tried_by_lot():
    """The section on a trial of two seekers: its looks, its table, the way of its contacts."""
    plan = drawn_plan("meeting_format", "offered_phone", size=160, seekers=["Ana", "Bo"])
    with TemporaryDirectory() as room:
        truth = ol.TrialTruth(gains={"meeting_format": 0.5})
        log = played(Path(room) / "trial", plan, truth, rng=2)
        return build_report(log, trial=ol.read_trial(log, Path(room) / "trial"))


PAGES = {
    "a pool": lambda: build_report(read_log(simulate_log(600, seekers=30, rng=4))),
    "one of a pool": one_of_a_pool,
    "a long log": lambda: build_report(log_of(LONG)),
    "hostile names": lambda: build_report(log_of(LOGS["hostile names"])),
    "hostile values": lambda: build_report(hostile_values()),
    "one row": lambda: build_report(log_of(LOGS["one row"])),
    "tried by lot": tried_by_lot,
}


@pytest.fixture(scope="module", params=PAGES)
def page(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(rendered(PAGES[request.param](), str(path)))
    return path.as_uri()


@pytest.fixture(scope="session")
def axe(tmp_path_factory) -> str:
    """The source of axe-core, fetched by npm for the test alone."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm, which fetches axe-core, is not installed")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--prefix", str(folder), "--no-save", "--ignore-scripts", AXE]
    fetched = subprocess.run(command, capture_output=True, text=True, check=False)
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        pytest.skip(f"npm cannot fetch {AXE}: {fetched.stderr.strip()[-200:]}")
    return source.read_text(encoding="utf-8")


def text_of(pdf: bytes) -> str:
    """The words of a PDF, as poppler reads them."""
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def opened(browser, page: str, width: int, **features: str) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wanted = [{"name": name.replace("_", "-"), "value": v} for name, v in features.items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})
    browser.get_log("performance")
    browser.get(page)


def unfold(browser) -> None:
    browser.execute_script(
        "document.querySelectorAll('details').forEach(one => { one.open = true; })"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_no_violation(browser, page, axe, width, scheme):
    opened(browser, page, width, prefers_color_scheme=scheme)
    unfold(browser)
    browser.execute_script(axe)
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document).then(done, fault => done({violations: [{id: String(fault)}]}));"
    )
    assert [
        (one["id"], [node["html"][:200] for node in one.get("nodes", [])])
        for one in found["violations"]
    ] == []
    assert len(found["passes"]) > 20, "it looked at the page"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_overflows_the_page_or_its_pictures(browser, page, width):
    opened(browser, page, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    unfold(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    out = browser.execute_script(
        "return [...document.querySelectorAll('figure svg')].flatMap(svg => {"
        "  const box = svg.getBoundingClientRect();"
        "  return [...svg.querySelectorAll('text')].filter(text => {"
        "    const at = text.getBoundingClientRect();"
        "    return at.left < box.left - 6 || at.right > box.right + 6 || at.top < box.top - 6"
        "      || at.bottom > box.bottom + 6; }).map(text => text.textContent) })"
    )
    assert out == []


def test_the_console_stays_silent_and_nothing_is_loaded(browser, page):
    opened(browser, page, DESK)
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if url != page] == []


def test_dark_mode_changes_ink_and_paper(browser, page):
    colours = []
    for scheme in ("light", "dark"):
        opened(browser, page, DESK, prefers_color_scheme=scheme)
        colours.append(
            browser.execute_script(
                "const s = getComputedStyle(document.body);"
                "const t = document.querySelector('figure svg text');"
                "return [s.backgroundColor, s.color, t ? getComputedStyle(t).fill : s.color]"
            )
        )
    (light_paper, *light_inks), (dark_paper, *dark_inks) = colours
    assert light_paper != dark_paper
    assert len(set(light_inks)) == len(set(dark_inks)) == 1
    assert light_inks != dark_inks


def test_print_is_black_on_white_even_from_a_dark_screen(browser, page):
    opened(browser, page, DESK)
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]},
    )
    paper, ink, blue = browser.execute_script(
        "const s = getComputedStyle(document.body);"
        "const root = getComputedStyle(document.documentElement);"
        "return [s.backgroundColor, s.color, root.getPropertyValue('--blue').trim()]"
    )
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert blue == BLUE, "charts take the colours made for white paper"
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert "fingerprint of the checked rows" in flat(text_of(b64decode(printed["data"]))), (
        "unfolded"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_words_in_a_picture_do_not_cross(browser, page):
    opened(browser, page, PHONE)
    unfold(browser)
    crossed = browser.execute_script(
        "return [...document.querySelectorAll('figure svg')].flatMap(svg => {"
        "  const all = [...svg.querySelectorAll('text')].map(t => [t.getBoundingClientRect(), t]);"
        "  return all.flatMap(([a, s], i) => all.slice(i + 1).filter(([b]) =>"
        "    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&"
        "    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)"
        "    .map(([, t]) => s.textContent + ' / ' + t.textContent)) })"
    )
    assert crossed == []


def test_a_hostile_name_is_read_as_it_is_written(browser, tmp_path):
    rows = [{"contact": name, "industry": name} for name in HOSTILE[:4]]
    rows += [{"contact": f"P{i}", "referrer": HOSTILE[0], "asked_on": "2026-02-01"} for i in "ab"]
    path = tmp_path / "report.html"
    path.write_bytes(rendered(build_report(log_of(rows)), str(path)))
    opened(browser, path.as_uri(), PHONE)
    unfold(browser)
    assert HOSTILE[0] in browser.execute_script("return document.body.innerText")
    assert browser.execute_script("return document.scripts.length") == 1
