"""What each field of the charter changes, for the clerk who fills it in. A test holds this against
the model: no field without its sentence.
"""

from app.i18n import _, translated

PARTS: dict[str, str] = {
    "names": _("平台和各样东西在本地叫什么；所有页面都照此显示。"),
    "stations": _("有哪几种阵地，建在哪一级，要达到什么标准。"),
    "placement": _("委员怎样编到各处，每处几人，谁包联哪里。"),
    "composition": _("每次协商请哪些人，各至少几位。"),
    "topics": _("收哪些事，凭什么受理，凭什么不受理。"),
    "flow": _("一件事从提出到公开，一环一环由谁办、几天内办、要有什么。"),
    "consultations": _("协商有哪些形式，谈的结果怎么说。"),
    "outcomes": _("成果有哪几种，办结以后第几天回头看。"),
    "duties": _("谁每隔多久必须做什么。"),
    "publicity": _("群众从什么时候起看得到，名字是否隐去。"),
    "scoring": _("考核表：考谁、多久一次、哪些指标、怎样计分。"),
    "signing_in": _("各种身份多久不用就要重新登录。"),
    "personal": _("个人信息保存多久，本人的请求几天内答复。"),
    "english": _("左边照抄规则里的中文，右边写英文页面上怎么叫；空着就用通用的英文。"),
    "host": _("平台由谁主办，群众往哪里打电话；每一页最下面和首页上都有。"),
}
KEY = _("记录里用的代号，空着就由名称拼出；用过的不要再改。")
NAME = _("页面上显示的名称，随时可以改。")
NOTE = _("名称旁边的一句说明，可以空着。")
LEVEL = _("在哪一级。")
IDLE = _("几分钟不用就要重新登录；有几种身份的，按最短的算。")
LEDGER = _("按台账里的这一项来数；空着就不数。")

