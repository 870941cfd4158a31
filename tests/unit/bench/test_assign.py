"""`python -m bench.assign`: files in and out, figures, and one clear line for a file that cannot be used."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import assign_case
from bench.assign import main
from bench.assign_case import peak_mb, random_case, write_case
from bench.assign_solvers import SOLVERS

GOOD: dict[str, Any] = {
    "request": np.array([0, 0, 1, 2], dtype=np.int32),
    "volunteer": np.array([0, 1, 0, 0], dtype=np.int32),
    "cost": np.array([1, 9, 1, 5], dtype=np.int32),
    "n_requests": 3,
    "n_volunteers": 4,
}


def written(folder: Path, **different: Any) -> Path:
    path = folder / "case.npz"
    held = {name: value for name, value in (GOOD | different).items() if value is not None}
    np.savez(path, **held)
    return path


def test_a_file_is_solved_and_the_answer_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "answer"
    assert main(["--edges", str(written(tmp_path)), "--out", str(out)]) == 0
    with np.load(out) as answer:
        assert answer["volunteer_of"].dtype == np.int32
        assert answer["volunteer_of"].tolist() == [1, 0, -1]
    said = capsys.readouterr().out
    assert "matched 2, cost 10" in said
    assert "gap 0: optimal" in said
    assert "peak memory" in said


def test_without_an_out_it_only_says_how_it_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, n_requests=np.array([3]), request=GOOD["request"].astype(np.int64))
    assert main(["--edges", str(path)]) == 0
    assert "matched 2" in capsys.readouterr().out


def test_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none = np.array([], dtype=np.int32)
    path, out = written(tmp_path, request=none, volunteer=none, cost=none, n_requests=0), tmp_path / "out.npz"
    assert main(["--edges", str(path), "--out", str(out)]) == 0
    assert np.load(out)["volunteer_of"].shape == (0,)
    assert "matched 0, cost 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"cost": None}, "lacks cost"),
        ({"n_requests": None, "request": None}, "lacks request, n_requests"),
        ({"cost": np.array([1, 2], dtype=np.int32)}, "differ in length"),
        ({"cost": np.array([1.0, 2, 3, 4])}, "whole numbers"),
        ({"cost": np.array([[1, 2], [3, 4]])}, "whole numbers"),
        ({"cost": np.array([1, 2, 3, 2**31])}, "32 bits"),
        ({"cost": np.array([1, 2, 3, object()])}, "cannot be read"),
        ({"request": np.array([0, 0, 1, 3], dtype=np.int32)}, "request goes from 0 to 3, which is outside 0..2"),
        ({"volunteer": np.array([0, 1, -1, 0], dtype=np.int32)}, "volunteer goes from -1 to 1"),
        ({"n_requests": -1}, "outside 0"),
        ({"n_requests": 2**40}, "outside 0"),
        ({"n_volunteers": 2.5}, "one whole number"),
        ({"n_volunteers": np.array([1, 2])}, "one whole number"),
    ],
)
def test_a_file_that_makes_no_sense(
    different: dict[str, Any], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--edges", str(written(tmp_path, **different))]) == 2
    assert_one_line(capsys, words)


@pytest.mark.parametrize("content", [b"", b"not a file of numbers", b"PK\x03\x04 broken", b"\x93NUMPY broken"])
def test_a_file_that_is_none(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.npz"
    path.write_bytes(content)
    assert main(["--edges", str(path)]) == 2
    assert_one_line(capsys, "case.npz")


def test_a_file_cut_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-300])
    assert main(["--edges", str(path)]) == 2
    assert_one_line(capsys, "cannot be read")


def test_a_single_array_is_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.npy"
    np.save(path, np.arange(3))
    assert main(["--edges", str(path)]) == 2
    assert_one_line(capsys, "not an .npz")


def test_a_missing_file_and_a_place_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--edges", str(tmp_path / "none.npz")]) == 2
    assert_one_line(capsys, "none.npz")
    assert main(["--edges", str(written(tmp_path)), "--out", str(tmp_path / "no" / "out.npz")]) == 2
    assert_one_line(capsys, "out.npz")


def assert_one_line(capsys: pytest.CaptureFixture[str], words: str) -> None:
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert words in said


@pytest.mark.parametrize("solver", SOLVERS)
def test_every_solver_finds_the_same(solver: str) -> None:
    figures, expected = SOLVERS[solver](random_case(60, 90, 8, 1)), SOLVERS["lianxin"](random_case(60, 90, 8, 1))
    assert (figures["matched"], figures["cost"]) == (expected["matched"], expected["cost"])
    assert {"solve", "build", "compile", "cpu"} <= set(figures)


def test_the_comparison_prints_a_table_and_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--size", "60", "90", "8", "--solvers", "lianxin", "or-tools"])
    said = capsys.readouterr().out
    assert "60 requests, 90 volunteers, 8 candidates each" in said
    assert "times as fast as or-tools" in said
    assert "gap 0" in said


def test_a_solver_that_fails_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """SciPy can only do cases in which all of the smaller side can be matched."""
    main(["--size", "30", "30", "1"])
    said = capsys.readouterr().out
    assert "scipy                   failed: bench.assign: no full matching exists" in said
    assert "times as fast as or-tools" in said
    assert "times as fast as scipy" not in said


def test_a_case_can_be_handed_to_one_solver(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.npz"
    write_case(path, random_case(20, 30, 4, 1))
    assert main(["--case", str(path), "--solver", "or-tools"]) == 0
    assert '"matched": 20' in capsys.readouterr().out


def test_memory_is_measured_where_there_is_no_proc_too(monkeypatch: pytest.MonkeyPatch) -> None:
    here = peak_mb()
    monkeypatch.setattr(assign_case, "Path", lambda _: Path("/nowhere/at/all"))
    assert peak_mb() > 10
    assert here > 10
