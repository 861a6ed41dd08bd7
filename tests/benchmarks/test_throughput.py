import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.throughput import Watch, tree

HOLDS_40_MB = "held = bytearray(40 * 2**20); sum(range(10**7)); print('ready', flush=True); input()"
STARTS_ANOTHER = (
    "import subprocess, sys; print(1, flush=True);"
    f'subprocess.run([sys.executable, "-c", "{HOLDS_40_MB}"])'
)

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")


def test_the_memory_of_what_a_process_started_counts():
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_ANOTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as outer:
        assert outer.stdout
        assert outer.stdout.readline() == b"1\n"
        assert outer.stdout.readline() == b"ready\n"
        watch = Watch(outer.pid)
        time.sleep(0.6)
        watch.stop()
        processes = list(tree(outer.pid))
        outer.communicate(b"\n")

    assert len(processes) == 2
    assert 0 < watch.cpu < 10
    assert 40 * 2**20 < watch.peak < 120 * 2**20
