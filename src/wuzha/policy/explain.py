"""A policy as a document that a person who does not read expressions can judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wuzha.policy import wording
from wuzha.policy.phrasing import Phrasing, explain_expression
from wuzha.policy.tree import Feature, Model, NamedList, Policy, Rule, Words
from wuzha.vocabulary.event import Kind

__all__ = ["explain", "explain_expression", "explain_item"]

_MODEL_FORMATS = {
    "lightgbm": Words("LightGBM 模型", "a LightGBM model"),
    "onnx": Words("ONNX 模型", "an ONNX model"),
}


def explain(policy: Policy, language: str, types: Mapping[str, Words] | None = None) -> str:
    """The whole policy in sentences, in Markdown; `types` says what fraud types are called."""
    lines = [*_head(policy, language)]
    sections = {
        "lists": Words("名单", "Lists"),
        "lexicons": Words("词库", "Lexicons"),
        "features": Words("特征", "Features"),
        "models": Words("模型", "Models"),
        "rules": Words("规则", "Rules"),
    }
    for section, heading in sections.items():
        items = getattr(policy, section)
        if items:
            lines += ["", f"## {heading.in_language(language)}", ""]
            lines += [
                _bullet(name, explain_item(policy, section, name, language, types), language)
                for name in items
            ]
    lines += ["", f"## {Words('判定', 'Decisions').in_language(language)}", ""]
    lines += [f"- {line}" for line in _decisions(policy, language)]
    return "\n".join(lines) + "\n"


def _bullet(name: str, said: str, language: str) -> str:
    return f"- {name}：{said}" if language == "zh" else f"- {name}: {said}"


def explain_item(
    policy: Policy,
    section: str,
    name: str,
    language: str,
    types: Mapping[str, Words] | None = None,
) -> str:
    """One list, lexicon, feature, model or rule as a sentence, without its name."""
    if section == "lists":
        said = _list(policy.lists[name], language)
    elif section == "lexicons":
        count = len(policy.lexicons[name].phrases)
        said = f"{count} 个词。" if language == "zh" else f"{count} phrase{'s' * (count > 1)}."
    elif section == "features":
        said = _feature(policy, policy.features[name], language)
    elif section == "models":
        said = _model(policy, policy.models[name], language)
    else:
        said = _rule(policy, policy.rules[name], language, types or {})
    return wording.spaced(said) if language == "zh" else said


def _head(policy: Policy, language: str) -> Iterator[str]:
    lateness = wording.duration(policy.lateness, language)
    late = Words(f"事件最多可迟到 {lateness}", f"Events may be {lateness} late")
    if not policy.lateness:
        late = Words("不等待迟到的事件", "It does not wait for late events")
    yield f"# {policy.title.in_language(language)}"
    yield ""
    name, version, zone = policy.name, policy.version, policy.time_zone
    yield Words(
        f"策略 {name}，版本 {version}，时区 {zone}。{late.zh}。",
        f"Policy {name}, version {version}, time zone {zone}. {late.en}.",
    ).in_language(language)


_LIST_MATCHES = {
    "prefix": Words("以其中一项开头即命中", "whatever begins with an entry is on it"),
    "suffix": Words("子域名一并命中", "with their subdomains"),
}


def _list(item: NamedList, language: str) -> str:
    form = wording.FORMS[item.of]
    parts = [Words(f"{form.zh}名单", form.en)]
    if item.entries:
        count = len(item.entries)
        parts.append(Words(f"此处列出 {count} 项", f"{count} written out here"))
    if item.file is not None:
        parts.append(Words(f"取自文件 {item.file.name}", f"from the file {item.file.name}"))
    if item.match in _LIST_MATCHES:
        parts.append(_LIST_MATCHES[item.match])
    said = [part.in_language(language) for part in parts]
    return "，".join(said) + "。" if language == "zh" else ", ".join(said) + "."


def _feature(policy: Policy, feature: Feature, language: str) -> str:
    phrase = Phrasing(policy, language, feature.on, names_codes=True)
    by = phrase.named_field(feature.by)
    over = wording.duration(feature.over, language)
    kinds = wording.kinds(feature.on, language)
    compute = phrase.value(feature.compute)
    where = ""
    if feature.where is not None:
        where = explain_expression(feature.where, policy, language, feature.on)
    title = feature.say.in_language(language) if feature.say is not None else ""
    if language == "zh":
        lead = f"{title}，即" if title else ""
        only = f"（仅计：{where}）" if where else ""
        return f"{lead}同一{by}最近 {over}的{kinds}{only}中，{compute}。"
    lead = f"{title}, that is, " if title else ""
    only = f" where {where}" if where else ""
    last = over.removeprefix("1 ")
    return f"{lead}{compute} in the last {last} by the same {by}, over {kinds}{only}."


def _model(policy: Policy, model: Model, language: str) -> str:
    form, file = _MODEL_FORMATS[model.format].in_language(language), model.file.name
    kinds = wording.kinds(model.on, language)
    inputs = [Phrasing(policy, language, model.on).value(name) for name in model.inputs]
    when = explain_expression(model.when, policy, language) if model.when is not None else ""
    if language == "zh":
        only = f"，仅当{when}时计算" if when else ""
        return f"{form}（文件 {file}），用于{kinds}{only}，输入：{'、'.join(inputs)}。"
    only = f" when {when}" if when else ""
    return f"{form} (file {file}) on {kinds}{only}, from {', '.join(inputs)}."


def _rule(policy: Policy, rule: Rule, language: str, types: Mapping[str, Words]) -> str:
    kinds = wording.kinds(rule.on, language)
    when = explain_expression(rule.when, policy, language, rule.on)
    effects = list(_effects(rule, language, types))
    say = rule.say.in_language(language)
    if language == "zh":
        return f"遇{kinds}，若{when}：{'，'.join(effects)}。说明：“{say}”"
    return f"On {kinds}, when {when}: {', '.join(effects)}. Says: “{say}”"


def _effects(rule: Rule, language: str, types: Mapping[str, Words]) -> Iterator[str]:
    effects: list[Words] = []
    points = abs(rule.points)
    if points:
        verb, many = "加" if rule.points > 0 else "减", "s" * (points != 1)
        effects.append(Words(f"{verb} {points} 分", f"{rule.points:+d} point{many}"))
    if rule.type is not None:
        code, known = rule.type, types.get(rule.type)
        plain = Words(f"类型为 {code}", f"type {code}")
        named = known and Words(f"类型为{known.zh}（{code}）", f"type {known.en} ({code})")
        effects.append(named or plain)
    if rule.stage is not None:
        stage = wording.STAGES[rule.stage]
        effects.append(Words(f"阶段为{stage.zh}", f"stage {stage.en}"))
    if rule.exempts:
        effects.append(Words("一律放行，无论其他规则", "the event is allowed, whatever else fires"))
    for effect in effects:
        yield effect.in_language(language)


def _decisions(policy: Policy, language: str) -> Iterator[str]:
    for line in (*_levels(policy), *_actions(policy)):
        yield line.in_language(language)


def _levels(policy: Policy) -> Iterator[Words]:
    yield Words(
        "触发的规则的分数相加得总分，最低 0 分，最高 100 分。",
        "The points of the rules that fire add up to the score, at least 0 and at most 100.",
    )
    levels = policy.levels.items()
    zh = "，".join(
        f"{wording.LEVELS[level].zh}（{level}）{points} 分起" for level, points in levels
    )
    en = ", ".join(f"{level} from {points}" for level, points in levels)
    yield Words(f"等级：{zh}；再低则为无（none）。", f"Levels: {en}; below that none.")


def _actions(policy: Policy) -> Iterator[Words]:
    for kind, actions in policy.actions.items():
        steps = [
            Words(
                f"{wording.LEVELS[level].zh}级起{wording.ACTIONS[action].zh}（{action}）",
                f"{action} from level {level}",
            )
            for level, action in actions.items()
        ]
        zh, en = "，".join(step.zh for step in steps), ", ".join(step.en for step in steps)
        of_zh, of_en = wording.kinds([kind], "zh"), wording.kinds([kind], "en").capitalize()
        yield Words(f"{of_zh}：{zh}；再低则放行。", f"{of_en}: {en}; below that allow.")
    if len(policy.actions) < len(Kind):
        yield Words("其他种类的事件一律放行。", "Events of other kinds are always allowed.")
    yield Words(
        "单一信号不拦人：暂缓（hold）和拦截（block）须有两条加分规则触发，"
        "否则改为核验（challenge）。",
        "No single signal stops anybody: hold and block need two rules that add points; "
        "with fewer the action is challenge.",
    )
