"""What an article's page says of copies of its text and of other reports of its story."""

import sqlite3
from pathlib import Path

from fixtures_web import getter, make_archive, make_site


def test_an_article_leads_to_its_copies_and_its_story(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db", copies=3)
    conn = sqlite3.connect(path)
    one, other, third = [key for (key,) in conn.execute("select id from articles order by id limit 3")]
    conn.execute("delete from copies")
    conn.executemany(
        "insert into copies (article_id, family_id, similarity) values (?, ?, ?)",
        [(one, one, 1), (other, one, 0.93)],
    )
    conn.execute(
        "insert into stories (id, headline, article_count, outlet_count) values (?, 'Talks', 3, 1) "
        "on conflict do nothing",
        [one],
    )
    conn.execute("update articles set story_id = ? where id in (?, ?, ?)", [one, one, other, third])
    conn.commit()
    conn.close()
    get = getter(make_site(path))
    copies, _, story = get(f"/news/articles/{other}").text.partition('id="story"')
    assert f"/news/articles/{one}" in copies.partition('id="copies"')[2]
    assert "the presumed original" in copies
    assert f"/news/articles/{third}" in story
    assert f"/news/articles/{one}" not in story.partition("</section>")[0]
    assert f"/news/articles/{third}" not in story.partition("More like this")[2].partition("</section>")[0]
    original = get(f"/news/articles/{one}").text
    assert "93 % the original’s text" in original
    compared = f"/news/stories/{one}?a={one}&amp;b={other}#difference"
    for text in (copies, original):
        assert text.count(f'href="{compared}"') == 1
    assert 'id="difference"' in get(compared.replace("&amp;", "&").partition("#")[0]).text


def test_more_like_this_tells_each_text_once(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db", copies=12)
    conn = sqlite3.connect(path)
    sql = "select id from articles where headline = 'Port workers vote for a strike' order by id"
    me, mine, *others = [key for (key,) in conn.execute(sql)]
    families = [(mine, me), *((key, others[0]) for key in others[:6])]
    conn.execute("delete from copies")
    conn.executemany("insert into copies (article_id, family_id, similarity) values (?, ?, 1)", families)
    conn.commit()
    conn.close()
    text = getter(make_site(path))(f"/news/articles/{me}").text
    alike = text.partition("More like this")[2].partition("</section>")[0]
    shown = [key for key in others if f"/news/articles/{key}" in alike]
    assert alike.count("<li>") == 5
    assert shown == [others[0], *others[6:]]
