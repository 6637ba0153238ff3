import tomllib

import pytest

from ecogov.charts.theme import PALETTES, vega_config
from ecogov.settings import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def _contrast(one, other):
    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", PALETTES)
def test_charts_and_pages_share_their_colours(theme):
    palette, page_theme = PALETTES[theme], CONFIG["theme"][theme]
    assert list(palette.categories) == page_theme["chartCategoricalColors"]
    assert palette.surface == page_theme["backgroundColor"]
    assert palette.ink == page_theme["textColor"]
    assert palette.bad == page_theme["redColor"]
    assert palette.good == page_theme["greenColor"]
    assert palette.warning == page_theme["orangeColor"]


@pytest.mark.parametrize("theme", PALETTES)
def test_words_can_be_read(theme):
    palette = PALETTES[theme]
    for colour in (palette.ink, palette.muted, palette.good, palette.warning, palette.bad):
        assert _contrast(colour, palette.surface) >= 4.5


@pytest.mark.parametrize("theme", PALETTES)
def test_lines_can_be_seen(theme):
    palette = PALETTES[theme]
    for colour in palette.categories:
        assert _contrast(colour, palette.surface) >= 3


@pytest.mark.parametrize("theme", PALETTES)
def test_buttons_can_be_read(theme):
    assert _contrast("#ffffff", CONFIG["theme"][theme]["primaryColor"]) >= 4.5


def test_time_axes_speak_chinese():
    names = vega_config("light", "zh-Hans")["locale"]["time"]
    assert names["shortDays"][:2] == ["周日", "周一"]
    assert names["shortMonths"][0] == "1月"
    assert len(names["months"]) == 12


def test_a_configuration_may_be_changed_without_spoiling_the_next():
    vega_config("light")["axis"]["grid"] = True
    assert "grid" not in vega_config("light")["axis"]
