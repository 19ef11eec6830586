"""Which language a person reads, and that everything is said in both."""

from __future__ import annotations

import ast
import string

import pytest

from shape.tree import SRC, python_files, tree_of
from wuzha.cli.language import chosen_language
from wuzha.cli.words import WORDS, say


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        (["screen", "--lang", "zh"], {"LANG": "en_GB"}, "zh"),
        (["--lang=en", "screen"], {"LANG": "zh_CN"}, "en"),
        (["--lang", "klingon"], {"LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_option_counts_before_the_machine(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert chosen_language(arguments, environment) == language


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_show_the_same_values(key: str) -> None:
    zh, en = WORDS[key]
    assert zh
    assert en
    assert placeholders(zh) == placeholders(en)


def keys_in_source() -> set[str]:
    """The literal keys of `say("...")`, `terminal.say("...")`, `option(key="...")`."""
    found = set()
    for path in python_files(SRC / "cli"):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if name in ("say", "waiting"):
                found.update(str(value) for value in literals)
            if name == "argument":
                found.update(f"help.{value}" for value in literals)
            found.update(
                f"help.{keyword.value.value}"
                for keyword in node.keywords
                if name == "option" and keyword.arg == "key"
                if isinstance(keyword.value, ast.Constant)
            )
    return found


def test_every_sentence_that_is_asked_for_exists() -> None:
    assert keys_in_source() - set(WORDS) == set()


def test_a_sentence_takes_its_values() -> None:
    assert say("zh", "error.finished", folder="out").startswith("out 里")
    assert say("en", "error.finished", folder="out").startswith("out holds")
