"""The commands `fleet report` and `fleet diff` write every format, confirm each file, and refuse what is no fleet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import fleets
import hilog_avsession
from conftest import Run
from hilog_avsession import By, Verdict
from hilog_avsession.fleet.summary import summarize


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fleets.made(120).write(tmp_path_factory.mktemp("fleets") / "night")


@pytest.fixture(scope="module")
def next_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = fleets.made(120, seed=2)
    tables.kinds = [row for row in tables.kinds if row["code"] != 6600105]
    return tables.write(tmp_path_factory.mktemp("fleets") / "next")


# ---- report ----------------------------------------------------------------------------------------------------------


def test_the_report_goes_to_standard_output(run_here: Run, night: Path) -> None:
    assert run_here("fleet", "report", night).out == summarize(night).to_text()


def test_each_suffix_has_its_format(run_here: Run, night: Path, tmp_path: Path) -> None:
    fleet = summarize(night)
    texts = {
        "a.txt": fleet.to_text(),
        "a.md": fleet.to_markdown(),
        "a.json": fleet.to_json(),
        "a.html": fleet.to_html(),
        "tied.dat": fleet.to_json(),
    }
    files = [option for name in texts for option in ("-o", "tied.dat:json" if name == "tied.dat" else name)]
    done = run_here("fleet", "report", night, *files)
    assert done.out == ""
    for name, text in texts.items():
        assert (tmp_path / name).read_text("utf-8") == text
        assert f"wrote {name.partition(':')[0]}" in done.err
    assert "causes of failures in" in done.err


def test_the_format_and_the_language_can_be_chosen(run_here: Run, night: Path) -> None:
    document = json.loads(run_here("fleet", "report", night, "-f", "json", "--lang", "zh").out)
    assert document == summarize(night, lang="zh").to_dict()
    assert run_here("fleet", "report", night, "--lang", "zh").out.startswith("68/117 个日志包出现故障")


def test_all_rows_are_listed_on_request(run_here: Run, night: Path) -> None:
    assert run_here("fleet", "report", night, "--all").out == summarize(night).to_text(whole=True)


def test_the_users_catalogue_gives_titles_and_steps(run_here: Run, tmp_path: Path) -> None:
    tables = fleets.made(60)
    for row in tables.kinds:
        row |= {"code": 990001, "cause": None}
    tables.write(tmp_path / "own")
    (tmp_path / "team.toml").write_text(
        '[[code]]\nnumber = 990001\nsymbol = "TEAM_FAILED"\n'
        '[code.en]\ntitle = "Our player failed"\ndescription = "It failed."\nsteps = ["Ask the team."]\n'
        '[code.zh]\ntitle = "播放器出错"\ndescription = "出错。"\nsteps = ["询问团队。"]\n',
        "utf-8",
    )
    page = run_here("fleet", "report", "own", "--catalog", "team.toml").out
    assert "990001 Our player failed" in page
    assert "→ Ask the team." in page


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("none",), 3, "none: no such folder; this writes one: hilog-avsession fleet CAPTURES -o none"),
        ((".",), 3, "holds no fleet; name the folder that `hilog-avsession fleet ... -o` wrote"),
        (("{night}", "-o", "a.pdf"), 2, "a.pdf: no format has the suffix .pdf; use .txt (text), .md"),
        (("{night}", "-o", "{night}/units.parquet:json"), 2, "units.parquet: is an input and would be overwritten"),
        (("{night}", "-f", "csv"), 2, "'csv' is not a format"),
        (("{night}", "--level", "7"), 2, "7.0 is not a significance level"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run_here: Run, night: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = run_here("fleet", "report", *(each.format(night=night) for each in arguments), status=status)
    assert done.out == ""
    assert said in done.err


def test_a_report_loads_neither_dask_nor_what_reads_logs(night: Path) -> None:
    code = (
        f"import sys; sys.argv = ['hilog-avsession', 'fleet', 'report', {str(night)!r}, '-o', '/dev/null:json']\n"
        "from hilog_avsession.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"dask", "distributed", "fsspec", "jinja2", "hyperscan"} & {name.partition(".")[0] for name in loaded}
    assert "pyarrow" in loaded


# ---- diff ------------------------------------------------------------------------------------------------------------


def test_two_fleets_are_compared(run_here: Run, night: Path, next_night: Path, tmp_path: Path) -> None:
    done = run_here("fleet", "diff", night, next_night, "-f", "json", "-o", "diff.html", "-o", "diff.md")
    rows = json.loads(done.out)["rows"]
    assert [row["verdict"] for row in rows if row["code"] == 6600105] == ["gone", "gone"]
    assert "6600105" in (tmp_path / "diff.html").read_text("utf-8")
    assert "**gone**" in (tmp_path / "diff.md").read_text("utf-8")


def test_tables_rows_and_the_level_can_be_chosen(run_here: Run, night: Path, next_night: Path) -> None:
    page = run_here("fleet", "diff", night, next_night, "--by", "app", "--all", "--level", "0.5", "--lang", "zh").out
    assert "按应用" in page
    assert "按错误码" not in page
    assert "0.5" in page


def test_a_fleet_is_not_compared_with_itself(run_here: Run, night: Path) -> None:
    done = run_here("fleet", "diff", night, f"{night}/", status=2)
    assert "is named twice; name two fleets" in done.err


# ---- from a program --------------------------------------------------------------------------------------------------


def test_the_module_opens_and_compares_fleets(night: Path, next_night: Path) -> None:
    opened = hilog_avsession.fleet.open(night)
    assert len(opened.to_frame("units")) == 120
    assert str(opened.report()) == str(summarize(night))
    found = hilog_avsession.fleet.compare(night, str(next_night), by="cause")
    assert {row.code: row.verdict for row in found.of(By.CAUSE)}[6600105] is Verdict.GONE
