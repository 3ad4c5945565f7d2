"""Uses report pages in headless Chromium. Started by `check-report`, which brings what it needs."""

import argparse
import base64
import csv
import io
import json
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from urllib3.exceptions import HTTPError

WIDE, NARROW = (1360, 940), (360, 780)


class Failure(Exception):
    """The page did not do what it should."""


def expect(condition, message):
    if not condition:
        raise Failure(message)


class Page:
    """One report page in the browser, and what a reader can do with it."""

    def __init__(self, driver, path, downloads):
        self.driver, self.path, self.downloads = driver, path, downloads
        started = time.monotonic()
        driver.get(path.resolve().as_uri())
        self.seconds = time.monotonic() - started
        text = driver.find_element(By.ID, "report-data").get_attribute("textContent")
        self.data = json.loads(text)
        self.table = self.data["table"]

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        found = self.all(selector)
        expect(len(found) == 1, f"{len(found)} elements for {selector}, not one")
        return found[0]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, condition, message):
        try:
            WebDriverWait(self.driver, 5, poll_frequency=0.05).until(lambda _: condition())
        except Exception as error:
            raise Failure(message) from error

    def show(self, element):
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)

    def press(self, element):
        self.show(element)
        element.click()

    def shown(self):
        """How many rows the page says it shows."""
        # In one call: the page replaces the number while it is asked for.
        return int(self.run("return document.querySelector('#count strong').textContent").replace(",", ""))

    def names(self):
        """The first cells of the rows that exist as elements, from top to bottom."""
        return self.run("return [...document.querySelectorAll('tr.row-line td.primary')].map((cell) => cell.innerText)")

    def lines(self):
        """The whole text of those rows."""
        return self.run("return [...document.querySelectorAll('tr.row-line')].map((row) => row.textContent)")

    def values(self, column):
        store = column["cells"]
        if "v" in store:
            return [value if value is not None else "" for value in store["v"]]
        places = store["i"] if isinstance(store["i"], list) else [-1] * self.table["count"]
        return [store["d"][place] if place >= 0 else "" for place in places]


