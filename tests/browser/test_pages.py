"""Every page in a real Chromium: no accessibility violation, the keyboard alone, no JavaScript."""

import re
import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Batch, Item, Subscription
from claims.actions import doubts, judging
from claims.actions.indexing import index_waiting
from claims.models import Alert, Doubt, Notice
from tests.browser.accessibility import violations
from tests.builders import (
    NOON,
    a_batch,
    a_claim,
    a_speaker,
    a_statement,
    a_story,
    an_article,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "stories",
    "compare",
    "filtered",
    "claim",
    "article",
    "edit statement",
    "new statement",
    "speaker",
    "story timeline",
    "claim timeline",
    "speaker timeline",
    "batches",
    "batch",
    "cancelled",
    "undone",
    "check",
    "upload",
    "roll back",
    "changes",
    "versions",
    "zones",
    "subscriptions",
    "subscription",
    "new subscription",
    "review",
    "doubt",
    "history",
    "search",
    "finds",
    "search help",
    "charts",
    "matrix",
    "outlets",
    "outlet",
    "unknown outlet",
    "descriptions",
    "alerts",
    "alert",
    "new alert",
    "API",
    "quality",
    "account",
    "tokens",
    "login",
    "missing",
)


@pytest.fixture
def ada(django_user_model):
    """A member of staff, who sees all that can be done."""
    return django_user_model.objects.create_user("ada", is_staff=True)


@pytest.fixture
def signed_in(page, live_server, ada):
    """Let her look."""
    client = Client()
    client.force_login(ada)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


MARKED = {
    "Batches": (
        *("batches", "batch", "check", "upload", "roll back", "changes"),
        *("subscriptions", "subscription", "new subscription"),
    ),
    "Stories": (
        *("stories", "compare", "claim", "article", "speaker", "versions", "zones"),
        *("edit statement", "new statement"),
    ),
    "Review": ("review", "doubt"),
    "History": ("history",),
    "Search": (
        *("search", "finds", "search help", "charts", "matrix", "alerts", "alert", "new alert"),
    ),
    "Outlets": ("outlets", "outlet", "unknown outlet", "descriptions"),
    "Quality": ("quality",),
    "": ("missing", "API", "account", "tokens"),
}


