import re
from pathlib import Path

import pytest
from django.apps import apps

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text("utf-8")
DEFINED = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.*?) \|", GLOSSARY, re.MULTILINE))))
MODELS = [
    model.__name__
    for app in ("articles", "claims")
    for model in apps.get_app_config(app).get_models()
]


def test_there_are_models_to_look_up():
    assert {"Article", "Statement", "Claim"} <= set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_each_model_is_in_the_glossary(name):
    assert name in DEFINED


def test_each_class_in_the_glossary_exists():
    sources = "\n".join(
        path.read_text("utf-8")
        for app in ("articles", "claims")
        for path in (Path(__file__).parents[2] / app).rglob("*.py")
    )

    assert [name for name in sorted(DEFINED) if f"class {name}" not in sources] == []
