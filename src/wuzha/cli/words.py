"""Everything that the command line says, in Chinese and in English."""

from __future__ import annotations

from wuzha.cli.centre_words import CENTRE_WORDS
from wuzha.cli.demo_words import DEMO_WORDS
from wuzha.cli.lab_words import LAB_WORDS
from wuzha.cli.language import Language

WORDS: dict[str, tuple[str, str]] = {
    # Help
    "help": (
        "无诈：反诈中心。筛查通话、短信、访问和转账，在付款之前提醒当事人。",
        "Wuzha: an anti-fraud centre. It screens calls, messages, visits and transfers, and "
        "warns before the money is paid.",
    ),
    "help.screen": (
        "筛查文件里的事件，写出判定。",
        "Screen the events in files and write the decisions.",
    ),
    "help.policy": ("检查、解释、比较、试验策略。", "Check, explain, compare and try policies."),
    "help.policy.check": ("检查策略有没有错。", "Say what is wrong with policies."),
    "help.policy.explain": (
        "用句子说明一个策略。",
        "Say in sentences what a policy does.",
    ),
    "help.policy.diff": (
        "两个版本的策略有什么不同。",
        "Say what differs between two versions of a policy.",
    ),
    "help.policy.test": ("运行策略里的例子。", "Run the examples in policies."),
    "help.backtest": (
        "用策略重算历史（Parquet）：它会怎么判定。",
        "Say what a policy would have said about a history in Parquet.",
    ),
    "help.examples": (
        "筛查随包附带的事件；有公开数据时也筛查它们。",
        "Screen the events that come with the package, and public data sets if you have them.",
    ),
    "help.bench": ("测量速度，与别的做法并排比较。", "Measure speed, beside the alternatives."),
    "help.version": ("显示版本。", "Show the version."),
    "help.inputs": (
        "要筛查的文件：NDJSON、CSV、Parquet 或 Arrow IPC，可用 .gz、.zst 压缩。",
        "Files to screen: NDJSON, CSV, Parquet or Arrow IPC; .gz and .zst too.",
    ),
    "help.policy_file": ("策略文件。", "The policy file."),
    "help.policy_files": ("策略文件。", "Policy files."),
    "help.old": ("旧版本。", "The old version."),
    "help.new": ("新版本。", "The new version."),
    "help.out": (
        "写入判定、死信和汇总的文件夹。",
        "The folder for decisions, dead letters and the summary.",
    ),
    "help.map": (
        "映射文件：哪一列是哪个字段（docs/reference/mapping.md）。",
        "The mapping: which column is which field (docs/reference/mapping.md).",
    ),
    "help.format": ("判定日志的格式。", "The format of the decision log."),
    "help.input_format": (
        "输入的格式；不写则看文件名后缀。",
        "The format of the inputs; without it the suffix of the file name counts.",
    ),
    "help.encoding": ("文本输入的编码。", "The encoding of text inputs."),
    "help.delimiter": ("CSV 的分隔符。", "The delimiter of CSV inputs."),
    "help.lateness": (
        "等待迟到事件多久，如 30s、10m；不写则按策略。",
        "How long to wait for late events, such as 30s or 10m; the policy's if absent.",
    ),
    "help.batch": ("每批最多多少事件。", "The most events in a batch."),
    "help.bad_share": (
        "坏记录超过这个比例就停止。",
        "Stop when more than this share of the records is bad.",
    ),
    "help.pack": ("国家数据包。", "The country pack."),
    "help.lang": ("语言：zh 或 en。", "The language: zh or en."),
    "help.json": (
        "只在标准输出上写一个 JSON 对象。",
        "Write one JSON object to standard output and nothing else.",
    ),
    "help.force": (
        "覆盖文件夹里已完成的结果。",
        "Replace the finished run that the folder holds.",
    ),
    "help.histories": ("Parquet 历史文件。", "Histories in Parquet."),
    "help.backtest_out": ("把每个事件的全部数值写成 Parquet。", "Write all values as Parquet."),
    "help.threads": ("用多少线程。", "How many threads to use."),
    "help.data": (
        "公开数据所在的文件夹；也可用环境变量 WUZHA_DATA。",
        "The folder of the public data sets; WUZHA_DATA in the environment does the same.",
    ),
    "help.examples_out": (
        "保留结果的文件夹；不写则用完即删。",
        "A folder to keep the results in; without it they are thrown away.",
    ),
    "help.bench_name": ("测量的名称。", "The name of the bench."),
    "help.record": (
        "把结果加到 bench/history.jsonl。",
        "Add what was found to bench/history.jsonl.",
    ),
    "help.quick": ("一分钟内的粗略测量。", "A rough figure within a minute."),
    # Progress, on standard error
    "preparing": (
        "正在准备策略；首次编译需要一些时间，之后直接读取缓存",
        "Preparing the policy; the first time it is compiled, later it is read from the cache",
    ),
    "screening": ("筛查", "Screening"),
    "backtesting": ("正在重算历史", "Going through the history"),
    "per_second": ("{rate} 条/秒", "{rate} records/s"),
    # Results
    "accepted": ("接收", "accepted"),
    "left_out": ("按映射略过", "left out by the mapping"),
    "flagged": ("标记", "flagged"),
    "passed": ("放行", "passed"),
    "late": ("其中迟到", "of these, late"),
    "dead_letters": ("死信", "dead letters"),
    "rate": ("速度", "rate"),
    "rate_value": ("{rate} 条/秒，共 {seconds} 秒", "{rate} records/s, {seconds} s in all"),
    "scores": ("与标注对照", "Against the labels"),
    "at_least": ("等级至少为", "level at least"),
    "precision": ("精确率", "precision"),
    "recall": ("召回率", "recall"),
    "f1": ("F1", "F1"),
    "false_alarms": ("误报率", "false alarms"),
    "rules": ("触发最多的规则", "The rules that fired most"),
    "rule": ("规则", "rule"),
    "events": ("事件", "events"),
    "samples": ("举例", "Some of them"),
    "sample_head": (
        "{kind}，{score} 分，{level}，{action}",
        "{kind}, score {score}, {level}, {action}",
    ),
    "types": ("诈骗类型", "Fraud types"),
    "kinds": ("事件种类", "Kinds of events"),
    "levels": ("等级", "Levels"),
    "actions": ("处置", "Actions"),
    "unknown_columns": (
        "没有用到的列：{names}",
        "Columns that were not used: {names}",
    ),
    "dropped_values": (
        "有些值所在的字段与事件种类不符，已忽略：{names}",
        "Values of fields that the kind of event does not have were dropped: {names}",
    ),
    "written": ("结果在 {folder}", "The results are in {folder}"),
    "incomplete": (
        "没有完成；已有的部分在 {folder}",
        "Not complete; what there is stands in {folder}",
    ),
    "good_policy": ("{path}：没有问题（{name} {version}）", "{path}: good ({name} {version})"),
    "bad_policies": ("{count} 个策略有问题", "{count} of the policies have findings"),
    "backtest_head": (
        "{events} 个事件，{seconds} 秒",
        "{events} events in {seconds} s",
    ),
    # The examples
    "examples.telecom": (
        "一次诈骗的全过程：假客服来电、共享屏幕、仿冒网页、验证码、转账",
        "One fraud from end to end: a false agent's call, a shared screen, a lookalike page, "
        "codes, a transfer",
    ),
    "examples.messages": ("短信里的诈骗话术", "Words of fraud in messages"),
    "examples.visits": ("可疑的网址", "Suspicious host names"),
    "examples.transfers": ("收款账户的异常", "Receiving accounts that behave like mules"),
    "examples.shipped": ("随包附带的事件（合成）", "events that come with the package (synthetic)"),
    "examples.public": ("公开数据 {names}", "public data {names}"),
    "examples.no_data": (
        "想看公开数据上的结果：wuzha examples --data 文件夹",
        "To see the public data sets as well: wuzha examples --data FOLDER",
    ),
    "examples.absent": ("没有 {names}，略过", "{names} not there, left out"),
    # Errors
    "error": ("错误", "error"),
    "error.bad_duration": (
        "“{text}”不是时长；写成 30s、10m、1h",
        "`{text}` is no length of time; write 30s, 10m or 1h",
    ),
    "error.lateness_max": ("最多可等待 {hours} 小时", "at most {hours} hours can be waited"),
    "error.finished": (
        "{folder} 里已有完成的结果；换一个文件夹，或加 --force",
        "{folder} holds a finished run; name another folder or add --force",
    ),
    "error.no_bench": (
        "没有名为 {name} 的测量；有：{known}",
        "there is no bench {name}; there are: {known}",
    ),
    "error.none": ("无", "none"),
    "error.output": ("写不出去：{reason}", "cannot write: {reason}"),
    "error.interrupted": ("已中断", "interrupted"),
    "error.internal": (
        "程序内部出错（{kind}）。请把命令和版本报告给我们；加 WUZHA_DEBUG=1 可看到细节",
        "Something inside went wrong ({kind}). Please report it with the command and the "
        "version; WUZHA_DEBUG=1 shows the details",
    ),
    **LAB_WORDS,
    **DEMO_WORDS,
    **CENTRE_WORDS,
}


def say(language: str, key: str, **values: object) -> str:
    """The sentence of that key, with values for what stands in its braces."""
    zh, en = WORDS[key]
    return (zh if language == Language.ZH else en).format(**values)
