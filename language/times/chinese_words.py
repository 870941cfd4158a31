"""Chinese names and patterns that its grammar is made of."""

WEEKDAYS = {
    name: index for index, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for name in names
}
WEEK = "(?:周|星期|礼拜)"
PART_AHEAD = "(?=[上下中][午]|早|晚|傍|晌|凌|夜|那天|当天|一早|[上下]半天|清)"
SHIFTS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
NOT_A_DATE = (
    "(?!楼|院|门|床|桌|线|车|房|室|店(?!里)|库|厂|机|电|病|文|公路|仓|棚|井|圩|"
    "闸|路|单元|地块|工地|别墅|窗|柜|厅|台|桥|馆|码头|站|出口|口|公馆|大院|幢|栋|"
    "选手|小区|公寓|宿舍|巷)"
)
