"""A summary as Markdown, as a workbook and as files: what stands there when there is much, little, or nothing."""

from io import BytesIO
from pathlib import Path

import openpyxl

from services.summary.choosing import file_stem
from services.summary.files import Sheaf, write_sheaf
from services.summary.markdown import markdown
from services.summary.period import read_period
from services.summary.plain import Document, Group, Line, Table
from services.summary.workbook import workbook

LATE = Table("超过时限", ("单号",), tuple((number,) for number in range(10)))


def written(*, quiet: str = "", todo: tuple[Group, ...] = (), thanks: tuple[str, ...] = ()) -> Document:
    """A document of one figure with two tables of the same title."""
    same = Table("甲" * 40, ("项目", "点单"), (("陪诊|就医", 3), ("", None)))
    return Document(
        "zh", "马坝镇", "2026年第47周", quiet, (Line("点单", 3, 2, None),), todo, (), (same,) * 3, thanks, ("注",)
    )


def test_a_quiet_period_is_one_sentence() -> None:
    assert markdown(written(quiet="没有点单。")) == "# 马坝镇\n\n2026年第47周\n\n没有点单。\n\n*注*\n"


def test_long_lists_are_cut_and_empty_ones_are_left_out() -> None:
    group = Group("overdue", "超过时限", tuple(f"{number}号单" for number in range(10)), (None,) * 10, LATE)
    said = markdown(written(todo=(group,), thanks=("李*敏",)))
    assert "### 超过时限（10）" in said
    assert "8. 7号单\n\n还有" in said
    assert "没有要处理的事。" not in said
    assert "- 李\\*敏" in said
    assert "| 陪诊\\|就医 | 3 |\n|  | — |" in said
    assert "| 点单 | 3 | 2 | +1 | — |" in said
    plain = markdown(written())
    assert "没有要处理的事。" in plain
    assert "###" not in plain
    assert plain.count("## ") == said.count("## ") - 2, "no thanks, and no heading of a group"


def test_two_sheets_never_have_the_same_name() -> None:
    names = openpyxl.load_workbook(BytesIO(workbook(written()))).sheetnames
    assert names == ["数字", "甲" * 31, "甲" * 28 + " 2", "甲" * 28 + " 3"]


def test_files_are_named_by_period_and_subject_and_a_pdf_comes_only_where_it_is_wanted(tmp_path: Path) -> None:
    week = read_period("2026-W47")
    assert file_stem("320830", week) == "2026-W47-320830"
    assert file_stem("team:46655", week) == "2026-W47-team-zzz"
    paths = write_sheaf(tmp_path / "new", Sheaf("2026-W47-320830", "小结", written()), paper=False)
    assert [path.name for path in paths] == [f"2026-W47-320830{end}" for end in (".txt", ".md", ".html", ".xlsx")]
    assert paths[1].read_text(encoding="utf-8") == markdown(written())