@pytest.fixture
def addresses(ada):
    """Every page, with silence, denial, hedge, condition, overlap and the unknown on it."""
    cache.clear()
    batch = a_batch()
    ledger = an_article(
        "Trump told TASS: “I need help with them.” Officials said it may rain if it must.\n"
        "The Kremlin revealed nothing. It denied that ships had sailed, Trump said.",
        batch=batch,
        byline="A. Writer",
        url="https://ledger.example/1",
    )
    later = an_article("“I need help with them,” Trump said again.", batch=batch)
    post = an_article(
        "“I need help with you,” Trump said. Officials said it rains. Ships had sailed.",
        outlet="The Post",
        batch=batch,
    )
    unknown = an_article("Nothing new, Trump noted.", outlet=None, published_at=None, batch=batch)
    relay = [("TASS", "organisation", "relay"), ("Donald Trump", "person")]
    quote = "I need help with them"
    quotes = [
        a_statement(ledger, quote, quotations=quote, chain=relay, source="Trump", cue="told"),
        a_statement(later, quote, quotations=quote, cue="said"),
        a_statement(post, "I need help with you", quotations="I need help with you", cue="said"),
    ]
    rain = [
        a_statement(
            ledger,
            "it may rain if it must",
            chain=[("officials", "collective")],
            hedges="may",
            conditions="if it must",
            certainty="conditional",
        ),
        a_statement(post, "it rains", chain=[("officials", "collective")]),
    ]
    silence = a_statement(
        ledger,
        "The Kremlin revealed nothing",
        chain=[("The Kremlin", "organisation")],
        polarity="no-comment",
        stance="factive",
        cue="revealed",
    )
    denial = [
        a_statement(ledger, "ships had sailed", polarity="denied", negations=()),
        a_statement(post, "Ships had sailed", chain=[]),
    ]
    a_statement(ledger, "that ships had sailed", chain=[("a memo", "document")])
    a_statement(unknown, "Nothing new", cue="noted")
    claim = a_claim(*quotes)
    a_claim(*rain)
    a_claim(*denial)
    a_claim(silence)
    story = a_story(ledger, later, post, unknown, title="Help with them", linked_at=NOON)
    earlier = an_article(
        "Trump said little.",
        batch=a_batch(),
        url="https://ledger.example/1",
        newest=ledger,
    )
    judging.change(statement=denial[0], given={"certainty": "hearsay"}, by=None, why="a rumour")
    doubts.renew(story.pk)
    subscription = Subscription.objects.create(
        name="Ledger feed",
        address="https://ledger.example/feed",
        last_error="is not there: the site answers 404",
        failures=2,
    )
    checked = a_batch(
        name="a name that is as long as those which programs give to the files they make.zip",
        state=Batch.State.CHECKED,
        stops_to_check=True,
        subscription=subscription,
    )
    for position, state in enumerate(Item.State.values, 1):
        remarks = [{"reason": "is empty", "name": "a.txt", "line": 3, "field": ""}]
        details = {"outlet": "The Ledger", "title": "Rain"}
        Item.objects.create(
            batch=checked,
            position=position,
            name=f"folder/{position:03}-{'x' * 60}.txt",
            state=state,
            details=details,
            origins={"title": "text", "outlet": "person"},
            remarks=remarks,
            size=200,
            encoding="utf-8",
        )
    index_waiting(until=time.monotonic() + 60)
    alert = Alert.objects.create(user=ada, query="outlet:ledger help", note="Who helps whom?")
    Notice.objects.create(
        alert=alert,
        sort=Notice.Sort.DENIAL,
        key="1",
        statement=denial[0],
        words="ships had sailed",
        because="The Ledger is the first to deny it.",
        address=denial[0].get_absolute_url(),
        at=NOON,
    )
    return {
        "stories": reverse("stories"),
        "compare": story.get_absolute_url(),
        "filtered": story.get_absolute_url() + "?only=single&sort=time",
        "claim": claim.get_absolute_url(),
        "article": ledger.get_absolute_url(),
        "edit statement": reverse("edit_statement", args=[ledger.pk, silence.pk]),
        "new statement": reverse("new_statement", args=[ledger.pk]),
        "speaker": a_speaker().get_absolute_url(),
        "story timeline": reverse("story_timeline", args=[story.pk]),
        "claim timeline": reverse("claim_timeline", args=[claim.pk]),
        "speaker timeline": reverse("speaker_timeline", args=[a_speaker().pk]),
        "batches": reverse("batches"),
        "batch": batch.get_absolute_url(),
        "cancelled": a_batch(state=Batch.State.CANCELLED).get_absolute_url(),
        "undone": a_batch(state=Batch.State.ROLLED_BACK).get_absolute_url(),
        "check": reverse("batch_check", args=[checked.pk]),
        "upload": reverse("upload"),
        "roll back": reverse("batch_roll_back", args=[batch.pk]),
        "changes": reverse("batch-changes", args=[batch.pk]),
        "versions": reverse("versions", args=[earlier.pk]),
        "zones": reverse("zones", args=[ledger.pk]),
        "subscriptions": reverse("subscriptions"),
        "subscription": subscription.get_absolute_url(),
        "new subscription": reverse("new-subscription"),
        "review": reverse("review"),
        "doubt": Doubt.objects.filter(sort="statement")[0].get_absolute_url(),
        "history": reverse("history"),
        "search": reverse("search"),
        "finds": reverse("search") + "?q=help",
        "search help": reverse("search_help"),
        "charts": reverse("charts"),
        "outlets": reverse("outlets"),
        "outlet": ledger.outlet.get_absolute_url(),
        "unknown outlet": reverse("unknown_outlet"),
        "descriptions": reverse("descriptions"),
        "alerts": reverse("alerts"),
        "alert": alert.get_absolute_url(),
        "new alert": reverse("new_alert") + "?q=help",
        "API": reverse("api_docs"),
        "account": reverse("account"),
        "tokens": reverse("tokens"),
        "matrix": reverse("charts") + "?chart=speakers",
        "quality": reverse("quality"),
        "login": reverse("login"),
        "missing": "/nothing-here/",
    }


