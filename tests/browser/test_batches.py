"""An upload watched in a browser, with JavaScript and without."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, FilePayload, Page, expect

from articles import tasks
from articles.models import Article, Batch
from claims.models import Analysis
from claims.nlp.release import RELEASE
from tests.browser.accessibility import violations
from tests.builders import a_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILES: list[FilePayload] = [
    {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Bridge to close soon\n\nHe said no."},
    {"name": "b.txt", "mimeType": "text/plain", "buffer": b""},
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed_in(page: Page, django_user_model, url: str) -> Page:
    client = Client()
    client.force_login(django_user_model.objects.create_user("ada", is_staff=True))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
    return page


def upload(page: Page, *, check: bool = False) -> Batch:
    page.goto("/batches/")
    page.get_by_role("link", name="Add articles").click()
    page.get_by_label("Files").set_input_files(FILES)
    page.get_by_label("Outlet").fill("The Ledger")
    page.get_by_label("Check first").set_checked(check)
    page.get_by_role("button", name="Add these articles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("a.txt and 1 more")
    waits = "Waiting to be checked: 0 items" if check else "Waiting to be read in: 0 articles"
    expect(page.get_by_role("status")).to_have_text(f"{waits} so far.")
    return Batch.objects.get()


def test_who_works_by_keyboard_keeps_his_place_while_the_page_draws_itself_anew(
    page, live_server, django_user_model
):
    page = signed_in(page, django_user_model, live_server.url)
    upload(page)
    tasks.load_waiting()
    expect(page.get_by_role("status")).to_have_text("Being analysed: 0 of 1 article.")
    cancel = page.get_by_role("button", name="Cancel the rest")
    cancel.focus()

    with page.expect_response(lambda answer: "/batches/" in answer.url):
        pass
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("The rest is cancelled; what was analysed stays.")).to_be_visible()
    page.get_by_role("button", name="Retry what failed").press("Enter")
    expect(page.locator("#state")).to_have_text("Being analysed: 0 of 1 article.")


def finish(batch: Batch) -> None:
    article = Article.objects.get(batch=batch)
    Analysis.objects.create(article=article, release=RELEASE, state="done", is_current=True)
    a_story(article)


def test_an_upload_is_followed_to_its_end_without_reloading(page, live_server, django_user_model):
    requests: list[str] = []
    page = signed_in(page, django_user_model, live_server.url)
    batch = upload(page)
    page.evaluate("window.neverReloaded = true")

    tasks.load_waiting()
    expect(page.get_by_role("status")).to_have_text("Being analysed: 0 of 1 article.")
    expect(page.get_by_role("row", name="Bridge to close soon")).to_contain_text("The Ledger")
    expect(page.get_by_role("row", name="b.txt")).to_contain_text("is empty")
    finish(batch)
    expect(page.get_by_role("status")).to_have_text("Done: 1 article analysed and linked.")

    page.on("request", lambda request: requests.append(request.url))
    page.wait_for_timeout(2500)
    assert requests == []
    assert page.evaluate("window.neverReloaded")


def test_an_upload_is_followed_without_javascript(browser: Browser, live_server, django_user_model):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = signed_in(context.new_page(), django_user_model, live_server.url)
    batch = upload(page)

    tasks.load_waiting()
    finish(batch)

    expect(page.get_by_role("status")).to_have_text(
        "Done: 1 article analysed and linked.", timeout=10_000
    )
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_a_check_is_put_right_from_a_spreadsheet_by_keyboard_alone(
    page, live_server, django_user_model, width, scheme
):
    page = signed_in(page, django_user_model, live_server.url)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    batch = upload(page, check=True)
    tasks.load_waiting()
    page.get_by_role("link", name="Look at the check").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check “a.txt and 1 more”")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    grid = page.get_by_role("region").filter(has=page.get_by_role("table"))
    assert grid.evaluate("part => part.scrollWidth <= part.clientWidth"), "a column is cut"

    outlet = page.get_by_label("Outlet of item 1")
    outlet.focus()
    paste(page, 'The Post\t"Bridge ""closed""\nsoon"\tA. Writer\t2025-07-14\r\nx\ty\r\n')

    expect(outlet).to_have_value("The Post")
    expect(page.get_by_label("Title of item 1")).to_have_value('Bridge "closed" soon')
    expect(page.get_by_label("Byline of item 1")).to_have_value("A. Writer")
    expect(page.get_by_role("status")).to_have_text(
        "4 cells filled, 2 had no place. Nothing is saved yet."
    )
    outlet.press("Enter")
    expect(page.get_by_text("Saved. Nothing is taken in yet.")).to_be_visible()
    page.get_by_role("button", name="Take in 1 item").press("Enter")
    expect(page.get_by_role("status").first).to_have_text(
        "Waiting to be read in: 0 articles so far."
    )
    tasks.load_waiting()
    article = Article.objects.get(batch=batch)
    assert (article.title, str(article.outlet)) == ('Bridge "closed" soon', "The Post")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const options = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def test_a_batch_is_rolled_back_after_a_page_that_says_what_goes(
    page, live_server, django_user_model
):
    page = signed_in(page, django_user_model, live_server.url)
    batch = upload(page)
    tasks.load_waiting()
    finish(batch)
    page.goto(batch.get_absolute_url())
    expect(page.get_by_role("button", name="Analyse again")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel the rest")).to_have_count(0)

    page.get_by_role("link", name="Roll back").click()
    assert violations(page) == []
    page.get_by_role("button", name="Roll back 1 article").click()

    expect(page.get_by_text("The batch is being rolled back;")).to_be_visible()
    batch.refresh_from_db()
    assert batch.state == Batch.State.ROLLING_BACK
