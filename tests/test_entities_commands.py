"""``morgue entities``, each command, on the samples as they are filed."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from fixtures_web import getter, make_site

from morgue.cli import cli
from morgue.commands.entities import entities

SEEDS = Path(__file__).parent.parent / "seeds"
COUNCIL, PORT = "Havenport City Council", "Havenport Port Authority"


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """The samples, filed once."""
    path = tmp_path_factory.mktemp("samples") / "news.db"
    result = CliRunner().invoke(cli, ["ingest", str(SEEDS), "--db", str(path), "--workers", "1"])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def news(samples, tmp_path, monkeypatch):
    """A copy of them as news.db in the test's folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MORGUE_DB", raising=False)
    shutil.copy(samples, tmp_path / "news.db")
    return tmp_path / "news.db"


@pytest.fixture
def run():
    """Run ``morgue entities``; with ``code`` it must end with that."""

    def run(*arguments: object, code: int = 0):
        result = CliRunner().invoke(cli, ["entities", *map(str, arguments)], prog_name="morgue")
        assert result.exit_code == code, result.output
        return result

    return run


def sound() -> bool:
    return CliRunner().invoke(cli, ["check"]).stderr == "news.db: sound\n"


@pytest.mark.parametrize("command", entities.commands)
def test_every_command_has_help(run, command):
    assert run(command, "-h").output.startswith(f"Usage: morgue entities {command}")


