"""What is noted. A value is stored for ever: it is never renamed."""

from enum import StrEnum

from app.i18n import _


class Noted(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    NUMBER_SEEN = "number_seen"
    RAISER_SEARCHED = "raiser_searched"
    EXPORTED = "exported"
    ACCOUNT = "account"
    ROLE_GIVEN = "role_given"
    ROLE_ENDED = "role_ended"
    MEMBER = "member"
    RULES = "rules"
    RULES_SHARED = "rules_shared"
    PROVIDER = "provider"
    KEY = "key"
    SHARING = "sharing"
    TAKEN_DOWN = "taken_down"
    SIGNUP_DECIDED = "signup_decided"
    COUNTY = "county"
    DIVISION = "division"


CALLED = {
    Noted.SIGNED_IN: _("登录"),
    Noted.SIGN_IN_REFUSED: _("登录未准"),
    Noted.SIGNED_OUT: _("退出登录"),
    Noted.SESSIONS_ENDED: _("强制退出"),
    Noted.NUMBER_SEEN: _("查看群众电话"),
    Noted.RAISER_SEARCHED: _("按姓名电话查找"),
    Noted.EXPORTED: _("导出"),
    Noted.ACCOUNT: _("账号变动"),
    Noted.ROLE_GIVEN: _("授予职责"),
    Noted.ROLE_ENDED: _("结束职责"),
    Noted.MEMBER: _("名册变动"),
    Noted.RULES: _("规则变动"),
    Noted.RULES_SHARED: _("规则公开或收回"),
    Noted.PROVIDER: _("登录方式变动"),
    Noted.KEY: _("接口钥匙变动"),
    Noted.SHARING: _("共享变动"),
    Noted.TAKEN_DOWN: _("撤下"),
    Noted.SIGNUP_DECIDED: _("审批开通申请"),
    Noted.COUNTY: _("县的暂停与恢复"),
    Noted.DIVISION: _("行政区划变动"),
}
VALUES = {  # of `state` and `decision`
    "approved": _("已通过"),
    "confirmed": _("联系人已核实"),
    "disabled": _("已停用"),
    "enabled": _("在用"),
    "ended": _("已结束"),
    "made": _("已配好"),
    "refused": _("未通过"),
    "shared": _("已公开"),
    "suspended": _("已暂停"),
    "withdrawn": _("已收回"),
}
# Of a field of `before` and `after`.
FIELDS = {
    "account": _("账号"),
    "client": _("客户端标识"),
    "code": _("区划代码"),
    "contact": _("联系电话"),
    "county": _("县(市、区)"),
    "decision": _("决定"),
    "department": _("单位"),
    "effective_on": _("生效日期"),
    "file": _("文件"),
    "found": _("查到"),
    "issuer": _("身份服务"),
    "items": _("共享项目"),
    "left": _("离任"),
    "name": _("姓名"),
    "number": _("版次"),
    "people": _("常住人口"),
    "reason": _("理由"),
    "region": _("省、市"),
    "role": _("职责"),
    "secret": _("密钥"),
    "sector": _("界别"),
    "session": _("登录的设备"),
    "state": _("状态"),
    "station": _("限定在"),
    "subject": _("账号标识"),
    "title": _("名称"),
}
