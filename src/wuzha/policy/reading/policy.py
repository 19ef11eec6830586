"""The top of a policy: what it is called, its sections, levels and actions."""

from __future__ import annotations

import hashlib
from difflib import get_close_matches
from pathlib import Path

from wuzha.policy.document import Entry
from wuzha.policy.findings import Finding
from wuzha.policy.reading.draft import Draft
from wuzha.policy.reading.features import read_feature, read_model
from wuzha.policy.reading.lists import read_lexicon, read_list
from wuzha.policy.reading.rules import read_rule
from wuzha.policy.sections import Enough, Section
from wuzha.policy.tree import Policy, Words
from wuzha.vocabulary import limits
from wuzha.vocabulary.decision import ACTIONS, LEVELS, SCORE_MAX
from wuzha.vocabulary.event import Kind, Type

KEYS = (
    *("policy", "version", "title", "time_zone", "lateness"),
    *("lists", "lexicons", "features", "models", "rules", "levels", "actions"),
)
_KINDS = tuple(kind.value for kind in Kind)
_RAISED = tuple(level.value for level in LEVELS[1:])


def read_policy(root: Entry, path: str, folder: Path) -> Policy | list[Finding]:
    """The tree of a document, or what is wrong with it. Files are looked for in `folder`."""
    draft = Draft(root, folder)
    try:
        policy = _policy(draft, path)
    except Enough:
        return draft.report.findings
    return draft.report.findings or policy


def _policy(draft: Draft, path: str) -> Policy:
    """As whole as the findings allow."""
    top = Section(draft.root, draft.report, KEYS)
    draft.report.broken.everything = any(map(_may_define_names, top.unknown))
    head = {key: top.label(key) for key in ("policy", "version")}
    title = top.words("title")
    time_zone = top.text("time_zone", "UTC") or "UTC"
    lateness = top.duration("lateness", limits.LATENESS_MAX, 0) or 0

    draft.lists = top.named("lists", limits.LISTS_MAX, lambda n, e: read_list(draft, n, e))
    draft.lexicons = top.named(
        "lexicons", limits.LEXICONS_MAX, lambda n, e: read_lexicon(draft, n, e)
    )
    features = top.named("features", limits.FEATURES_MAX, lambda n, e: read_feature(draft, n, e))
    models = top.named("models", limits.MODELS_MAX, lambda n, e: read_model(draft, n, e))
    draft.names |= dict.fromkeys(models, Type.NUMBER)
    rules = top.named("rules", limits.RULES_MAX, lambda n, e: read_rule(draft, n, e))
    if (entry := top.need("rules")) is not None and not rules and not draft.report.findings:
        draft.report.shape(entry, "至少一条规则", "at least one rule")

    return Policy(
        name=head["policy"],
        version=head["version"],
        title=title or Words("", ""),
        time_zone=time_zone,
        lateness=lateness,
        lists=draft.lists,
        lexicons=draft.lexicons,
        features=features,
        models=models,
        rules=rules,
        levels=_levels(draft, top),
        actions=_actions(draft, top),
        path=path,
        digest=_digest(draft),
        places=draft.places,
    )


def _may_define_names(key: str) -> bool:
    """Whether an unknown key may be one of those that define names, misspelt."""
    near = get_close_matches(key[:64], KEYS, n=1)
    return not near or near[0] in ("lists", "lexicons", "features", "models")


def _levels(draft: Draft, top: Section) -> dict[str, int]:
    entry = top.need("levels")
    if entry is None:
        return {}
    section = Section(entry, draft.report, _RAISED)
    found = {level: section.whole(level, 1, SCORE_MAX) for level in _RAISED if section.get(level)}
    whole = {level: points for level, points in found.items() if points is not None}
    thresholds = list(whole.values())
    is_rising = bool(whole) and thresholds == sorted(set(thresholds))
    if len(whole) == len(found) and not section.unknown and not is_rising:
        draft.report.shape(entry, "递增的分数线", "thresholds that rise from low to critical")
    return whole


def _actions(draft: Draft, top: Section) -> dict[Kind, dict[str, str]]:
    entry = top.get("actions")
    if entry is None:
        return {}
    section = Section(entry, draft.report, _KINDS)
    actions: dict[Kind, dict[str, str]] = {}
    for kind, value in section.keys.items():
        inner = Section(value, draft.report, _RAISED)
        chosen = {level: inner.choice(level, ACTIONS) for level in _RAISED if inner.get(level)}
        actions[Kind(kind)] = {level: action for level, action in chosen.items() if action}
    return actions


def _digest(draft: Draft) -> str:
    """SHA-256 (hex) of the text and of the files it names, in their order."""
    running = hashlib.sha256(draft.root.source.encode())
    for file in draft.files:
        running.update(b"\0" + file.relative_to(draft.folder).as_posix().encode() + b"\0")
        running.update(draft.digest_of(file))
    return running.hexdigest()
