"""What must never stand in a text to a person: a way to go anywhere or to answer.

A warning that asks to tap, ring or reply teaches people to obey the next false one. China's 12381
messages carry no link, no number and no reply for that reason.
"""

from __future__ import annotations

import re
import unicodedata

from wuzha.vocabulary.text import normal_form

TAIL_DIGITS = 4

_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
_INVISIBLE = re.compile(f"[{_BLANKS}]")

_LINK = re.compile(
    r"""
    :// | www | https? | [/\\@]                                  # addresses and paths
    | [a-z0-9\u3400-\u9fff-] \s* \. [a-z0-9\u3400-\u9fff]       # host.name
    | [a-z0-9-] \s* [\u3002\uff61] \s* [a-z0-9]                 # host。name
    | [a-z0-9] \s+ \. \s* [a-z0-9]                              # host . name
    | [\[({<（【] \s* (?: \. | dot | 点 ) \s* [\])}>）】]         # host[.]name
    | \b dot \s+ [a-z]{2,} | 点 \s* (?: com | cn | net | org | top | xyz )
    """,
    re.VERBOSE,
)
_REPLY = re.compile(
    r"""
    回 \s* (?: 复 | 覆 | [a-z0-9]{1,4} (?![a-z]) ) | 退 \s* 订 | 按 \s* [0-9\#*]
    | \b (?: reply | replies | respond | unsubscribe | opt [ -]? out ) \b
    | \b (?: text | send | press | type ) \s+ (?: stop | yes | [b-hj-z0-9\#*] ) \b
    | \b text \s+ no \b
    | \b stop \s+ to \s+ \d
    """,
    re.VERBOSE,
)

# Digits as people write them, three or more in a row, whatever stands between two of them.
_HAN_DIGITS = "零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖弌弍弎貳參叄陸"
_RUN = re.compile(rf"[{_HAN_DIGITS}\d](?:[\W_]{{0,3}}[{_HAN_DIGITS}\d]){{2,}}")
_DIGIT_WORD = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_WORD_RUN = re.compile(rf"\b{_DIGIT_WORD}(?:[\W_]+{_DIGIT_WORD}){{2,}}\b")


def faults(text: str) -> list[str]:
    """What is wrong with a text: `invisible`, `link`, `number`, `reply`; empty if it may go out.

    Read in normal form, so full-width, circled and look-alike characters count as what they look
    like. One run of exactly four ASCII digits is no number: the tail of the fraud's own.
    """
    found = []
    if any(map(_is_invisible, text)):
        found.append("invisible")
    form = normal_form(text)
    if _LINK.search(form):
        found.append("link")
    if _has_number(text, form):
        found.append("number")
    if _REPLY.search(form):
        found.append("reply")
    return found


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
        return True
    return (category == "Cc" and character != "\n") or bool(_INVISIBLE.match(character))


def _has_number(text: str, form: str) -> bool:
    runs = [match[0] for match in _RUN.finditer(form)]
    is_tail = len(runs) == 1 and re.fullmatch(rf"[0-9]{{{TAIL_DIGITS}}}", runs[0]) is not None
    if runs and not (is_tail and runs[0] in text):
        return True
    return _WORD_RUN.search(form) is not None
