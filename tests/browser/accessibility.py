"""What axe finds wrong on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
# WCAG 2.2 AA and what axe's authors hold to be good practice.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


def violations(page: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each broken rule with the elements that break it and how to mend them."""
    found = AXE.run(page, options=RULES).response["violations"]
    return [
        (one["id"], [(node["html"][:200], node["failureSummary"][:300]) for node in one["nodes"]])
        for one in found
    ]
