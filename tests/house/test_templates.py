import re
from pathlib import Path

import pytest
from django.template.loader import get_template

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))

# What the content security policy refuses, so that it would fail in a browser only.
INLINE = re.compile(
    r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|\shx-on\b|javascript:", re.IGNORECASE
)


def test_there_are_templates():
    assert "base.html" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_no_inline_script_or_style(name):
    found = INLINE.findall((TEMPLATES / name).read_text("utf-8"))

    assert found == []


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_script_and_style_would_be_seen(html):
    assert INLINE.search(html)


def test_a_script_with_an_address_is_fine():
    assert not INLINE.search("<script src=\"{% static 'js/a.js' %}\" defer></script>")
