"""What `wuzha demo` says, in Chinese and in English."""

from __future__ import annotations

DEMO_WORDS: dict[str, tuple[str, str]] = {
    # Help
    "help.demo": (
        "演示：一座合成城市在反诈中心的保护下生活，提醒实时出现在网页上，现成账号可登录。",
        "A synthetic city lives under an anti-fraud centre: warnings appear live in the browser, "
        "with logins ready to use.",
    ),
    "help.demo.speed": (
        "改变正在运行的演示的速度。",
        "Change how fast a running demo goes.",
    ),
    "help.city": (
        "造一座两万人的城市，生活三天，看中心策略提醒了谁；不开网页。",
        "Make a city of 20,000 people, let it live three days, and see whom the policy warns; "
        "no pages.",
    ),
    "help.demo_days": ("从今天起演示多少天。", "How many days the demo has, from today on."),
    "help.demo_speed": (
        "一秒钟过城里的多少秒。",
        "How many seconds of the city pass in a second.",
    ),
    "help.demo_port": ("网页的端口。", "The port of the pages."),
    "help.demo_home": (
        "存放演示数据的空文件夹；不写则用完即删。",
        "An empty folder for the demo's data; without it they are thrown away at the end.",
    ),
    "help.demo_of_home": (
        "正在运行的演示的文件夹。",
        "The folder of the running demo.",
    ),
    "help.demo_for": (
        "运行多少秒后自己结束；不写则直到按 Ctrl-C。",
        "End by itself after so many seconds; until Ctrl-C if absent.",
    ),
    "help.demo_officers": (
        "有没有模拟的话务员和民警。",
        "Whether simulated officers work beside you.",
    ),
    # While it opens
    "demo.engine": ("准备策略", "Preparing the policy"),
    "demo.house": ("建立中心", "Setting up a centre"),
    "demo.making_city": ("造城：{people} 人", "Making a city of {people} people"),
    "demo.directory": ("居民登记 {share}%", "Enrolling the residents, {share} %"),
    "demo.warming": ("城市的前几天 {share}%", "The city's first days, {share} %"),
    "demo.console": ("打开网页", "Opening the pages"),
    # What is printed
    "demo.open": (
        "中心开门了。请用浏览器打开：{address}",
        "The centre is open. Visit it with a browser: {address}",
    ),
    "demo.password": ("所有账号的密码：{password}", "Everybody's password: {password}"),
    "demo.login": ("账号", "Sign in as"),
    "demo.unit": ("单位", "Unit"),
    "demo.sees": ("看什么", "What to see"),
    "demo.keys": (
        "按 + 加快，按 - 放慢，按 Ctrl-C 结束；在别的终端：wuzha demo speed 600 --home {home}",
        "Press + for faster, - for slower, Ctrl-C to end; from another terminal: "
        "wuzha demo speed 600 --home {home}",
    ),
    "demo.state": (
        "{at}（×{speed}）　事件 {events}　提醒 {issued}　办理中 {open}　已办结 {ended}　"
        "避免损失 {avoided} 元",
        "{at} (x{speed})  events {events}  warnings {issued}  open {open}  ended {ended}  "
        "loss prevented {avoided} yuan",
    ),
    "demo.waits": (
        "　您手上有任务，时钟已放慢",
        "  you have a step in hand, so the clock goes slowly",
    ),
    "demo.over": ("　城里的日子过完了", "  the city has lived all its days"),
    "demo.ended": (
        "演示结束：{events} 个事件，{issued} 条提醒，{ended} 条已办结，避免损失 {avoided} 元，"
        "{victims} 人报案。",
        "The demo is over: {events} events, {issued} warnings, {ended} of them ended, "
        "loss prevented {avoided} yuan, {victims} reports of a loss.",
    ),
    "demo.speed_set": ("速度已改为 ×{speed}", "The speed is x{speed} now"),
    # Roles
    "demo.role.operator": (
        "96110 专席：取下一个任务、打电话、登记结果",
        "the hotline desk: take the next step, call, code the result",
    ),
    "demo.role.field": ("派出所民警：上门劝阻", "a field officer: visits"),
    "demo.role.dispatcher": (
        "指挥台：队列、各单位的负荷、转交",
        "the dispatcher: queue, load of the units, hand-over",
    ),
    "demo.role.supervisor": (
        "主管：总览、图表、审批",
        "the supervisor: overview, charts, approvals",
    ),
    "demo.role.investigator": ("侦查员：查找", "an investigator: search"),
    "demo.role.analyst": (
        "分析员：全省总览、阶梯",
        "an analyst: the province's overview, the ladder",
    ),
    "demo.role.ministry": ("部级：全国总览", "the ministry: the whole country"),
    "demo.role.auditor": ("审计员：谁看过谁", "the auditor: who looked at whom"),
    "demo.role.administrator": ("管理员：用户与单位", "the administrator: users and units"),
}
