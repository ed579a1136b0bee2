"""WCAG 2.2 AA: text 4.5 to 1, what a chart is read by 3 to 1, in light, dark and print."""

import re
from importlib.resources import files

import pytest

from outreachlab.charts import style

TEXT, GRAPHICS = 4.5, 3.0  # success criteria 1.4.3 and 1.4.11
ON_PAGE = dict.fromkeys(("ink", "link", "muted", "warn"), TEXT) | dict.fromkeys(
    ("grey", "blue", "orange", "green", "pink"), GRAPHICS
)
IN_FILES = {"INK": TEXT, "BLUE": GRAPHICS, "ORANGE": GRAPHICS, "GREEN": GRAPHICS} | dict.fromkeys(
    ("GREY", "PINK"), GRAPHICS
)


def palettes() -> dict[str, dict[str, str]]:
    """The custom properties of each scheme, the later ones laid over the light ones."""
    css = (files("outreachlab.report") / "templates" / "system.css").read_text(encoding="utf-8")
    blocks = [one for one in re.findall(r":root \{(.*?)\}", css, re.DOTALL) if "--ink" in one]
    light, dark, paper = (dict(re.findall(r"--(\w+): (#\w+)", block)) for block in blocks)
    return {"light": light, "dark": light | dark, "print": light | paper}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def test_a_button_that_is_filled_can_be_read():
    for palette in palettes().values():
        assert contrast(palette["paper"], palette["link"]) >= TEXT


def test_the_measure_agrees_with_known_pairs():
    # WebAIM's contrast checker: #767676 is the lightest grey that passes on white; #0000ff 8.59
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("name", ON_PAGE)
def test_every_colour_stands_out_from_the_page_and_its_boxes(scheme, name):
    palette = palettes()[scheme]
    for ground in ("paper", "soft", "warned"):
        assert contrast(palette[name], palette[ground]) >= ON_PAGE[name], (scheme, name, ground)


@pytest.mark.parametrize("name", IN_FILES)
def test_every_colour_of_a_picture_file_stands_out_from_white(name):
    assert contrast(getattr(style, name), style.PAPER) >= IN_FILES[name]


def test_every_colour_of_a_picture_has_a_name_on_the_page():
    assert set(style.NAMES.values()) <= set(palettes()["light"])