HINTS: dict[str, dict[str, str]] = {
    "Charter": {
        "schema": _("程序自己用的版本号。"),
        "title": _("这套规则叫什么，如“5+X 四步九环”。"),
        **PARTS,
        "activities": _("会外做的哪些事可以登记、计入考核。"),
    },
    "Names": {
        "platform": _("每页左上角的大字。"),
        "slogan": _("平台名称旁边的一句话，首页和海报上也有。"),
        "station": _("协商的地方叫什么，如“工作站”“议事室”。"),
        "topic": _("群众提的事叫什么，如“议题”。"),
        "consultation": _("坐下来商量叫什么，如“协商活动”。"),
        "minutes": _("商量时的记录叫什么，如“协商纪要”。"),
        "outcome": _("商量出来的意见叫什么。"),
        "commitment": _("交给部门去办的事叫什么。"),
        "department": _("去办事的部门叫什么。"),
        "member": _("政协委员在这里叫什么。"),
        "convener": _("主持商量的人叫什么，如“站长”。"),
        "circle": _("请来商量的一桌人叫什么。"),
        "answer": _("给提出人的答复叫什么。"),
        "rating": _("群众打分叫什么。"),
        "case": _("做得好的事叫什么，如“典型案例”。"),
        "screening": _("受理前的审核叫什么，如“三级会审”。"),
        "theme": _("当年的主题叫什么；没有就空着。"),
    },
    "Choice": {"key": KEY, "name": NAME, "note": NOTE},
    "SittingForm": {
        "key": KEY,
        "name": NAME,
        "note": NOTE,
        "fewest": _("少于这么多人参加，就不能归档。"),
        "photo": _("环节要求照片时，这种形式也要有；书面的、上门谈的可以不要。"),
    },
    "StationKind": {
        "key": KEY,
        "level": LEVEL,
        "name": NAME,
        "suffix": _("接在地名后面，如“某某村”+“议事室”；改了，已设立的可一次改名。"),
        "proposed": _("新开通时，为这一级的每个地方建议设一处。"),
        "ends": _("只建议给名称这样结尾的地方，如“街道”；空着就给其余的。"),
    },
    "StandardItem": {
        "key": KEY,
        "name": NAME,
        "photo": _("有照片为证，才能核验通过。"),
        "counts": _("不靠照片而靠记录的，选台账里的一项。"),
        "at_least": _("每个周期至少要有几次。"),
        "every": _("多久算一次。"),
    },
    "Standard": {
        "name": _("如“五有”“六有”。"),
        "kinds": _("哪几种要达到；都不选，就是全部。"),
        "items": _("逐条写明，各凭什么算达到。"),
    },
    "Stations": {
        "kinds": _("开设时从这里选一种。"),
        "standards": _("各种阵地要达到的标准，公开在规则页上。"),
        "unified": _("各处一样的要求，如“统一标识”。"),
    },
    "Range": {"min": _("最少几位。"), "max": _("最多几位。")},
    "Covering": {
        "who": _("谁去包联，如“主席、副主席、秘书长”。"),
        "level": _("包联哪一级。"),
        "each": _("每位包联几个。"),
        "note": NOTE,
    },
    "Placement": {
        "modes": _("登记委员时，从这里选一种编入的方式。"),
        "principles": _("编入时照着办的原则，公开在规则页上。"),
        "members_per_station": _("每处委员几人为宜，预览时会列出不合的。"),
        "facilitators_per_station": _("每处议事成员几人为宜。"),
        "covering": _("谁包联哪里，公开在规则页上。"),
    },
    "Group": {
        "key": KEY,
        "name": NAME,
        "min": _("要求“各类人员到齐”的环节，少一位就过不去；0 是按需邀请。"),
        "max": _("多于这么多位就请不进来；空着就不限。"),
        "counts_as": _("全省比较时，这类人算作哪一类。"),
    },
    "Composition": {
        "name": _("这种组成叫什么，如“1+6+X”。"),
        "groups": _("参加商量的人分哪几类。"),
        "member_required": _("没有委员参加，商量就不能归档。"),
    },
    "CheckItem": {"key": KEY, "text": _("审核的人逐条打勾的一句话。")},
    "CheckGroup": {
        "key": KEY,
        "name": _("这一组叫什么，如“六议”“六不议”。"),
        "at_least": _("这一组里至少要符合几条；0 是一条也不能有。"),
        "items": _("逐条写明是什么情形，不用“不”“没有”。"),
    },
    "Checklist": {
        "name": _("清单叫什么，如“六议六不议”。"),
        "groups": _("一组一个要求：至少符合几条，或一条也不能有。"),
        "example": _("还没有按本地文件改过，页面上会注明是示例。"),
    },
    "Theme": {
        "name": _("如“示范区建设”。"),
        "share_target": _("全年的事里，它至少占百分之几；0 是不要求。"),
    },
    "Topics": {
        "categories": _("提事的人从这里选一类；名单和数字按它分。"),
        "admission": _("受理前逐条核对的清单。"),
        "decline_reasons": _("不受理时必须选一条，提出人看得到。"),
        "theme": _("当年要多议的主题，没有就不填。"),
    },
    "Ring": {
        "kind": _("这一环究竟做什么；各县叫法不同，意思从这里来。"),
        "name": NAME,
        "by": _("哪些人可以办这一环；工作台上会提醒他们。"),
        "days": _("超过这么多个工作日就亮红灯；没有时限就空着。"),
        "requires": _("缺了这些，这一环就过不去。"),
        "group": _("相邻几环写同一个名称，图上就合画成一个。"),
        "of": _("只用于审批：批的是选题、方案、结果还是转化。"),
        "level": _("只用于审核：由哪一级决定。"),
    },
    "Step": {"name": NAME, "rings": _("这一步里依次办的环节。")},
    "Flow": {
        "draw": _("议题页最上面的图，画大步骤，还是画每一环。"),
        "steps": _("几大步；每一步里有若干环节。"),
        "name": _("这套流程叫什么，如“四步九环”。"),
        "reference": _("依次提交、收文、限期回复，回复告诉提出人；空着就由答复的人答复。"),
    },
    "Consultations": {
        "forms": _("安排商量时从这里选一种。"),
        "sections": _("记录照这几节写，各自一栏；一节也没有，就是一整栏。"),
        "conclusions": _("四种结果在本地怎么说；意思是固定的。"),
        "research": _("调研时照着做的清单，如“五要五不”。"),
    },
    "Outcomes": {
        "kinds": _("报送成果时从这里选一种。"),
        "follow_up_days": _("办结后第几天再去看一次，公开在规则页上。"),
        "branches": _("每种结果之后怎么办，归档时显示。"),
    },
    "Duty": {
        "key": KEY,
        "name": NAME,
        "of": _("谁该完成。"),
        "every": _("多久一次。"),
        "at_least": _("每个周期至少几次。"),
        "day": _("固定在每月几日的才填，如 25。"),
        "counts": LEDGER,
    },
    "ActivityKind": {
        "key": KEY,
        "name": NAME,
        "levels": _("每行一级，如市级；考核按级别给分时用。"),
        "together": _("几个人合办一件的，登记时按次序写名字。"),
        "unit": _("一件算几，如半天；空着就按件。"),
        "note": NOTE,
    },
    "Publicity": {
        "topics_from": _("不登录的人从什么时候起看得到一件事。"),
        "mask_names": _("公开的页面上，群众的名字只显示姓。"),
        "faces": _("编入一处的人，在那里的页面上有照片；由本人或办公室上传，离任后不再显示。"),
        "channels": _("还在哪些地方公开，如公示栏。"),
    },
    "SigningIn": {
        "member": IDLE,
        "convener": IDLE,
        "township": IDLE,
        "committee": IDLE,
        "leadership": IDLE,
        "party": IDLE,
        "department": IDLE,
        "office": IDLE,
        "hours": _("登录以后最长几小时，到时一律重新登录；不超过 12。"),
    },
    "Personal": {
        "answer_days": _("本人要求查阅、更正、删除的，几个工作日内答复；不超过 30。"),
        "raiser_months": _("事情办结几个月后自动删除；记录和数字保留。"),
        "guests_months": _("事情办结几个月后自动删除；人数保留。"),
        "left_months": _("离任或停用几个月后自动删除姓名、电话和账号标识。"),
        "wish_months": _("答复几个月后自动删除请求和答复的文字。"),
    },
    "Host": {
        "name": _("主办单位的全称，如“政协某某县委员会办公室”；空着就不显示。"),
        "phone": _("群众可以打的电话；空着就不显示。"),
        "address": _("群众可以来的地方；空着就不显示。"),
        "filing": _("网站备案号，按备案时的写法；空着就不显示。"),
        "privacy": _("用一句话告诉群众：收集什么、用来做什么、不给谁看；保存多久另外自动写明。"),
    },
    "Indicator": {
        "key": KEY,
        "name": NAME,
        "marks": _("这一项最多几分；基本分加起来等于满分。"),
        "method": _("怎样由数得出分。"),
        "counts": LEDGER,
        "over": _("按比例计分时，除以台账里的这一项。"),
        "result": _("台账里的结果，如 solved；空着就都计。"),
        "form": _("协商形式的代号；空着就都计。"),
        "category": _("类别的代号；空着就都计。"),
        "empty": _("没有可比的记录时，这一项算几分。"),
        "among": _("选「几项取最高」，存好以后在这里勾选；它们只在这里算一次。"),
        "share": _("几个人合办一件，分怎样分。"),
        "other": _("各有定分时，第一人之外每人几分。"),
        "other_at_most": _("一期里合计最多几分；空着就不限。"),
        "points": _("每一件加或扣几分。"),
        "cap": _("加到这么多为止；空着就到分值为止。"),
        "floor": _("扣到这么多为止。"),
        "target": _("比例达到多少算满分，1 是全部。"),
        "steps": _("每行：达到多少，得几分；从高到低。"),
        "options": _("每行：哪一级，得几分。"),
        "kind": _("基本分算在满分里，加分和扣分在外。"),
        "note": NOTE,
    },
    "Mix": {
        "of": _("拿哪一张表的平均分来合。"),
        "average": _("平均分占几成，如 0.6；其余看本表自己的指标。"),
    },
    "Part": {
        "of": _("算进哪一项总考核。"),
        "weight": _("在总考核里占几成，如 0.5。"),
    },
    "Reward": {"first": _("奖励前几名。"), "name": _("奖励什么。")},
    "Excluded": {"name": NAME, "subject": _("同名的靠它分清。")},
    "Sheet": {
        "key": KEY,
        "name": NAME,
        "subject": _("考核谁。"),
        "period": _("多久考核一次。"),
        "full_marks": _("各项基本分加起来应有这么多。"),
        "decimals": _("每项得分四舍五入到几位小数，合计不再舍入。"),
        "sample": _("少于下面的件数，只记分、不排名。"),
        "sample_least": _("至少要有几件才排名。"),
        "excluded": _("每行一个名称，从列出的里选：记分，但不排名。"),
        "closing_days": _("期末过几天就不再等记录；空着就不设截止。"),
        "late": _("截止日之后才登记的，怎么算。"),
        "late_points": _("选了扣分才填：每条扣几分。"),
        "indicators": _("逐项写明分值和怎样计分。"),
        "mix": _("由另一张表的平均分和本表合成，才填。"),
        "part": _("算进更大的总考核，才填。"),
        "reward": _("前几名有奖励，才填。"),
        "bonus_cap": _("加分合计不超过这么多；空着就不限。"),
        "penalty_cap": _("扣分合计不超过这么多；空着就不限。"),
        "grades": _("每行：等次，多少分以上；从高到低。"),
        "follows": _("每行：等次，随后怎么办，如约谈；没有就空着。"),
    },
    "Scoring": {
        "sheets": _("一张表考核一种对象。"),
        "year_begins": _("考核年度从几月算起，如 12 是上年 12 月。"),
    },
}
# Small in the form: most clerks leave them alone.
RARE: frozenset[tuple[str, str]] = frozenset(
    (part, "key") for part, fields in HINTS.items() if "key" in fields
) | {("Charter", "schema")}


def hint(part: str, name: str) -> str:
    text = HINTS.get(part, {}).get(name, "")
    return translated(text) if text else ""
