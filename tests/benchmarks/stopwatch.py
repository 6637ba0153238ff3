"""A stopwatch inside the page: from an act to the frame in which its outcome is painted."""

from statistics import median
from typing import Final

from playwright.sync_api import Locator, Page

from tests.benchmarks.measuring import told

# A table and a chart are painted on a canvas, and what they tell a screen reader follows later:
# so the stopwatch listens to what is painted.
STOPWATCH: Final = """(() => {
  const paint = CanvasRenderingContext2D.prototype.fillText;
  let awaited = null, painted = null;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    if (awaited && painted === null && String(text).includes(awaited)) painted = performance.now();
    return paint.call(this, text, ...rest);
  };
  const press = (target) => {
    if (target.tagName !== "INPUT") return target.click();
    const enter = {key: "Enter", code: "Enter", keyCode: 13, bubbles: true};
    target.dispatchEvent(new KeyboardEvent("keydown", enter));
  };
  window.timed = (target, {text, gone}) => new Promise((resolve, reject) => {
    [awaited, painted] = [text, null];
    const begun = performance.now();
    const isThere = () => painted !== null || document.body.innerText.includes(text);
    const look = () => {
      const now = performance.now();
      if (isThere() && !(gone && document.querySelector(gone))) {
        resolve(now - begun);
      } else if (now - begun > 15000) {
        reject(new Error(`never painted: ${text}`));
      } else {
        requestAnimationFrame(look);
      }
    };
    press(target);
    requestAnimationFrame(look);
  });
})();"""


def milliseconds(target: Locator, text: str, *, gone: str = "") -> float:
    """Click an element, or press Enter in an input, and time until `text` is painted.

    `gone` is a selector of what must have left the page too.
    """
    asked = {"text": text, "gone": gone}
    taken: float = target.evaluate("(target, asked) => window.timed(target, asked)", asked)
    return taken


def told_median(what: str, taken: list[float], goal: str) -> None:
    """Print the median of a measurement, its least and its most."""
    spread = f"{min(taken):,.0f} to {max(taken):,.0f}"
    told(what, f"{median(taken):,.0f} ms ({spread})", goal)


def quietly_opened(tab: Page) -> Page:
    """Put the stopwatch into every page that a tab opens from now on."""
    tab.add_init_script(STOPWATCH)
    return tab