def check_frame(page):
    """What every page owes its reader."""
    expect("no-script" not in page.one("html").get_attribute("class"), "the script did not run")
    expect(page.one("h1").text == page.data["title"].strip(), "the heading is not the title")
    entries = page.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    expect([entry for entry in entries if not entry.startswith("data:")] == [], f"fetched: {entries}")
    expect(page.run("return document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways")
    expect(page.seconds < 8, f"opened only after {page.seconds:.1f} s")


def check_policy(page):
    """A script that gets into the page must not run, and no text may become markup."""
    page.run("""
        const script = document.createElement("div");
        window.isBroken = false;
        try { script.innerHTML = "<img src=x onerror='window.isBroken = true'>"; } catch { return; }
        document.body.append(script);
    """)
    time.sleep(0.1)
    expect(not page.run("return window.isBroken"), "the policy lets foreign script run")
    expect(page.all("td b, h3 b, td script") == [], "a name became markup")


def check_search(page):
    count = page.table["count"]
    expect(page.shown() == count, f"shows {page.shown()} of {count} at first")
    rows = len(page.all("tr.row-line"))
    expect(0 < rows <= min(count, 120), f"{rows} rows exist as elements")
    box = page.one("#search")
    name = next(name for name in page.names() if name.isascii() and len(name) > 3)
    # The key that jumps into the search box, then the words in the other order and another case.
    ActionChains(page.driver).send_keys("/").perform()
    expect(page.driver.switch_to.active_element == box, "the slash key does not reach the search box")
    words = name.upper().split(" ")
    box.send_keys(" ".join(reversed(words)))
    page.until(lambda: page.shown() < count or count == 1, "searching does not narrow the table")
    for line in page.lines():
        expect(all(word.lower() in line.lower() for word in words), f"“{line}” does not match “{name}”")
    expect(page.all("td mark") != [], "what was found is not marked")
    box.clear()
    box.send_keys("no such text anywhere")
    page.until(lambda: page.shown() == 0, "nonsense still finds rows")
    expect(page.one(".nothing").is_displayed(), "an empty table says nothing")
    box.send_keys(Keys.ESCAPE)
    page.until(lambda: page.shown() == count, "Escape does not end the search")


def check_sort(page):
    heads = page.all("th[data-column]")
    for column, head in zip(page.table["columns"], heads):
        button = head.find_element(By.TAG_NAME, "button")
        expect(head.get_attribute("aria-sort") == "none", f"{column['id']} is sorted at first")
        # By keyboard, as everything here has to work without a mouse.
        button.send_keys(Keys.ENTER)
        expect(head.get_attribute("aria-sort") == "ascending", f"{column['id']} does not sort upwards")
        rising = visible(page, column)
        button.send_keys(Keys.SPACE)
        expect(head.get_attribute("aria-sort") == "descending", f"{column['id']} does not sort downwards")
        falling = visible(page, column)
        values = [value for value in page.values(column) if value != ""]
        rows = page.run("return [...document.querySelectorAll('tr.row-line')].map((row) => row.ariaRowIndex)")
        expect(rows == [str(index + 2) for index in range(len(rows))], "the row numbers have gaps")
        if column["kind"] == "date":
            # Shown to the minute, so two moments can look alike.
            values = [value if isinstance(value, str) else value // 60000 for value in values]
        if len(set(values)) > 1:
            expect(rising[0] != falling[0], f"{column['id']} begins alike in both directions")
        elif values:
            expect(rising[0] != "", "empty cells come first")
        page.press(button)
        expect(head.get_attribute("aria-sort") == "none", f"{column['id']} does not return to the first order")


def visible(page, column):
    index = page.table["columns"].index(column)
    return page.run(
        "return [...document.querySelectorAll('tr.row-line')].map((row) => row.cells[arguments[0] + 1].textContent)",
        index)


def check_filters(page):
    count = page.table["count"]
    chips = page.all(".chip[data-status]")
    if len(chips) > 1:
        total = 0
        for chip in chips:
            expected = int(chip.find_element(By.CLASS_NAME, "number").text.replace(",", ""))
            total += expected
            page.press(chip)
            expect(chip.get_attribute("aria-pressed") == "true", "a chosen chip does not look chosen")
            expect(page.shown() == expected, f"chip says {expected}, table {page.shown()}")
            page.press(chip)
        expect(total == count, f"the chips count {total} of {count}")
        page.press(chips[0])
        page.press(chips[1])
        expect(page.shown() >= 2, "two chips together show too little")
        page.press(page.one("#clear"))
        expect(page.shown() == count, "clearing shows not everything")
    for select in page.all("select[data-filter]"):
        column = next(item for item in page.table["columns"] if item["id"] == select.get_attribute("data-filter"))
        options = select.find_elements(By.TAG_NAME, "option")
        if column["kind"] not in ("text", "status"):
            continue
        values = page.values(column)
        options[1].click()
        label = options[1].text.rsplit(" (", 1)[0]
        expected = values.count("" if label == "None" else label)
        expect(page.shown() == expected, f"filter {label} shows {page.shown()}, not {expected}")
        options[0].click()
    for button in page.all("button[data-reason]")[:1]:
        affected = int(button.find_element(By.XPATH, "..").find_element(By.CLASS_NAME, "affected").text.replace(",", ""))
        page.press(button)
        expect(page.shown() == affected, f"the reason concerns {affected}, shown are {page.shown()}")
        page.press(page.one(".chip.reason"))
    for button in page.all(".legend button[data-status]")[:1]:
        expected = int(button.find_element(By.CLASS_NAME, "number").text.split()[0].split("\n")[0].replace(",", ""))
        page.press(button)
        expect(page.shown() == expected, "the chart's legend does not filter the table")
        page.press(page.one("#clear"))
    expect(page.shown() == count, "a filter is left over")


def check_rows(page):
    buttons = page.all("button.expand")
    first = buttons[0]
    page.press(first)
    expect(first.get_attribute("aria-expanded") == "true", "an opened row does not say so")
    detail = page.one("tr.detail")
    expect(page.table["ids"][0] in detail.text, "the details do not hold the identifier")
    first.send_keys(Keys.ARROW_DOWN)
    if len(buttons) > 1:
        expect(page.driver.switch_to.active_element == page.all("button.expand")[1], "arrow keys do not move between rows")
    first.send_keys(Keys.ENTER)
    expect(page.all("tr.detail") == [], "a closed row leaves its details")
    # To the end and back: the last row is reachable, also with an opened row above, and few elements exist.
    count = page.table["count"]
    page.press(first)
    page.run("const pane = document.getElementById('pane'); pane.scrollTop = pane.scrollHeight")
    last = str(count + 1)
    page.until(lambda: page.run("return document.querySelector('tr.row-line:last-of-type, tr.row-line') && "
                                "[...document.querySelectorAll('tr.row-line')].at(-1).ariaRowIndex") == last,
               "the last row cannot be reached by scrolling")
    expect(len(page.all("tr.row-line")) <= 130, "scrolling collects rows")
    page.run("document.getElementById('pane').scrollTop = 0")
    page.until(lambda: page.all("button.expand[aria-expanded=true]") != [], "the opened row is lost by scrolling")
    page.all("button.expand")[0].click()
    # A filter that says yes to the middle: no gap in the numbers of the rows while scrolling.
    if count > 1000:
        for share in (0.21, 0.5, 0.83):
            page.run("const pane = document.getElementById('pane'); pane.scrollTop = pane.scrollHeight * arguments[0]", share)
            page.until(lambda: covers(page), f"the table is empty at {share:.0%}")
        page.run("document.getElementById('pane').scrollTop = 0")


def covers(page):
    return page.run("""
        const pane = document.getElementById("pane").getBoundingClientRect();
        const rows = [...document.querySelectorAll("tr.row-line")].map((row) => row.getBoundingClientRect());
        const head = document.querySelector(".grid thead").getBoundingClientRect();
        return rows.length > 0 && rows[0].top <= Math.max(pane.top, head.bottom) + 1 && rows.at(-1).bottom >= pane.bottom - 1;
    """)


def check_download(page):
    before = set(page.downloads.iterdir())
    search = page.one("#search")
    page.press(page.one("#download"))
    done = lambda: [item for item in set(page.downloads.iterdir()) - before if item.suffix == ".csv"]
    page.until(done, "no CSV file arrives")
    text = done()[0].read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    expect(len(rows) == page.table["count"] + 1, f"the CSV has {len(rows) - 1} rows, not {page.table['count']}")
    expect({len(row) for row in rows} == {len(rows[0])}, "the CSV is ragged")
    for row in rows:
        for field in row:
            numeric = field.replace(".", "", 1).lstrip("-").isdigit()
            expect(numeric or not field.startswith(("=", "+", "-", "@", "\t", "\r")), f"a formula in the CSV: {field!r}")
    side = page.path.with_suffix(".csv")
    if side.exists():
        expect(side.read_bytes().decode() == text, f"the download differs from {side.name}")
    done()[0].unlink()
    expect(search.get_attribute("value") == "", "the download changed the search")


def check_timelines(page):
    articles = page.all("#timeline-list article")
    expect(0 < len(articles) <= 25, f"{len(articles)} charts at first")
    page.show(articles[0])
    page.until(lambda: articles[0].find_elements(By.CSS_SELECTOR, "rect.span") != [], "a chart in view is not drawn")
    label = articles[0].find_element(By.CSS_SELECTOR, "svg[role=img]").get_attribute("aria-label")
    expect("%" in label, "the chart says nothing to those who do not see it")
    span = max(articles[0].find_elements(By.CSS_SELECTOR, "rect.span"), key=lambda item: item.size["width"])
    ActionChains(page.driver).move_to_element(span).perform()
    page.until(lambda: page.one(".tip").is_displayed(), "pointing at a span shows nothing")
    whole = page.one("#window").text
    page.press(page.one("#zoom-in"))
    expect(page.one("#window").text != whole, "the window of time does not get narrower")
    page.press(page.one("#zoom-reset"))
    expect(page.one("#window").text == whole, "the window of time does not go back")
    chart = articles[0].find_element(By.CSS_SELECTOR, ".chart")
    page.show(chart)
    ActionChains(page.driver).move_to_element(chart).click_and_hold().move_by_offset(160, 0).release().perform()
    expect(page.one("#window").text != whole, "dragging does not narrow the window of time")
    page.press(page.one("#zoom-reset"))
    notes = articles[0].find_element(By.CSS_SELECTOR, "button.link")
    page.press(notes)
    page.until(lambda: articles[0].find_elements(By.CSS_SELECTOR, ".notes li") != [], "the notes do not open")
    page.press(notes)
    box = page.one("#timeline-search")
    box.send_keys(page.data["timelines"][-1]["subject"])
    page.until(lambda: 0 < len(page.all("#timeline-list article")) < max(2, len(page.data["timelines"])),
               "the timelines cannot be searched")
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(Keys.DELETE)
    page.until(lambda: len(page.all("#timeline-list article")) == len(articles), "the timelines do not come back")


def check_theme(page):
    color = lambda: page.run("return getComputedStyle(document.body).backgroundColor")
    before = color()
    page.press(page.one("#theme"))
    expect(color() != before, "the theme button changes nothing")
    expect(page.one("#theme").get_attribute("aria-pressed") in ("true", "false"), "the theme button has no state")
    page.driver.refresh()
    expect(color() != before, "the chosen theme is forgotten")
    page.run("localStorage.clear(); delete document.documentElement.dataset.theme")
    expect(color() == before, "the system's theme is not followed")


def check_console(driver):
    entries = [entry for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    # The policy check provokes one refusal on purpose.
    entries = [entry for entry in entries if "TrustedHTML" not in entry["message"]]
    expect(entries == [], f"{len(entries)} messages on the console, the first: {entries and entries[0]['message']}")


def check_network(driver):
    addresses = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            addresses.append(message["params"]["request"]["url"])
    foreign = [item for item in addresses if not item.startswith(("file:", "data:", "blob:", "chrome:"))]
    expect(foreign == [], f"asked the network for {foreign}")
    files = {item.split("#")[0] for item in addresses if item.startswith("file:")}
    expect(len(files) <= 1, f"read other files: {files}")


def resize(driver, size):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False})


def prefer(driver, scheme, motion="no-preference"):
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [
        {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion}]})