# Each layout once and each set of colours once: one does not depend on the other. A page is loaded
# once for both.
@pytest.mark.usefixtures("signed_in")
def test_no_page_has_an_accessibility_violation(page, addresses):
    for name in PAGES:
        page.goto(addresses[name])
        page.wait_for_function("document.fonts.status === 'loaded'")
        for width, scheme in ((1440, "light"), (360, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)

            assert (name, scheme, violations(page)) == (name, scheme, [])


# 320 is what a window of 1280 has at 400 %.
@pytest.mark.usefixtures("signed_in")
def test_no_page_scrolls_sideways(page, addresses):
    for name in PAGES:
        page.goto(addresses[name])
        for width in (1440, 768, 320):
            page.set_viewport_size({"width": width, "height": 900})
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert (name, width, beyond) == (name, width, 0)


@pytest.mark.usefixtures("signed_in")
def test_the_masthead_marks_where_each_page_belongs(client, addresses, ada):
    client.force_login(ada)
    marked = re.compile(r'<a [^>]*aria-current="\w+"[^>]*>(\w+)</a>')
    for section, names in MARKED.items():
        for name in names:
            masthead = client.get(addresses[name]).content.decode().partition("</nav>")[0]
            assert (name, marked.findall(masthead)) == (name, [section] if section else [])


@pytest.mark.usefixtures("signed_in")
def test_nothing_is_refused_by_the_content_security_policy(page, addresses):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in PAGES:
        page.goto(addresses[name])

    assert [text for text in complaints if "404" not in text] == []


def test_the_vendored_typefaces_are_used(page, addresses):
    page.goto(addresses["compare"])
    page.wait_for_function("document.fonts.status === 'loaded'")

    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )

    assert {"Newsreader", "Instrument Sans"} <= {family.strip('"') for family in loaded}


def test_the_compare_page_can_be_walked_by_keyboard_alone(page, addresses):
    page.goto(addresses["compare"])

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"

    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const e = document.activeElement, r = e.getBoundingClientRect();
                if (e === document.body) return null;
                const over = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
                return {
                    name: (e.getAttribute("aria-label") || e.textContent).trim(),
                    ring: getComputedStyle(e).outlineStyle,
                    seen: e.contains(over) || !!over?.contains(e),
                };
            }"""
        )
        if focused is None:
            break
        seen.append(focused)

    names = [focused["name"] for focused in seen]
    assert any(name.startswith("Only differences") for name in names)
    assert "Shared claims, outlet by outlet" in names
    assert "¶ 1 of 2" in names
    assert [focused for focused in seen if focused["ring"] == "none"] == []
    assert [focused["name"] for focused in seen if not focused["seen"]] == []


def test_without_javascript_everything_can_be_read_and_filtered(browser, live_server, addresses):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(addresses["stories"])
    page.get_by_role("link", name="Help with them").click()
    expect(page.get_by_role("columnheader", name=re.compile("The Post"))).to_be_visible()

    page.get_by_role("link", name=re.compile("Only differences")).click()
    expect(page).to_have_url(re.compile("only=differences"))
    page.get_by_role("link", name="¶ 1 of 2").first.click()
    expect(page).to_have_url(re.compile(r"/articles/\d+/#s\d+$"))
    expect(page.locator(":target")).to_be_visible()
    page.get_by_role("link", name="Donald Trump", exact=True).first.click()
    expect(page.get_by_role("heading", name="Donald Trump", level=1)).to_be_visible()
    context.close()


def test_on_a_phone_each_claim_is_a_list_that_names_its_outlets(page, addresses):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(addresses["compare"])

    cells = page.locator(".matrix td:visible")
    names = cells.evaluate_all("all => all.map(e => getComputedStyle(e, '::before').content)")

    assert set(names) == {'"The Harbor Ledger"', '"The Post"'}
    expect(page.get_by_text(re.compile("^Not found in the text we hold of")).first).to_be_visible()
