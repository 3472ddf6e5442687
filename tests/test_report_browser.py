"""The pages of a report in a real browser: links, the filter, a phone's width, dark mode, no request to any host.

The tests run where Chromium and its driver are installed; CI installs them, and says so by a variable.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from flake8_ownership.faces.cli import main
from tests.service import SERVICE

DRIVER = shutil.which("chromedriver")
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
INSTALLED = [(BROWSER, DRIVER)] if BROWSER and DRIVER else []
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
READY = "return screen.width === arguments[0] && matchMedia(`(prefers-color-scheme: ${arguments[1]})`).matches"
DESK, PHONE = (1280, 900), (390, 844)


if os.environ.get("OWNERSHIP_BROWSER") == "required":
    assert INSTALLED, "CI has installed no browser"


def opened(browser: str, driver: str, profile: Path) -> webdriver.Chrome:
    """A browser with an empty profile, which keeps a log of what it asks for."""
    options = Options()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="module", params=INSTALLED, ids=lambda found: Path(found[0]).name)
def browser(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    found = opened(*request.param, tmp_path_factory.mktemp("profile"))
    yield found
    found.quit()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a project, on disk."""
    folder = tmp_path_factory.mktemp("shop")
    long = "a" * 90
    files = {
        **SERVICE,
        f"app/{long}.py": SERVICE["app/main.py"].replace("/rates/{currency}", f"/{long}/{{currency}}"),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    assert main(["report", str(folder), "--html", str(folder / "pages"), "--no-cache"]) == 0
    return folder / "pages"


def show(browser: webdriver.Chrome, page: Path, size: tuple[int, int] = DESK, scheme: str = "light") -> None:
    """Opens a page as a screen of a size shows it."""
    width, height = size
    screen = {"screenWidth": width, "screenHeight": height}
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600, **screen}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(page.as_uri())
    # What is emulated comes when it comes.
    WebDriverWait(browser, 60).until(lambda _: browser.execute_script(READY, width, scheme))


def asked(browser: webdriver.Chrome) -> list[str]:
    """The addresses that the browser has asked for since."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"]


def shown(browser: webdriver.Chrome) -> list[str]:
    """The operations that are to be seen."""
    rows = browser.find_elements(By.CSS_SELECTOR, "#operations > li")
    return [row.find_element(By.CSS_SELECTOR, ".what > a").text for row in rows if row.is_displayed()]


def test_no_page_asks_for_more_than_what_lies_beside_it(browser: webdriver.Chrome, site: Path) -> None:
    browser.get("about:blank")
    asked(browser)  # for its own first page
    for page in sorted(site.glob("*.html")):
        show(browser, page)
        assert {Path(url.partition("#")[0]).name for url in asked(browser)} == {page.name, "style.css", "report.js"}
        assert browser.get_log("browser") == []


def test_style_and_script_hold(browser: webdriver.Chrome, site: Path) -> None:
    show(browser, site / "index.html")
    assert browser.find_element(By.CSS_SELECTOR, ".figure").value_of_css_property("font-weight") == "700"
    assert browser.execute_script("return getComputedStyle(document.body).marginTop") == "0px"


def test_the_filter_leaves_what_fits(browser: webdriver.Chrome, site: Path) -> None:
    show(browser, site / "index.html")
    every = shown(browser)
    words = browser.find_element(By.ID, "words")
    words.send_keys("sweep asyncpg")
    assert shown(browser) == ["sweep()"]
    assert browser.find_element(By.ID, "shown").text == f"1 of {len(every)} operations"
    words.send_keys(" nothing")
    assert shown(browser) == []
    assert browser.find_element(By.ID, "none").is_displayed()
    words.clear()
    words.send_keys(" ")
    assert shown(browser) == every
    for state in ("lost", "framework"):
        browser.find_element(By.CSS_SELECTOR, f"input[value={state}]").click()
    assert shown(browser) == ["DELETE /orders/{order_id}", "DELETE /orders/{order_id}"]
    browser.find_element(By.CSS_SELECTOR, "input[value=lost]").click()
    Select(browser.find_element(By.ID, "kind")).select_by_visible_text("function")
    assert shown(browser) == ["sweep()"]


def test_a_click_leads_from_an_operation_to_the_line_that_loses_the_failure(
    browser: webdriver.Chrome, site: Path
) -> None:
    show(browser, site / "index.html")
    browser.find_element(By.LINK_TEXT, "GET /rates/{currency}").click()
    browser.find_element(By.CSS_SELECTOR, ".ending.lost summary .place").click()
    assert browser.current_url.endswith("#L24")
    row = browser.find_element(By.CSS_SELECTOR, "tr:target")
    assert "except httpx.HTTPError:" in row.text
    assert "failures of 1 operation are silenced here" in row.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_fits_the_screen(size: tuple[int, int], scheme: str, browser: webdriver.Chrome, site: Path) -> None:
    for page in sorted(site.glob("*.html")):
        show(browser, page, size, scheme)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0], page.name


def brightness(colour: str) -> float:
    """How bright a colour is for the eye, from 0 to 1, as contrast is measured."""
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CONTRASTS = """
const found = [];
for (const node of document.querySelectorAll("main *")) {
  const text = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  if (!text || node.closest("svg") || !node.checkVisibility()) continue;
  let ground = node;
  while (ground && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
  found.push([node.outerHTML.slice(0, 80), getComputedStyle(node).color, getComputedStyle(ground).backgroundColor]);
}
return found;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read(scheme: str, browser: webdriver.Chrome, site: Path) -> None:
    grounds = set()
    for page in sorted(site.glob("*.html")):
        show(browser, page, DESK, scheme)
        grounds.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
        found: list[Any] = browser.execute_script(CONTRASTS)
        for what, ink, ground in found:
            dark, bright = sorted((brightness(ink), brightness(ground)))
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (page.name, what, ink, ground)
    assert len(grounds) == 1, grounds
    (ground,) = grounds
    assert (brightness(ground) < 0.1) == (scheme == "dark")


def test_a_pointer_on_the_map_lights_what_belongs_together(browser: webdriver.Chrome, site: Path) -> None:
    show(browser, site / "map.html")
    node = browser.find_element(By.CSS_SELECTOR, ".wide .node[data-right='0'] rect")
    webdriver.ActionChains(browser).move_to_element(node).perform()
    assert browser.find_elements(By.CSS_SELECTOR, ".wide .chart.focus")
    lit = browser.find_elements(By.CSS_SELECTOR, ".wide .edge.lit")
    assert lit
    assert {edge.get_attribute("data-right") for edge in lit} == {"0"}
