"""What the commands of the lab say, in Chinese and in English."""

from __future__ import annotations

LAB_WORDS: dict[str, tuple[str, str]] = {
    # Help
    "help.simulate": (
        "造一座合成城市：居民、日常生活、诈骗团伙，以及全部真相。",
        "Make a synthetic city: people, ordinary life, gangs, and the whole truth about them.",
    ),
    "help.evaluate": (
        "用合成城市检验策略：多少人在付款之前得到提醒，多少人被白白打扰。",
        "Judge a policy in synthetic cities: who was warned before paying, who for nothing.",
    ),
    "help.train": ("训练模型并写出模型卡。", "Train models and write their cards."),
    "help.train.events": (
        "用合成城市的事件训练策略里的模型。",
        "Train a policy's model on the events of synthetic cities.",
    ),
    "help.train.table": (
        "用一张特征表训练模型。",
        "Train a model on any table of features.",
    ),
    "help.train.score": (
        "给新的行打分。",
        "Score the rows of a new table with a model that was trained on one.",
    ),
    "help.model": ("train table 写出的文件夹。", "The folder that `train table` wrote."),
    "help.new_rows": ("要打分的表。", "The table to score."),
    "help.score_out": ("写入分数的 Parquet 文件。", "The Parquet file for the scores."),
    "help.past": (
        "训练用的表：新行的历史和邻居。",
        "The table that taught the model: the history and neighbours of the new rows.",
    ),
    "help.ignore": ("不作为特征的列。", "Columns that are no features."),
    "help.lab": ("策略实验室：比较、校准、发现新话术。", "Compare, calibrate, find new scripts."),
    "help.lab.compare": (
        "如果换成策略 B，会有什么不同。",
        "Say what would have changed with policy B in the place of A.",
    ),
    "help.lab.calibrate": (
        "学习分数对应的概率。",
        "Learn what a score means as a probability.",
    ),
    "help.train.names": (
        "从合成城市学会说出诈骗的类别。",
        "Learn from synthetic cities which class of fraud a warning is about.",
    ),
    "help.names_out": ("写出的名称表。", "The table of names to write."),
    "names.warnings": ("受骗中的提醒", "warnings within a fraud"),
    "names.best": ("总是说出最可能的类别：正确", "right when it always names the likeliest class"),
    "names.named": ("足够确定而说出的份额", "share that it is sure enough to name"),
    "names.right": ("其中正确", "of these right"),
    "names.held_out_warnings": (
        "未参与训练的剧本的提醒",
        "warnings of playbooks that taught nothing",
    ),
    "names.held_out_best": ("其中总是说出：正确", "of these right when it always names"),
    "names.held_out_named": ("其中足够确定", "of these sure enough"),
    "names.held_out_right": ("确定的当中正确", "of the sure ones right"),
    "help.lab.labels": (
        "人员处置的结果说明策略有多准。",
        "Say how right the policy was, by what officers found.",
    ),
    "help.label_file": (
        "`wuzha centre labels` 写出的文件。",
        "The file that `wuzha centre labels` wrote.",
    ),
    "labels.title": ("{warnings} 条提醒的结果", "How {warnings} warnings came out"),
    "labels.group": ("等级、类型", "level, type"),
    "labels.confirmed": ("属实", "confirmed"),
    "labels.of": ("已查明", "of known"),
    "labels.interval": ("95% 区间", "95% interval"),
    "labels.unknown": ("未查明", "unknown"),
    "labels.type": (
        "指明类型的 {tries} 条中，类型正确 {share}",
        "type right in {share} of {tries} where an officer named it",
    ),
    "labels.calibration": ("校准误差 {error}", "calibration error {error}"),
    "help.lab.drift": (
        "策略每天说的，与开头几天相比变了多少。",
        "Say how far what a policy says moves from what it said in the first days.",
    ),
    "help.reference": ("作为对照的开头天数。", "How many days at the beginning are compared with."),
    "help.lab.novelty": (
        "逐小时找出从未见过的话术。",
        "Surface wordings that nobody received before, hour by hour.",
    ),
    "help.people": ("居民人数。", "How many people live in the city."),
    "help.days": ("多少天。", "How many days."),
    "help.seed": ("种子：同一种子得到同一座城市。", "The seed: the same one makes the same city."),
    "help.seeds": ("多少座城市，每座一个种子。", "How many cities, each with a seed of its own."),
    "help.first_seed": ("第一座城市的种子。", "The seed of the first city."),
    "help.processes": ("同时用多少个进程。", "How many processes work side by side."),
    "help.any_policy": (
        "策略文件；不写则用数据包自带的中心策略。",
        "The policy file; the pack's policy for a centre if absent.",
    ),
    "help.policy_a": ("策略 A（现行）。", "Policy A, the one in force."),
    "help.policy_b": ("策略 B（候选）。", "Policy B, the candidate."),
    "help.warn_at": (
        "达到这个等级就提醒当事人。",
        "From this level on a decision is a warning to the person.",
    ),
    "help.warm_up": (
        "开头多少天只积累窗口，不计成绩。",
        "Days at the beginning that fill the windows and do not count.",
    ),
    "help.held_out": (
        "没有参与训练的剧本，用逗号分开；不写则看模型卡。",
        "Playbooks that taught nothing, divided by commas; by the models' cards if absent.",
    ),
    "help.page": (
        "把带图的报告写到这个 HTML 文件。",
        "Write the report with pictures to this HTML file.",
    ),
    "help.city_out": (
        "写入事件与真相（Parquet）的文件夹。",
        "The folder for the events and the truth, in Parquet.",
    ),
    "help.check": (
        "检查城市是否符合公开的统计。",
        "Check whether the city agrees with published statistics.",
    ),
    "help.fraud": ("有没有诈骗。", "Whether there is fraud in the city."),
    "help.twins": (
        "有没有看似诈骗的正当事务。",
        "Whether there are honest affairs that look like fraud.",
    ),
    "help.shadow": (
        "让 B 作为影子与 A 同时运行，判定另存到这个文件夹。",
        "Run B beside A as its shadow and keep its decisions in this folder.",
    ),
    "help.calibration_out": ("写入校准表的文件。", "The file for the calibration."),
    "help.inject_day": (
        "从第几天起投放一种全新话术。",
        "The day from which on a script is used that exists nowhere else.",
    ),
    "help.model_out": (
        "写入模型与模型卡的文件夹。",
        "The folder for the model and its card.",
    ),
    "help.judging": ("多少座城市只用于检验模型。", "How many cities only judge the model."),
    "help.date": ("写在模型卡上的日期；不写则为今天。", "The date on the card; today if absent."),
    "help.rows": ("Parquet 或 CSV 表。", "The table, Parquet or CSV."),
    "help.target": (
        "目标列：1 为诈骗，0 为正常。",
        "The column that is 1 for fraud and 0 for honest.",
    ),
    "help.group": (
        "按这一列的值划分，同值同侧。",
        "Split by the values of this column: equal values stay together.",
    ),
    "help.time": (
        "按时间划分所依据的列。",
        "The column of time; without a group, the last rows judge.",
    ),
    "help.unlabelled": ("表示没有标注的值。", "Values of the target that mean unlabelled."),
    "help.ratios": ("两列之比，如 a/b,c/d。", "Ratios of two columns, such as a/b,c/d."),
    "help.history": (
        "对这些列的每个值统计此前的历史。",
        "Key columns: what was known of their values before each row.",
    ),
    "help.amount": ("金额列。", "The column of amounts."),
    "help.graph": ("边表（src、dst，可有 w）。", "A table of edges: src, dst and perhaps w."),
    "help.node": ("节点编号列。", "The column of node ids."),
    "help.neighbour_fraud": (
        "使用已标注邻居中诈骗的比例。",
        "Use how many labelled neighbours are fraud.",
    ),
    "help.folds": ("交叉检验多少折。", "How many folds tell the spread."),
    # Progress
    "simulate.checking": ("正在核对统计", "Checking the statistics"),
    "simulate.living": ("城市在生活", "The city lives"),
    "evaluate.cities": ("城市", "Cities"),
    "compare.days": ("天", "Days"),
    "train.learning": ("正在学习", "Learning"),
    # Results
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "figure.name": ("指标", "figure"),
    "figure.value": ("数值", "value"),
    "figure.range": ("范围", "range"),
    "figure.unit": ("单位", "unit"),
    "figure.holds": ("达到", "holds"),
    "figure.spread": ("标准差", "spread"),
    "figure.target": ("目标", "target"),
    "simulate.check_title": ("与公开统计对照", "Against published statistics"),
    "simulate.city_title": ("城市", "The city"),
    "city.people": ("居民", "people"),
    "city.days": ("天", "days"),
    "city.events": ("事件", "events"),
    "city.victims": ("付款的受害人", "victims who pay"),
    "city.episodes": ("全部骗局", "frauds on one person, in all"),
    "city.campaigns": ("群发", "blasts to many"),
    "city.twins": ("看似诈骗的正当事务", "honest affairs that look like fraud"),
    "evaluate.head": (
        "{policy}：{cities} 座城市，{people_days} 人日，{episodes} 起付款的骗局",
        "{policy}: {cities} cities, {people_days} people-days, {episodes} frauds that were paid",
    ),
    "evaluate.title": ("策略 {policy} 的成效", "The outcome of policy {policy}"),
    "outcome.playbook": ("剧本", "playbook"),
    "outcome.episodes": ("起数", "episodes"),
    "outcome.before_first": ("首笔之前提醒", "warned before the first payment"),
    "outcome.before_last": ("末笔之前提醒", "before the last"),
    "outcome.of_loss": ("按损失", "of the loss"),
    "compare.change": ("变化", "change"),
    "compare.warned": ("末笔付款之前得到提醒的骗局", "frauds warned before the last payment"),
    "compare.only": ("其中只有它提醒的", "of these, warned by it alone"),
    "compare.saved": ("挽回的损失（元）", "loss saved (yuan)"),
    "compare.wrong": ("每百万人日白白打扰", "warned for nothing, per million people-days"),
    "compare.rules": ("触发不同的规则（判定数）", "Rules that fired in one alone (decisions)"),
    "drift.title": ("与开头几天相比（群体稳定性指数）", "Against the first days (stability index)"),
    "drift.day": ("第几天", "day"),
    "drift.of": ("什么", "of"),
    "drift.index": ("指数", "index"),
    "drift.size": ("变化", "drift"),
    "drift.score": ("分数", "scores"),
    "drift.kind": ("事件种类", "kinds of events"),
    "drift.rules": ("触发的规则", "rules that fired"),
    "drift.none": ("无", "none"),
    "drift.notable": ("可见", "notable"),
    "drift.large": ("很大", "large"),
    "error.reference": (
        "对照天数必须少于城市的 {days} 天",
        "the days to compare with must be fewer than the city's {days}",
    ),
    "novelty.title": ("种子 {seed}：发现 {count} 种新话术", "Seed {seed}: {count} new scripts"),
    "novelty.example": ("例子", "example"),
    "novelty.persons": ("人数", "people"),
    "novelty.found": (
        "种子 {seed}：投放 {hours} 小时后发现新话术",
        "Seed {seed}: the injected script was surfaced after {hours} hours",
    ),
    "novelty.never": (
        "种子 {seed}：没有发现投放的新话术",
        "Seed {seed}: the injected script was not surfaced",
    ),
    "train.folds": ("多次划分", "Over several splits"),
    "train.mean": ("平均", "mean"),
    # The demo
    "demo.making": (
        "正在造城：{people} 人，{days} 天",
        "Making a city: {people} people, {days} days",
    ),
    "demo.city": (
        "{people} 人的合成城市过了 {days} 天：{events} 个事件，筛查 {rate} 个/秒",
        "A synthetic city of {people} people lived {days} days: {events} events, screened at "
        "{rate} a second",
    ),
    "demo.short": (
        "（几天太短，窗口还是空的；wuzha evaluate 用更长的城市检验策略。）",
        "(A few days are short, and the windows begin empty; `wuzha evaluate` judges in longer "
        "cities.)",
    ),
    "demo.story": (
        "其中一人（{playbook}，损失 {loss} 元）",
        "One of them ({playbook}, loss {loss} yuan)",
    ),
    "demo.contact": ("首次接触", "first contact"),
    "demo.pays": ("付款 {amount} 元", "pays {amount} yuan"),
    "demo.more": (
        "更多：wuzha evaluate --seeds 5 --page report.html；wuzha examples；"
        "wuzha simulate --out 文件夹",
        "More: wuzha evaluate --seeds 5 --page report.html; wuzha examples; "
        "wuzha simulate --out FOLDER",
    ),
    "error.simulate_what": (
        "请加 --out 文件夹（写出城市）或 --check（核对统计），或两者都加",
        "say --out FOLDER to write the city, --check to check it, or both",
    ),
}
