"""The words of the summary's pages and tables, each under a short name."""

from datetime import date
from typing import Any

from templates.engine import translations
from templates.words import MONTHS, WEEKDAYS


def N_(text: str) -> str:  # noqa: N802 - the name by which the extraction finds a text
    """Mark a text for translation."""
    return text


TEXTS = {
    "week": N_("%(year)s年第%(number)s周"),
    "month": N_("%(year)s年%(number)s月"),
    "quarter": N_("%(year)s年第%(number)s季度"),
    "year": N_("%(year)s年"),
    "span": N_("%(first)s至%(last)s"),
    "so_far": N_("%(period)s（到%(today)s为止）"),
    "made": N_("%(at)s 生成"),
    "summary": N_("志愿服务小结"),
    "quiet": N_("这段时间没有点单，也没有服务，没有要处理的事。"),
    "figures": N_("数字"),
    "todo": N_("要办的事"),
    "nothing": N_("没有要处理的事。"),
    "filed": N_("点单"),
    "visits": N_("服务"),
    "hours": N_("服务时长（小时）"),
    "volunteers": N_("上门的志愿者"),
    "residents": N_("受益居民（人次）"),
    "in_time": N_("按时接单"),
    "missed": N_("超过时限"),
    "cancelled": N_("取消的点单"),
    "answers": N_("评单"),
    "came": N_("来了"),
    "on_time": N_("准时"),
    "solved": N_("解决了"),
    "asked": N_("派单"),
    "accepted": N_("接了的派单"),
    "declined": N_("婉拒的派单"),
    "expired": N_("没答复的派单"),
    "no_show": N_("没到场"),
    "registered": N_("登记的志愿者"),
    "what": N_("指标"),
    "this": N_("本期"),
    "before": N_("上期"),
    "year_before": N_("去年同期"),
    "change": N_("比上期"),
    "vs_week": N_("比上周 %(change)s"),
    "vs_month": N_("比上月 %(change)s"),
    "vs_quarter": N_("比上季度 %(change)s"),
    "vs_year": N_("比上年 %(change)s"),
    "vs_same": N_("%(vs)s，比去年同期 %(change)s"),
    "tile": N_("上期 %(before)s（%(change)s）"),
    "in_brackets": N_("（%(said)s）"),
    "by_item": N_("按服务项目"),
    "by_part": N_("按地方"),
    "by_step": N_("每天"),
    "by_month": N_("每月"),
    "trend": N_("最近的走势"),
    "item": N_("服务项目"),
    "part": N_("地方"),
    "first_day": N_("从"),
    "thanks": N_("谢谢他们"),
    "thanks_row": N_("%(name)s：%(times)s 次，%(hours)s 小时"),
    "name": N_("姓名"),
    "times": N_("次数"),
    "overdue": N_("过了时限还没人接"),
    "unmet": N_("问遍了没人能接"),
    "uncovered": N_("七天之内还没有人去"),
    "longest": N_("等了三天以上"),
    "idle": N_("四周没有服务的队"),
    "overloaded": N_("排得太满的队"),
    "expiring": N_("三十天内到期的证件"),
    "directives": N_("没有办结的研判指令"),
    "request_row": N_("第 %(number)s 号 %(item)s（%(place)s）"),
    "waits": N_("已等 %(days)s 天"),
    "starts": N_("%(when)s 要去"),
    "busy_row": N_("%(name)s：下周要去 %(promised)s 人次，队员 %(members)s 人"),
    "idle_row": N_("%(name)s：队员 %(members)s 人"),
    "expiring_row": N_("%(name)s：%(kind)s，%(on)s 到期"),
    "and_more": N_("还有 %(more)s 项。"),
    "why": N_("原因"),
    "approvals": N_("等人审核的时长"),
    "approval_row": N_("%(name)s：%(when)s 的 %(minutes)s 分钟"),
    "minutes": N_("分钟"),
    "directive": N_("指令号"),
    "state": N_("状态"),
    "is_issued": N_("待答复"),
    "is_answered": N_("已答复，待办结"),
    "is_closed": N_("已办结"),
    "is_withdrawn": N_("已撤回"),
    "directive_row": N_("第 %(number)s 号指令（%(place)s）：%(what)s"),
    "rule_spike": N_("%(item)s一周 %(count)s 单，比平时多得多"),
    "rule_repeated": N_("同一位居民两周内点了 %(count)s 次"),
    "rule_missed": N_("%(item)s一单 %(count)s 次过了时限"),
    "rule_hazard": N_("%(item)s三十天内报了 %(count)s 次"),
    "ask_filed": N_("点单数"),
    "ask_visits": N_("服务次数"),
    "ask_hours": N_("服务小时数"),
    "ask_volunteers": N_("上门的志愿者人数"),
    "ask_waiting": N_("还没人接的点单数"),
    "ask_idle": N_("没有服务的地方"),
    "ask_now": N_("现在"),
    "forecast": N_("两周预测：人手可能不够"),
    "forecast_row": N_("%(place)s：%(item)s两周预计 %(expected)s 单，能做的 %(able)s 人"),
    "expected": N_("预计单数"),
    "able": N_("能做的人"),
    "error": N_("预测误差"),
    "naive": N_("照上周算的误差"),
    "nobody": N_("没有合适的人可问"),
    "no_answer": N_("问了没有答复"),
    "busy": N_("没有空"),
    "far": N_("路太远"),
    "unwell": N_("身体不好"),
    "skill": N_("不会做"),
    "other": N_("别的原因"),
    "number": N_("单号"),
    "opened": N_("提交"),
    "limit": N_("时限"),
    "start": N_("要求的时间"),
    "kind": N_("种类"),
    "on": N_("到期"),
    "team": N_("队"),
    "members": N_("队员"),
    "promised": N_("下周人次"),
    "somebody": N_("一位志愿者"),
    "fewer": N_("少于 %(limit)s"),
    "page": N_("第 %(page)s 页，共 %(pages)s 页"),
    "open_data": N_("数字来自点单、服务和时长账本的记录，没有人另外填表。"),
    "barber": N_("理发师证"),
    "carer": N_("护理员证"),
    "driver": N_("驾驶证"),
    "nurse": N_("护士证"),
    "therapist": N_("康复治疗师证"),
    "doctor": N_("医师证"),
    "counsellor": N_("心理咨询师证"),
    "plumber": N_("管道工证"),
    "electrician": N_("电工证"),
    "locksmith": N_("锁匠备案"),
    "builder": N_("建筑工证"),
    "carpenter": N_("木工证"),
    "gas": N_("燃气作业证"),
    "lawyer": N_("律师证"),
    "mediator": N_("调解员证"),
    "first_aid": N_("急救员证"),
    "vetted": N_("背景核查"),
}


def word(name: str, language: str, /, **values: Any) -> str:
    """The text of this name in a language; a name without a text, as of a certificate of one's own, is its own text."""
    text = TEXTS.get(name)
    if text is None:
        return name
    said = translations(language).gettext(text)
    return said % values if values else said


def short_day(day: date, language: str) -> str:
    """11月16日, or 16 Nov."""
    return f"{day.day} {MONTHS[day.month - 1]}" if language == "en" else f"{day.month}月{day.day}日"


def weekday(day: date, language: str) -> str:
    """周一, or Mon."""
    return WEEKDAYS["en"][day.weekday()] if language == "en" else f"周{WEEKDAYS['zh'][day.weekday()]}"


def weekday_names(language: str) -> list[str]:
    """The seven weekdays, Monday first."""
    return list(WEEKDAYS["en"]) if language == "en" else [f"周{day}" for day in WEEKDAYS["zh"]]