def test_commands_make_no_archive(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MORGUE_DB", raising=False)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("name,kind,new_name,wikidata_id\n", encoding="utf-8")
    for arguments in (
        ["find", "x"],
        ["show", "1"],
        ["log"],
        ["suggest"],
        ["export", "-"],
        ["merge", "a", "b"],
        ["split", "a", "b"],
        ["rename", "a", "b"],
        ["retype", "a", "place"],
        ["block", "a"],
        ["undo", "1"],
        ["import", sheet],
        ["link", sheet],
    ):
        assert run(*arguments, code=1).stderr == "Error: news.db: there is no such archive\n", arguments
    assert list(tmp_path.iterdir()) == [sheet]


@pytest.mark.parametrize(
    "arguments", [["merge", "a"], ["retype", "a", "ship"], ["undo", "x"], ["undo"], ["block"], ["nothing"]]
)
def test_wrong_usage_is_2(run, news, arguments):
    run(*arguments, code=2)


def test_find_and_show(run, news):
    found = json.loads(run("find", "havenport", "--json").stdout)
    assert {COUNCIL, PORT} <= {row["name"] for row in found}
    assert all(
        row["kind"] == "place" for row in json.loads(run("find", "", "--kind", "place", "--json").stdout)
    )
    assert run("find", "100%").stdout == ""
    text = run("show", COUNCIL).stdout
    assert text.splitlines()[1].endswith("organisation, 9 articles, 2024-05-12 to 2025-11-18")
    shown = json.loads(run("show", COUNCIL, "--json").stdout)
    assert run("show", shown["id"]).stdout == text
    assert {"aliases", "together", "corrections", "first_seen", "wikidata_id"} <= set(shown)
    assert run("show", "Nobody", code=1).stderr.endswith("nobody and nothing is called: Nobody\n")


def test_merge_is_seen_at_once_everywhere(run, news):
    get = getter(make_site(news))
    told = run("merge", COUNCIL, PORT).stderr
    assert told == "line 1 of the log: 9 mentions, 2 entities changed; undo 1 takes it back\n"
    shown = json.loads(run("show", PORT, "--json").stdout)
    assert (shown["article_count"], shown["first_seen"]) == (15, "2024-05-12")
    page = get(f"/news/entities/{shown['id']}").text
    assert "15 articles" in page
    assert f"also spelled <bdi>{COUNCIL}</bdi>" in page
    assert f"<bdi>{COUNCIL}</bdi> merged into <bdi>{PORT}</bdi>" in page
    listed = get("/news/entities.json?_shape=array&_size=max").json()
    assert COUNCIL not in {row["name"] for row in listed}
    everyone = get("/news/entities.json?_shape=array&_size=max&article_count__gte=0").json()
    [gone] = [row["id"] for row in everyone if row["name"] == COUNCIL]
    assert (
        f'<a href="/news/entities/{shown["id"]}"><bdi>{PORT}</bdi></a>' in get(f"/news/entities/{gone}").text
    )
    result = CliRunner().invoke(cli, ["search", "", "--json"])
    facet = json.loads(result.stdout)["facets"]["organisation"]
    assert {"value": PORT, "count": 15} in facet
    assert COUNCIL not in {one["value"] for one in facet}
    assert sound()


def test_each_correction_and_its_undoing(run, news):
    before = run("export", "-").stdout
    assert json.loads(run("rename", COUNCIL, "The Council", "--json").stdout) == {
        "lines": [1],
        "mentions": 0,
        "entities": 1,
    }
    assert run("rename", "The Council", "The Council").stderr == "nothing to change\n"
    run("retype", "Port of Havenport", "organisation")
    run("block", "Wanglan Transport Bureau", "Ferry Street")
    split = run("split", "Harbour Workers' Union", "Harbour Workers’ Union", "--as", "The Union").stderr
    assert split.startswith("line 5 of the log: 6 mentions, 2 entities changed")
    assert run("show", "Wanglan Transport Bureau", code=1)
    assert run("log").stdout.splitlines()[0].endswith(f"rename {COUNCIL} (organisation) to The Council")
    assert sound()
    run("undo", 3, 1, 4, 2, 5)
    assert run("export", "-").stdout == before
    assert run("log").stdout.splitlines()[0].endswith("(undone)")
    assert run("undo", 3, code=1).stderr == "Error: news.db: no correction: line 3 is undone already\n"
    assert sound()


def test_a_name_of_several_is_wrong_usage(run, news):
    run("rename", "Port of Havenport", PORT)
    told = run("block", PORT, code=2).stderr
    assert f"{PORT} (organisation, 9 articles); " in told
    assert f"{PORT} (place, 2 articles)" in told


def test_a_sheet_goes_out_and_comes_in(run, news, tmp_path):
    run("export", "all.csv")
    assert run("import", "all.csv").stderr == "nothing to change\n"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8"))))
    for row in rows:
        if row["name"] in (COUNCIL, PORT):
            row["new_name"] = "Havenport authorities"
    with (tmp_path / "all.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = json.loads(run("import", "all.csv", "--json").stdout)
    assert (len(done["lines"]), done["problems"]) == (2, [])
    assert json.loads(run("show", "Havenport authorities", "--json").stdout)["article_count"] == 15
    (tmp_path / "bad.csv").write_text("who,what\n1,2\n", encoding="utf-8")
    assert "no column kind, name, new_name" in run("import", "bad.csv", code=1).stderr
    (tmp_path / "latin.csv").write_bytes("name,kind,new_name\nJosé,person,José\n".encode("latin-1"))
    assert "not UTF-8" in run("import", "latin.csv", code=1).stderr
    (tmp_path / "some.csv").write_text("name,kind,new_name\nNobody,person,X\n", encoding="utf-8")
    assert run("import", "some.csv", code=1).stderr.startswith("row 2: ")
    assert sound()


def test_a_log_builds_the_same_archive_again(run, news, samples, tmp_path):
    run("merge", COUNCIL, PORT)
    run("block", "Ferry Street")
    run("undo", 1)
    (tmp_path / "log.jsonl").write_text(run("log", "--nl").stdout, encoding="utf-8")
    shutil.copy(samples, tmp_path / "new.db")
    assert run("import", "log.jsonl", "--db", "new.db").stderr.startswith("lines 1 to 3 of the log: ")
    assert run("export", "-", "--db", "new.db").stdout == run("export", "-").stdout
    assert run("import", "log.jsonl", "--db", "new.db").stderr == "nothing to change\n"
    good = json.loads(run("log", "--nl").stdout.splitlines()[0])
    for bad in (
        {"id": 1, "action": "drop tables"},
        {**good, "link": {"name = 'x' --": 1}},
        {**good, "articles": ["x"]},
        {**good, "kind": "ship"},
        {**good, "action": "undo", "undoes": 77},
    ):
        (tmp_path / "bad.jsonl").write_text(json.dumps(bad), encoding="utf-8")
        assert "not a log" in run("import", "bad.jsonl", code=1).stderr, bad
    assert len(run("log").stdout.splitlines()) == 3


def test_link(run, news, tmp_path):
    links = "name,kind,wikidata_id,latitude,longitude\nHavenport,place,Q7,51.5,-3.2\nKyiv,place,1899,,\n"
    (tmp_path / "links.csv").write_text(links, encoding="utf-8")
    assert run("link", "links.csv", code=1).stderr.splitlines()[0] == "row 3: wikidata_id 1899: not as Q42"
    assert "Q7, 51.5, -3.2" in run("show", "Havenport").stdout
    page = getter(make_site(news))(
        f"/news/entities/{json.loads(run('show', 'Havenport', '--json').stdout)['id']}"
    )
    assert "https://www.wikidata.org/wiki/Q7" in page.text


def test_suggest(run, news, tmp_path):
    text = (
        "Bridge shut\n\nThe bridge is shut, said E. Whitcombe and Eleanor Whitcombe in Havenport on Monday."
    )
    (tmp_path / "shut.txt").write_text(text, encoding="utf-8")
    assert CliRunner().invoke(cli, ["ingest", "shut.txt", "--workers", "1"]).exit_code == 0
    [row] = json.loads(run("suggest", "--json").stdout)
    assert (row["one"], row["into"]) == ("E. Whitcombe", "Eleanor Whitcombe")
    assert row["reason"] == "surname whitcombe, given names agree"
    assert row["shared"] >= 1
    assert "E. Whitcombe (1) → " in run("suggest", "--kind", "person").stdout
    assert run("suggest", "--kind", "place").stdout == ""


def test_namesakes(run, news, tmp_path):
    for i, friend in enumerate(["Leo Hart"] * 3 + ["Una Shaw"] * 3):
        text = f"Fair {i}\n\nTom Fox and {friend} opened the fair of day {i} in the rain."
        (tmp_path / f"fair{i}.txt").write_text(text, encoding="utf-8")
    assert (
        CliRunner()
        .invoke(cli, ["ingest", *map(str, sorted(tmp_path.glob("fair*"))), "--workers", "1"])
        .exit_code
        == 0
    )
    found = json.loads(run("namesakes", "--json").stdout)
    [fox] = [one for one in found if one["name"] == "Tom Fox"]
    assert [len(part) for part in fox["parts"]] == [3, 3]
    assert f"{fox['id']} Tom Fox: articles {fox['parts'][0][0]} " in run("namesakes").stdout
    run(
        "split",
        "Tom Fox",
        "Tom Fox",
        "--as",
        "Tom Fox (fairs)",
        *(a for id_ in fox["parts"][1] for a in ("--article", id_)),
    )
    assert "Tom Fox" not in run("namesakes").stdout


def test_one_writer_at_a_time(run, news):
    from db.lock import locked

    with locked(news):
        assert "being written" in run("block", COUNCIL, code=1).stderr
