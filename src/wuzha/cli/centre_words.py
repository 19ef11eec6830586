"""What the commands of the centre say, in Chinese and in English."""

from __future__ import annotations

CENTRE_WORDS: dict[str, tuple[str, str]] = {
    # Help
    "help.centre": (
        "反诈中心：建立、用户、单位、标注。",
        "The centre: set it up, its users and units, its labels.",
    ),
    "help.centre.init": (
        "建立中心：文件夹、密钥、数据表、最高单位和第一位管理员。",
        "Set up a centre: folder, keys, tables, the unit above all and its first administrator.",
    ),
    "help.centre.user": ("中心的用户。", "The users of the centre."),
    "help.centre.user.add": ("新建用户。", "Add a user."),
    "help.centre.user.list": ("列出用户。", "List the users."),
    "help.centre.user.password": ("设置新密码。", "Set a new password."),
    "help.centre.units": ("中心的单位。", "The units of the centre."),
    "help.centre.units.load": (
        "从文件读入单位树：新的建立，改名的改名。",
        "Load a tree of units: new ones are made, other names are taken over.",
    ),
    "help.centre.serve": (
        "打开网页，并处理中心自己要做的一切。",
        "Serve the pages, and do all that the centre does by itself.",
    ),
    "help.centre.work": (
        "只处理中心自己要做的一切：跟进、发送、到时处理；可以多开几个。",
        "Only do what the centre does by itself: follow up, send, keep time; several may run.",
    ),
    "help.centre.receive": (
        "收下别处的判定，每行一个 JSON。",
        "Take in decisions of other houses, one JSON object a line.",
    ),
    "help.host": ("监听的地址。", "The address to listen on."),
    "help.port": ("监听的端口。", "The port to listen on."),
    "help.web_workers": ("网页进程数。", "How many processes serve pages."),
    "help.pages_only": (
        "只开网页，其余交给 `wuzha centre work`。",
        "Pages alone; `wuzha centre work` does the rest.",
    ),
    "help.decisions": (
        "判定文件，- 为标准输入。",
        "The file of decisions; - is standard input.",
    ),
    "centre.address": ("网页：{address}", "The console: {address}"),
    "centre.stopped": ("已停止。", "Stopped."),
    "received.kept": ("留作依据", "Kept as evidence"),
    "received.joined": ("其中并入提醒", "of these joined a warning"),
    "received.cooled": ("其中没有比刚结束的更重", "of these not worse than what ended lately"),
    "received.late": ("其中太旧", "of these too old to warn of"),
    "received.passed": ("分数太低，未保留", "Said too little to be kept"),
    "received.repeated": ("以前来过", "Came before"),
    "received.issued": ("新提醒", "Warnings issued"),
    "received.risen": ("升级的提醒", "Warnings risen"),
    "received.bad_lines": ("无法读取的行", "Lines that are no decision"),
    "received.line": ("第 {number} 行：{error}", "line {number}: {error}"),
    "help.centre.retry": (
        "重新办理搁置的事项。",
        "Try again what was parked after too many failures.",
    ),
    "help.centre.labels": (
        "写出提醒的结果，供实验室使用。",
        "Write how warnings came out, for the lab.",
    ),
    "help.audit": ("审计链。", "The audit chain."),
    "help.audit.verify": (
        "检查审计链：有没有记录被改动、删除或添加。",
        "Check whether any entry was changed, taken out or put in.",
    ),
    "help.audit.head": (
        "显示审计链的末端，请每天抄存在别处。",
        "Show the end of the chain; write it down elsewhere every day.",
    ),
    "help.user_name": ("登录名。", "The name to sign in with."),
    "help.first_user": ("第一位管理员的登录名。", "The first administrator's user name."),
    "help.real_name": ("姓名。", "The person's name."),
    "help.root_level": (
        "最高单位的层级：ministry、province、city、county 或 station。",
        "The level of the unit above all: ministry, province, city, county or station.",
    ),
    "help.root_zh": ("最高单位的中文名。", "The Chinese name of the unit above all."),
    "help.root_en": ("最高单位的英文名。", "The English name of the unit above all."),
    "help.unit_code": (
        "单位代码；不写则为最高单位。",
        "The code of the unit; the one above all if absent.",
    ),
    "help.role": ("角色，可写多次。", "A role; may be given several times."),
    "help.badge": (
        "警号或工号：给市民打电话的人必须有。",
        "The badge: who calls citizens must have one.",
    ),
    "help.email": ("电子邮箱。", "The e-mail address."),
    "help.single_sign_on": (
        "没有密码，只能单点登录。",
        "No password: only single sign-on lets them in.",
    ),
    "help.type_password": (
        "输入密码；不写则随机生成，只显示一次。",
        "Type the password; without this one is made and shown once.",
    ),
    "help.unit_file": (
        "单位文件（YAML 或 CSV，见 docs/operate/centre.md）。",
        "The file of units, YAML or CSV (docs/operate/centre.md).",
    ),
    "help.labels_out": ("写入标注的 Parquet 文件。", "The Parquet file for the labels."),
    "help.since": ("从这一天起（UTC）。", "From this day on, UTC."),
    "help.until": ("到这一天为止（UTC，不含）。", "Until the beginning of this day, UTC."),
    "help.witness": (
        "以前抄存的末端：链必须经过它。",
        "An end that was written down earlier: the chain must go through it.",
    ),
    # Answers
    "centre.migrating": ("正在建立数据表", "Making the tables"),
    "centre.ready": ("中心已就绪：{home}", "The centre is ready: {home}"),
    "centre.users_kept": ("已有用户，保持不变。", "There are users already; they are kept."),
    "centre.keep_keys": (
        "请把 keys.json 另存一份：没有它，谁也读不出居民的资料。",
        "Keep a copy of keys.json elsewhere: without it nobody can read who the persons are.",
    ),
    "centre.first_user": ("第一位管理员：{username}", "The first administrator: {username}"),
    "centre.user_made": ("已建立用户 {username}", "Added the user {username}"),
    "centre.password_set": ("已为 {username} 设置新密码", "Set a new password for {username}"),
    "centre.shown_once": (
        "密码（只显示这一次）：{password}",
        "Password (shown only now): {password}",
    ),
    "centre.type_password": ("密码", "Password"),
    "centre.type_again": ("再输一次", "Again"),
    "centre.loaded": (
        "新建 {made} 个单位，改名 {renamed} 个，{same} 个不变",
        "{made} units made, {renamed} renamed, {same} as before",
    ),
    "centre.retried": ("重新办理 {count} 件", "{count} facts will be tried again"),
    "centre.writing": ("正在写出", "Writing"),
    "centre.labelled": ("{labels} 条标注写入 {out}", "{labels} labels written to {out}"),
    "centre.column.username": ("登录名", "user name"),
    "centre.column.name": ("姓名", "name"),
    "centre.column.unit": ("单位", "unit"),
    "centre.column.roles": ("角色", "roles"),
    "centre.column.badge": ("警号", "badge"),
    "centre.column.state": ("状态", "state"),
    "centre.state.active": ("在职", "active"),
    "centre.state.on_duty": ("值班", "on duty"),
    "centre.state.left": ("停用", "left"),
    "audit.verifying": ("正在检查", "Checking"),
    "audit.holds": (
        "审计链完好：{entries} 条记录，末端 {head}",
        "The chain holds: {entries} entries, its end is {head}",
    ),
    "audit.breaks": ("审计链有 {count} 处不符：", "The chain breaks at {count} places:"),
    "audit.gap": ("从这一号起缺少记录", "entries are missing from this number on"),
    "audit.changed": ("这条记录被改动", "this entry was changed"),
    "audit.cut": ("链的末端与记载不同", "the chain ends otherwise than its head says"),
    "audit.added": ("从这一号起有记载之外的记录", "entries from here on are unknown to the head"),
    "audit.not_witnessed": (
        "链不经过抄存的末端",
        "the chain does not go through the end that was written down",
    ),
    # Errors
    "error.witness": (
        "写成“号码:64 位十六进制”，即 wuzha audit head 显示的样子",
        "write NUMBER:HEX as `wuzha audit head` shows it",
    ),
    "error.day": ("“{text}”不是日期；写成 2026-03-01", "`{text}` is no date; write 2026-03-01"),
}
