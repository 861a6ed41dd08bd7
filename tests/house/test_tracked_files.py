import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\0")[:-1]

# Written in halves, since this file is tracked, too.
HOSTS = tuple(
    "".join(parts)
    for parts in (
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("npmjs", ".org"),
        ("npmjs", ".com/package"),
        ("artifact", "ory"),
    )
)
MACHINE_PATH = re.compile(rb"(?<![\w.\"'$}/-])/(?:work|root|Users|home/[a-z]\w*)/")


def contents(name):
    path = ROOT / name
    return path.read_bytes() if path.is_file() else b""


def test_files_are_tracked():
    assert "manage.py" in TRACKED


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_registry(host):
    assert [name for name in TRACKED if host.encode() in contents(name)] == []


def test_no_file_names_a_place_on_one_machine():
    assert [name for name in TRACKED if MACHINE_PATH.search(contents(name))] == []


def test_a_place_on_one_machine_would_be_seen():
    home = "home"
    assert MACHINE_PATH.search(f"see /{home}/ada/newsclaims".encode())


@pytest.mark.parametrize("pattern", [r"\.env$", r"\.pem$", r"secret-key$", r"\.py[co]$", r"^var/"])
def test_nothing_private_or_made_is_tracked(pattern):
    assert [name for name in TRACKED if re.search(pattern, name)] == []


def test_no_file_is_large_but_the_weights():
    large = {name: size for name in TRACKED if (size := len(contents(name))) > 5_000_000}

    assert list(large) == ["claims/nlp/tagging/tagger.onnx"]
    assert large.popitem()[1] < 30_000_000
