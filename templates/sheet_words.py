"""The words of the sheet that is signed where nobody has a phone."""

from templates.engine import translations
from templates.summary.words import N_

TEXTS = {
    "title": N_("志愿服务签到表"),
    "item": N_("服务项目"),
    "place": N_("地点"),
    "when": N_("时间"),
    "team": N_("服务队"),
    "number": N_("序号"),
    "name": N_("姓名"),
    "arrived": N_("到达时间"),
    "left": N_("离开时间"),
    "signature": N_("签名"),
    "resident": N_("居民或站里签名"),
    "date": N_("日期"),
    "token": N_("编号"),
    "note": N_("服务结束后，请队长在聊天里点“有签到表”，写下编号的最后六位，再点签了名的人。签到表请交站里保存。"),
}


def sheet_words(language: str) -> dict[str, str]:
    """Every word of the sheet in a language."""
    found = translations(language)
    return {name: found.gettext(text) for name, text in TEXTS.items()}
