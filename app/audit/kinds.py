"""What is noted. A value is stored for ever: it is never renamed."""

from app.i18n import _
from app.records import Recorded


class Noted(Recorded):
    """`about`: what it is called, a msgid."""

    about: str

    SIGNED_IN = "signed_in", _("登录")
    SIGN_IN_REFUSED = "sign_in_refused", _("登录未准")
    SIGNED_OUT = "signed_out", _("退出登录")
    SESSIONS_ENDED = "sessions_ended", _("强制退出")
    NUMBER_SEEN = "number_seen", _("查看群众电话")
    PERSONAL_SEEN = "personal_seen", _("查看个人信息")
    RAISER_SEARCHED = "raiser_searched", _("按姓名电话查找")
    EXPORTED = "exported", _("导出")
    WISH = "wish", _("个人信息请求")
    CORRECTED = "corrected", _("更正个人信息")
    ERASED = "erased", _("删除个人信息")
    ACCOUNT = "account", _("账号变动")
    ROLE_GIVEN = "role_given", _("授予职责")
    ROLE_ENDED = "role_ended", _("结束职责")
    MEMBER = "member", _("名册变动")
    DEPARTMENT = "department", _("单位改名")
    RULES = "rules", _("规则变动")
    FILE_PUBLISHED = "file_published", _("文件公开或收回")
    RULES_SHARED = "rules_shared", _("规则公开或收回")
    PROVIDER = "provider", _("登录方式变动")
    KEY = "key", _("接口钥匙变动")
    SHARING = "sharing", _("共享变动")
    TAKEN_DOWN = "taken_down", _("撤下")
    PUT_BACK = "put_back", _("恢复原状")
    VEILED = "veiled", _("遮住文字")
    VEIL_LIFTED = "veil_lifted", _("恢复公开文字")
    CASE_DECIDED = "case_decided", _("对推荐的决定")
    SIGNUP_DECIDED = "signup_decided", _("审批开通申请")
    JOBS = "jobs", _("停下的任务重新排队")
    COUNTY = "county", _("县的暂停与恢复")
    DIVISION = "division", _("行政区划变动")


VALUES = {  # of `state`, `decision` and `wish`
    "access": _("查阅、复制"),
    "approved": _("已通过"),
    "chosen": _("选用"),
    "confirmed": _("联系人已核实"),
    "correction": _("更正、补充"),
    "declined": _("不选用"),
    "disabled": _("已停用"),
    "done": _("已办理"),
    "enabled": _("在用"),
    "ended": _("已结束"),
    "erasure": _("删除"),
    "invited": _("已邀请"),
    "made": _("已新建"),
    "passed_on": _("转送省里"),
    "published": _("向各县公开"),
    "recalled": _("收回公开"),
    "refused": _("未通过"),
    "reopened": _("重新审核"),
    "shared": _("已公开"),
    "suspended": _("已暂停"),
    "waiting": _("待定"),
    "withdrawn": _("已收回"),
}
# Of a field of `before` and `after`.
FIELDS = {
    "account": _("账号"),
    "client": _("客户端标识"),
    "code": _("区划代码"),
    "contact": _("联系电话"),
    "county": _("县（市、区）"),
    "decision": _("决定"),
    "department": _("单位"),
    "effective_on": _("生效日期"),
    "file": _("文件"),
    "found": _("查到"),
    "issuer": _("身份服务"),
    "items": _("共享项目"),
    "left": _("离任"),
    "matters": _("一并办理的事"),
    "name": _("姓名"),
    "number": _("版次"),
    "people": _("常住人口"),
    "reason": _("理由"),
    "region": _("上级政协"),
    "role": _("职责"),
    "secret": _("密钥"),
    "sector": _("界别"),
    "session": _("登录的设备"),
    "state": _("状态"),
    "station": _("限定在"),
    "subject": _("账号标识"),
    "title": _("名称"),
    "wish": _("请求"),
}
