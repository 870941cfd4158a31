"""The words of a paper about service, each under a short name."""

from templates.engine import translations


def N_(text: str) -> str:  # noqa: N802 - the name by which the extraction finds a text
    """Mark a text for translation."""
    return text


TEXTS = {
    "title_official": N_("志愿服务记录证明"),
    "title_statement": N_("志愿服务时长个人说明"),
    "number": N_("编号"),
    "lead_official": N_("兹证明以下志愿服务经记录属实："),
    "lead_statement": N_("以下志愿服务已经记入时长账本："),
    "name": N_("姓名"),
    "volunteer": N_("志愿者编号"),
    "identity": N_("身份证号"),
    "period": N_("起止日期"),
    "span": N_("%(first)s 至 %(last)s"),
    "total": N_("服务时长合计"),
    "of_which": N_("其中信用时数（凭记录）%(credit)s，荣誉时数（经核实）%(honour)s"),
    "item": N_("服务项目"),
    "times": N_("次数"),
    "length": N_("时长"),
    "no_item": N_("其他志愿服务"),
    "more_items": N_("其余 %(count)s 项"),
    "sum": N_("合计"),
    "issuer": N_("出具单位"),
    "recorder": N_("记录单位"),
    "responsible": N_("负责人"),
    "contact": N_("联系电话"),
    "issued": N_("出具日期"),
    "seal": N_("（盖章）"),
    "scan": N_("扫码核验"),
    "verify": N_("核验网址"),
    "digest": N_("内容摘要"),
    "note_official": N_(
        "时长只计实际服务时间，不含路途。证明免费。核验网页会显示本证明是否真实、出具以后有没有更正或者撤销。"
    ),
    "note_statement": N_(
        "时长只计实际服务时间，不含路途。本说明由时长账本自动生成，没有盖章；需要盖章的，请向记录单位申请记录证明。"
    ),
}


def word(name: str, language: str, **values: object) -> str:
    """A text in a language, with its places filled."""
    text = translations(language).gettext(TEXTS[name])
    return text % values if values else text
