"""A bounded run of the fuzzer: 20,000 hostile files."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("intake_harness.py")
RUNS = 1_000_000 if os.environ.get("WUZHA_DEEP") == "1" else 20_000


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not here")
def test_no_file_breaks_the_intake(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    options = [f"-runs={RUNS}", "-seed=1", "-max_len=4096", "-timeout=10", "-verbosity=0"]
    done = subprocess.run(
        [sys.executable, str(HARNESS), *options, f"-artifact_prefix={tmp_path}/", str(corpus)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