def photograph(driver, path, folder):
    """The page in both themes and both widths: its top, its table with an opened row, its timelines."""
    for width, size in (("wide", WIDE), ("narrow", NARROW)):
        for theme in ("light", "dark"):
            resize(driver, size)
            prefer(driver, theme)
            page = Page(driver, path, None)
            expect(page.run("return document.documentElement.scrollWidth <= innerWidth"), f"scrolls sideways when {width}")
            save(driver, folder / f"{path.stem}-{width}-{theme}-top.png")
            if page.table and page.table["count"] > 0:
                failed = page.all(".chip[data-status='Failed']")
                page.run("document.getElementById('table').scrollIntoView({behavior: 'instant'})")
                save(driver, folder / f"{path.stem}-{width}-{theme}-table.png")
                if failed:
                    page.run("arguments[0].click()", failed[0])
                page.run("document.querySelector('button.expand').click()")
                time.sleep(0.2)
                save(driver, folder / f"{path.stem}-{width}-{theme}-row.png")
            if page.all("#timelines"):
                page.run("document.getElementById('timelines').scrollIntoView({behavior: 'instant'})")
                time.sleep(0.4)
                save(driver, folder / f"{path.stem}-{width}-{theme}-timelines.png")
    (folder / f"{path.stem}.pdf").write_bytes(on_paper(driver, path))


