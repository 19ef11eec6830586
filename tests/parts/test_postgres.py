"""The centre on a real PostgreSQL: migrations, a short life of warnings, two processes at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest

from wuzha.processes.installation import make_keys
from wuzha.testing.postgres import throwaway_postgres
from wuzha.vocabulary.errors import SettingError

LIFE = Path(__file__).parent / "postgres_life.py"
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server; without PostgreSQL on this machine the tests are skipped and say why."""
    context = throwaway_postgres("only-for-tests")
    try:
        url = context.__enter__()
    except SettingError as error:
        pytest.skip(str(error))
    try:
        yield url
    finally:
        context.__exit__(None, None, None)


def together(home: Path, url: str, *whats: str) -> list[dict[str, Any]]:
    """What processes of the centre answer that begin at the same moment."""
    places = {"WUZHA_HOME": str(home), "WUZHA_DATABASE": url}
    settings = {"DJANGO_SETTINGS_MODULE": "wuzha.processes.settings"}
    paths = {"PYTHONPATH": os.pathsep.join([str(LIFE.parents[1]), *sys.path])}
    processes = [
        subprocess.Popen(
            [sys.executable, str(LIFE), what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **places, **settings, **paths},
            text=True,
        )
        for what in whats
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [json.loads(answer) for answer in answers]


def test_warnings_live_and_each_reaction_takes_effect_once(server: str, tmp_path: Path) -> None:
    make_keys(tmp_path)
    [prepared] = together(tmp_path, server, "prepare")
    assert prepared == {"issued": 60, "repeated": 60, "facts": 60}

    one, other = together(tmp_path, server, "deliver", "deliver")
    assert one["handled"] + other["handled"] == 60
    assert min(one["handled"], other["handled"]) > 0, "one of them did everything"

    [done] = together(tmp_path, server, "work")
    assert done["steps"] == done["steps_apart"] == 120, "a flash and a call for each"
    assert done["reactions"] == done["facts"] == 120, "issued and ended"
    assert (done["waiting"], done["open_steps"], done["breaks"]) == (0, 0, 0)
    assert done["endings"] == ["dissuaded"]
    assert done["note"] == "已劝阻"


def test_nothing_personal_is_readable_in_the_database(server: str) -> None:
    with psycopg.connect(server) as connection:
        names = connection.execute("SELECT name, address FROM people_person").fetchall()
        notes = connection.execute("SELECT note FROM dissuade_step WHERE note IS NOT NULL")
        stored = b"".join(value for row in [*names, *notes.fetchall()] for value in row)
    assert names
    for word in ("居民", "Long Lane", "劝阻"):
        assert word.encode() not in stored


def test_the_server_and_its_folder_are_gone_afterwards() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server runs as another account if we are root
        try:
            with throwaway_postgres("only-for-tests", below=folder) as url:
                assert any(folder.iterdir())
                with psycopg.connect(url) as connection:
                    assert connection.execute("SELECT 1").fetchone() == (1,)
        except SettingError as error:
            pytest.skip(str(error))
        assert not any(folder.iterdir())
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_setting_that_the_server_refuses_is_named() -> None:
    with pytest.raises(SettingError, match="pg_ctl"), throwaway_postgres("x", {"work_mem": "-7"}):
        pass
