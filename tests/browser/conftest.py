"""A page of a real Chromium over the live server; never skipped."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
expect.set_options(timeout=20_000)  # a busy machine is no failure
PACKAGE = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for the whole run."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # As root, and in containers, Chromium's own sandbox cannot be set up.
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of its own for each test; addresses are relative to the live server.

    Keys wait until the page they come to has its scripts: a person looks before typing.
    """
    # Nothing is half-way from one colour to the other when a test looks at it.
    context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    page = context.new_page()
    keyboard = page.keyboard
    for name in ("press", "type"):
        setattr(keyboard, name, _patient(getattr(keyboard, name), page))
    yield page
    context.close()


def _patient(act: Callable[..., None], page: Page) -> Callable[..., None]:
    @wraps(act)
    def patiently(*args: Any, **kwargs: Any) -> None:
        page.wait_for_load_state()
        act(*args, **kwargs)

    return patiently


def _chromium() -> str:
    """Return the path of Chromium; install Debian's package when that is possible."""
    if found := _found():
        return found
    if os.getuid() == 0 and shutil.which("apt-get"):
        subprocess.run(("apt-get", "update"), check=True)
        subprocess.run(PACKAGE, check=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if found := _found():
        return found
    pytest.fail(
        "Browser tests need Chromium. On Debian or Ubuntu run: sudo apt-get install chromium",
        pytrace=False,
    )


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
