"""What the API tells: the same as the pages, with every span and its words."""

import pytest
from django.urls import reverse

from articles.roles import Role
from claims.models import Claim, Statement, Succession
from tests.builders import NOON, a_speaker, an_article, an_outlet
from tests.claims.api.conftest import a_token, an_edit, bearer
from tests.claims.api.test_doors import problem

pytestmark = pytest.mark.django_db


def told(client, what, *args, **query):
    answer = client.get(reverse(f"api_{what}", args=args), query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def pieces(value):
    """Yield every piece in an answer: words with their place."""
    if isinstance(value, dict):
        if value.keys() == {"span", "words"}:
            yield value
        for inner in value.values():
            yield from pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pieces(inner)


def test_every_span_is_where_its_words_stand(client, world):
    article = told(client, "article", world.ledger.pk)
    found = list(pieces(article))

    assert article["text"] == world.ledger.text
    assert len(found) > 6
    for piece in found:
        start, end = piece["span"]
        assert world.ledger.text[start:end] == piece["words"]
    behind = next(one for one in found if "🚢" in one["words"])  # one character, two UTF-16 units
    assert world.ledger.text[slice(*behind["span"])].endswith("by noon")


def test_a_statement_is_told_with_its_chain_and_where_it_belongs(client, world):
    statement = told(client, "statement", world.quote.pk)

    assert [(one["name"], one["role"]) for one in statement["chain"]] == [
        ("Meridian Wire", "relay"),
        ("Ada Ferro", "speaker"),
    ]
    assert statement["words"] == "“Nobody at Gannet will sail again,”"
    assert statement["url"] == f"http://testserver/articles/{world.ledger.pk}/#s1"
    assert (statement["story"], statement["voice"]) == (world.story.pk, f"{world.story.pk}-1")
    assert (statement["review"], statement["seen"], statement["is_current"]) == (
        "unreviewed",
        0,
        True,
    )
    edit = an_edit(world.quote)
    statement = told(client, "statement", world.quote.pk)
    assert (statement["review"], statement["seen"]) == ("right", edit.pk)


def test_a_story_tells_what_each_outlet_has_and_a_claim_why_it_stands(client, world):
    story = told(client, "story", world.story.pk)
    shared = story["claims"][0]
    claim = told(client, "claim", world.claim.pk)
    denied = told(client, "claim", world.quote.links.get().claim_id)

    assert [column["name"] for column in story["columns"]] == ["The Harbor Ledger", "Daily Lantern"]
    assert (shared["claim"], shared["outlets"], shared["voices"]) == (world.claim.pk, 2, 1)
    assert [telling["column"] for telling in shared["tellings"]] == [0, 1]
    assert claim["statements"][1]["evidence"][0]["because"] == "most words are shared"
    assert denied["relations"][0]["heading"] == "Denied by"
    assert denied["relations"][0]["other_words"][0]["words"] == "crews had been paid"
    assert told(client, "stories")["items"][0]["outlets"] == ["The Harbor Ledger", "Daily Lantern"]


def test_sources_are_told_in_numbers(client, world):
    speaker = told(client, "speaker", world.quote.speaker_id)
    outlet = told(client, "outlet", world.ledger.outlet_id)

    assert (speaker["statements"], speaker["relayed"]) == (2, 0)
    assert {one["outlet"]["name"]: one["denied"] for one in speaker["shares"]} == {
        "The Harbor Ledger": 0,
        "Daily Lantern": 1,
    }
    assert {one["value"]: one["count"] for one in outlet["kinds"]} == {"person": 1, "anonymous": 1}
    assert told(client, "speakers", name="FERRO a")["items"][0]["name"] == "Ada Ferro"
    assert told(client, "outlets", name="harbor")["items"][0]["articles"] == 1


def test_a_list_is_walked_by_its_cursor_and_meets_each_once(client, world):
    for number in range(5):
        an_article(f"Text {number}.", outlet=f"Outlet {number}")
        a_speaker(f"Speaker {number}")

    for name in ("articles", "speakers", "outlets", "claims"):
        whole = [one["id"] for one in told(client, name)["items"]]
        met, address = [], f"{reverse(f'api_{name}')}?size=2"
        while address:
            page = client.get(address).json()
            assert len(page["items"]) <= 2
            met += [one["id"] for one in page["items"]]
            address = page["next"]
            assert (address is None) == (page["cursor"] is None)
        assert met == whole
        assert len(met) > 2
    assert "text" not in told(client, "articles")["items"][0]


def test_lists_are_asked_for_by_what_they_are_of(client, world):
    other = an_article("Another text.", outlet="Elsewhere")
    outlet = an_outlet("Elsewhere").pk

    assert [one["id"] for one in told(client, "articles", outlet=outlet)["items"]] == [other.pk]
    assert len(told(client, "articles", story=world.story.pk)["items"]) == 2
    assert len(told(client, "claims", story=world.story.pk)["items"]) == 3
    assert told(client, "stories", outlet=outlet)["items"] == []
    assert len(told(client, "stories", several="true", since="2025-06-01")["items"]) == 1


def test_an_answer_that_has_not_changed_is_not_sent_again(client, world):
    address = reverse("api_article", args=[world.ledger.pk])
    first = client.get(address)
    etag = first["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})
    weak = client.get(address, headers={"If-None-Match": f'"x", W/{etag}'})
    head = client.head(address)
    world.ledger.title = "Another title"
    world.ledger.save()
    changed = client.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert weak.status_code == 304
    assert (head.status_code, head["ETag"], head.content) == (200, etag, b"")
    assert (changed.status_code, changed["ETag"] != etag) == (200, True)
    assert "Authorization" in first["Vary"]
    assert first["Cache-Control"] == "private, no-cache"


def test_what_went_into_another_leads_there(client, world):
    Succession.objects.create(
        sort="claim", old_id=7_000_000, new_id=world.claim.pk, moved=2, at=NOON, release="test"
    )

    answer = client.get(reverse("api_claim", args=[7_000_000]))

    assert answer.status_code == 301
    assert answer["Location"] == f"http://testserver/api/claims/{world.claim.pk}/"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/api/nowhere/", 404, "Nothing is at /api/nowhere/"),
        ("/api/claims/x/", 404, "Nothing is at"),
        ("/api/claims/99/", 404, "There is no claim 99."),
        ("/api/stories/99/", 404, "There is no story 99."),
        ("/api/articles/9223372036854775807/", 404, "There is no article"),
        ("/api/articles/9223372036854775808/", 422, "pk: "),
        ("/api/articles/" + "9" * 5000 + "/", 404, "Nothing is at"),
        ("/api/articles/?size=0", 422, "size: "),
        ("/api/articles/?cursor=x", 422, "That is no cursor of this list"),
        ("/api/articles/?cursor=%00", 422, "cursor: "),
        ("/api/articles/?outlet=99999999999999999999", 422, "outlet: "),
        ("/api/speakers/?name=%00", 422, "name: "),
        ("/api/speakers/?name=%ed%a0%80", 200, ""),
        ("/api/stories/?cursor=2025-99-99T00:00:00%2B00:00~1", 200, ""),
        ("/api/stories/?since=2025-02-31", 422, "since: "),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, address, status, words):
    answer = client.get(address)

    assert answer.status_code == status, answer.content
    if status > 200:
        assert words in problem(answer, status)


def test_other_methods_are_refused_with_those_that_would_do(client):
    answer = client.delete(reverse("api_stories"))

    assert (problem(answer, 405), answer["Allow"]) == ("Ask for this by GET.", "GET")


def test_what_fails_here_is_told_without_its_reason(client, settings, monkeypatch):
    client.raise_request_exception = False

    def broken(*args, **kwargs):
        raise ValueError("secret")

    monkeypatch.setattr("claims.api.reading.river.page", broken)
    answer = client.get(reverse("api_stories"))

    assert "log" in problem(answer, 500)
    assert "secret" not in answer.content.decode()


def test_an_answer_takes_as_many_queries_for_many_as_for_one(
    client, world, django_assert_max_num_queries
):
    article = reverse("api_article", args=[world.ledger.pk])
    for address, most in (
        (article, 18),
        (reverse("api_story", args=[world.story.pk]), 18),
        (reverse("api_claim", args=[world.claim.pk]), 20),
        (reverse("api_articles"), 2),
        (reverse("api_claims"), 3),
        (reverse("api_statements"), 14),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_history_names_colleagues_and_is_for_editors(client, world):
    edit = an_edit(world.quote)
    _, secret = a_token(Role.EDITOR, "read")
    headers = bearer(secret)

    listed = client.get(
        reverse("api_edits"), {"about": f"statement:{world.quote.pk}"}, headers=headers
    ).json()
    one = client.get(reverse("api_edit", args=[edit.pk]), headers=headers).json()

    assert listed["items"] == [one]
    assert (one["by"], one["deed"], one["hindrance"]) == ("editor", "confirmed", "")
    assert client.get(reverse("api_edits")).status_code == 401


def test_the_page_of_the_api_shows_every_route_without_a_script(client):
    page = client.get(reverse("api_docs")).content.decode()
    document = client.get(reverse("api_schema")).json()

    for path, methods in document["paths"].items():
        assert f"<code>{path}</code>" in page
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
    assert document["servers"] == [{"url": "http://testserver"}]
    assert Statement.objects.count() == Claim.objects.count() == 0
