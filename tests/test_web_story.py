"""The page of a story: who was first, who followed, copies folded, two reports compared."""

import json
import re
from pathlib import Path

import pytest
from fixtures_story import EARLIER, REPORTS, STORY, make_story
from fixtures_web import ARTICLE, NASTY, Get, encoded, getter, make_site, metadata

from web import story_diff
from web.story_chart import course
from web.story_reports import first, lag, ordered, report

PAGE = f"/news/stories/{STORY}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_story(tmp_path_factory.mktemp("story") / "news.db")


def plain(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_a_story_tells_its_span_and_its_size(get: Get) -> None:
    text = plain(get(PAGE).text)
    assert "8 reports by 6 outlets · 4 March 2026 to 7 March 2026 · in en 6, fr 1, zh 1" in text
    assert "Goes on from Ferry line cuts its crews" in text
    assert "It goes on Ferry aground off Marlow Point 8 reports" in plain(
        get(f"/news/stories/{EARLIER}").text
    )


def test_who_was_first_is_told_as_far_as_it_is_known(get: Get) -> None:
    text = plain(get(PAGE).text)
    assert "on 4 March 2026: Coast Wire or Wexmoor Echo. Which of them cannot be told: not all give a" in text
    assert "Courrier du Port 12 hours after Coast Wire" in text
    assert "Northshore Herald 15 minutes after Coast Wire" in text
    assert "海港日报 1 day later" in text


def test_one_first_report() -> None:
    made = ordered([{"id": i, "published_at": f"2026-03-0{4 + i}", "outlet": "Post"} for i in (0, 1)])
    assert first(made) == made[:1]
    assert lag(made[:1], made[1]) == "1 day later"
    assert first(ordered([{"id": 1, "published_at": None}])) == []


@pytest.mark.parametrize(
    "stored", ["", "2026", "2026-02-30", "0001-01-01T00:00:00+14:00", "{{ 1 }}", "9" * 40]
)
def test_no_date_is_an_error(stored: str) -> None:
    row = {"id": 1, "published_at": stored, "outlet": None}
    assert report(row).at is None
    assert lag([], report(row)) == "day not known"


def test_reports_stand_in_the_order_of_time(get: Get) -> None:
    listed = get(PAGE).text.partition('class="plain hits reports"')[2].partition("\n</ol>")[0]
    ids = [int(one) for one in re.findall(r'href="/news/articles/(\d+)"', listed)]
    assert [one - STORY for one in ids] == [0, 1, 2, 3, 4, 5, 6, 7]


def test_copies_are_folded_and_lead_to_what_they_changed(get: Get) -> None:
    text = get(PAGE).text
    assert "2 copies of this report" in text
    assert "93 % the original’s text" in text
    link = f"{PAGE}?a={STORY}&amp;b={STORY + 1}#difference"
    assert f'<a href="{link}" rel="nofollow" aria-label="what it changed: Northshore Herald">' in text
    shown = get(link.replace("&amp;", "&")).text
    assert "<del>Nobody was hurt</del><ins>Two people were treated for shock</ins>" in shown
    assert "88 % of the words of the longer text are in both" in shown


def test_foreign_titles_say_their_language(get: Get) -> None:
    text = get(PAGE).text
    assert f'<a href="/news/articles/{STORY + 4}" lang="fr">' in text
    assert f'<a href="/news/articles/{STORY + 5}" lang="zh">' in text
    assert "<h1>Ferry aground" in text


def test_what_most_reports_and_what_one_outlet_names(get: Get) -> None:
    text = plain(get(PAGE).text)
    assert "In most of the reports Ida Thorsen 5 of 6" in text
    assert "Named by one outlet alone Harbour Inquiry Board Harbour Times &amp; Post" in text


def test_the_chart_leads_to_the_days(get: Get) -> None:
    text = get(PAGE).text
    days = re.findall(r'<a href="#(day-[0-9-]+)" aria-label="([^"]*)"', text)
    assert days[0] == ("day-2026-03-04", "4 March 2026: 4 reports")
    assert len(days) == 3
    assert all(f'id="{day}"' in text for day, _ in days)
    assert "Not drawn: 1 report without a day." in text


def test_a_story_of_one_day_is_drawn_by_the_hour() -> None:
    rows = [{"id": hour, "published_at": f"2026-03-04T{hour:02}:30:00Z"} for hour in (6, 6, 9)]
    chart = course(ordered(rows), lambda day: None)
    assert chart is not None
    assert [bar.count for bar in chart.bars] == [2, 0, 0, 1]
    assert chart.title == "Reports per hour"
    years = [{"id": year, "published_at": f"{year}-03-04"} for year in (1999, 2011, 2024)]
    drawn = course(ordered(years), lambda day: None)
    assert drawn is not None
    assert drawn.title == "Reports per year"


def test_a_search_within_the_story(get: Get) -> None:
    text = get(PAGE).text
    assert f'<input type="hidden" name="story_id" value="{STORY}">' in text
    found = get(f"/news/articles?_search=rudder&story_id={STORY}").text
    assert len(re.findall(r'<h3[^>]*><a href="/news/articles/', found)) == 4
    assert len(get(f"/news/articles.json?story_id={STORY}&_shape=array&_size=max").json()) == len(REPORTS)


def test_pages_lead_to_the_story(get: Get) -> None:
    assert f'href="{PAGE}"' in get("/").text
    assert get("/search?q=bittern").text.count("story of 8 reports") == 4
    text = get(f"/news/articles/{STORY + 3}").text
    assert f'<a href="{PAGE}">8 reports by 6 outlets</a>' in text
    assert f'<a href="{PAGE}">The whole story' in text
    assert "/news/stories/" not in get(f"/news/articles/{ARTICLE}").text
    assert (
        f'<a href="{PAGE}">{STORY}</a>'
        in get("/news?sql=select+story_id+from+articles+order+by+id+desc").text
    )


@pytest.mark.parametrize("text", [*NASTY, "0", str(ARTICLE), "9" * 19, "９", "1e3", "-1", f"{STORY} "])
def test_no_parameter_is_an_error(get: Get, text: str) -> None:
    for query in (f"a={encoded(text)}&b={STORY}", f"a={STORY}&b={encoded(text)}", f"b={encoded(text)}&b=x"):
        answer = get(f"{PAGE}?{query}")
        assert answer.status_code == 200
        assert "These are no two reports of this story." in answer.text or query == "b=&b=x"
    assert get(f"/news/stories/{encoded(text)[:100] or 'x'}").status_code in (404, 301, 302)


def test_a_report_compared_with_itself(get: Get) -> None:
    assert "The two texts are the same, word for word." in get(f"{PAGE}?a={STORY}&b={STORY}").text


def test_texts_written_apart_and_long_ones_are_told(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_diff, "MOST", 100)
    text = get(f"{PAGE}?a={STORY}&b={STORY + 6}").text
    assert "Most likely they were written apart" in text
    assert "the first 100 characters" in text


def test_the_statement_cuts_where_the_comparison_does() -> None:
    assert f"substr(body, 1, {story_diff.MOST + 1})" in story_diff.TEXTS[1]


@pytest.mark.parametrize("query", ["", f"?a={STORY}&b={STORY + 1}"])
def test_a_private_site_shows_no_story(path: Path, query: str) -> None:
    answer = getter(make_site(path, allow={"id": "root"}))(PAGE + query)
    assert answer.status_code == 403
    assert "Ferry" not in answer.text


@pytest.mark.parametrize("table", ["stories", "articles", "outlets", "entities", "copies", "same_as"])
def test_private_tables_stay_private(path: Path, table: str) -> None:
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["tables"].setdefault(table, {})["allow"] = {"id": "root"}
    site = make_site(path, databases=data["databases"])
    get = getter(site)
    answer = get(f"{PAGE}?a={STORY}&b={STORY + 1}")
    text = answer.text
    assert answer.status_code == (403 if table == "stories" else 200)
    hidden = {
        "stories": "Ferry",
        "articles": "lifeboat",
        "outlets": "Coast Wire",
        "entities": "Ida Thorsen</a>",
    }
    assert hidden.get(table, "no such words") not in text
    if table == "stories":
        for page in ("/", f"/news/articles/{STORY}", "/search?q=ferry"):
            assert PAGE not in get(page).text
    cookie = {"ds_actor": site.sign({"a": {"id": "root"}}, "actor")}
    assert "Coast Wire" in get(PAGE, cookies=cookie).text


def test_a_time_limit_leaves_a_page(path: Path) -> None:
    site = make_site(path)
    getter(site)("/")
    site._settings["sql_time_limit_ms"] = 0
    assert getter(site)(PAGE).status_code in (200, 400)


def test_below_another_address(path: Path) -> None:
    site = make_site(path)
    site._settings["base_url"] = "/archive/"
    links = re.findall(r'(?:href|action)="(/[^"]*)"', getter(site)(site.urls.path(PAGE)).text)
    assert links
    assert all(link.startswith("/archive/") for link in links), links