def on_paper(driver, path):
    """The page as it is printed, from a dark screen: paper stays light, and there is no paper for rows that are not shown."""
    resize(driver, WIDE)
    prefer(driver, "dark")
    driver.get(path.resolve().as_uri())
    document = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"])
    pages = document.count(b"/Type /Page\n")
    expect(0 < pages < 60, f"{pages} pages on paper")
    return document


def save(driver, file):
    time.sleep(0.15)
    expect(driver.save_screenshot(str(file)), f"no screenshot {file}")


def browser(downloads):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--disable-gpu", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--disable-background-networking", "--disable-component-update", "--no-first-run"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    return driver


def check(driver, path, downloads):
    # What an earlier page left in the logs is not this one's.
    for kind in ("browser", "performance"):
        driver.get_log(kind)
    resize(driver, WIDE)
    prefer(driver, "light")
    page = Page(driver, path, downloads)
    check_frame(page)
    if page.table and page.table["count"] > 0:
        for step in (check_search, check_sort, check_filters, check_rows, check_download):
            step(page)
    if page.all("#timelines"):
        check_timelines(page)
    check_theme(page)
    check_policy(page)
    resize(driver, NARROW)
    prefer(driver, "dark", "reduce")
    narrow = Page(driver, path, downloads)
    check_frame(narrow)
    if narrow.table and narrow.table["count"] > 0:
        select = narrow.one("#sort")
        expect(select.is_displayed(), "a narrow window offers no way to sort")
        select.find_elements(By.TAG_NAME, "option")[1].click()
        expect(narrow.one("#turn").is_enabled(), "a narrow window cannot turn the order around")
        narrow.press(narrow.all("button.expand")[0])
        expect(narrow.all("tr.detail") != [], "a narrow window cannot open a row")
        expect(narrow.run("return document.documentElement.scrollWidth <= innerWidth"), "details are too wide")
    on_paper(driver, path)
    check_console(driver)
    check_network(driver)
    return page.seconds


def main():
    parser = argparse.ArgumentParser(prog="check-report", description=__doc__)
    parser.add_argument("--screenshots", metavar="DIR", type=pathlib.Path)
    parser.add_argument("pages", metavar="PAGE.html", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    downloads = pathlib.Path(tempfile.mkdtemp(prefix="check-report-"))
    driver = browser(downloads)
    failures = 0
    try:
        for path in arguments.pages:
            try:
                if arguments.screenshots:
                    photograph(driver, path, arguments.screenshots)
                seconds = check(driver, path, downloads)
                print(f"ok    {path.name}, opened in {seconds:.2f} s")
            except (Failure, WebDriverException, HTTPError) as failure:
                failures += 1
                where = traceback.extract_tb(failure.__traceback__)[1].name
                print(f"FAIL  {path.name}: {str(failure).splitlines()[0]} ({where})")
    finally:
        driver.quit()
        shutil.rmtree(downloads, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
