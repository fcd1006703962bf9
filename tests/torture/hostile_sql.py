"""SQL that would fill the memory of a server, or never end; the quick ones first."""

#: Three hundred thousand pairs as JSON.
_PAIRS = """with recursive c(n) as (select 1 union all select n + 1 from c limit 300000),
o(x) as (select json_group_object('k' || n, n) from c) """
_BLOCKS = "from blocks a, blocks b, blocks c, blocks d"

ATTACKS = {
    "a long blob": "select length(hex(zeroblob(400000000)))",
    "a long random blob": "select length(randomblob(1000000000))",
    "a wide character": "select length(printf('%.150000000c', 'x'))",
    "a wide number": "select length(printf('%*d', 150000000, 1))",
    "a long quote": "select length(quote(zeroblob(200000000)))",
    "a long part": "with t(x) as (select hex(zeroblob(5000000))) "
    "select instr(x, substr(x, 9, 4000000) || 1) from t",
    "a long replacement": "with t(x) as (select hex(zeroblob(5000000))) "
    "select length(replace(x, substr(x, 9, 4000000) || 1, '')) from t",
    "replacements of replacements": "select length("
    + "replace(" * 6
    + "hex(zeroblob(500))"
    + ", '0', '0000000000')" * 6
    + ")",
    "letters by letters": "select length(trim(hex(zeroblob(5000000)), hex(randomblob(5000000))))",
    "a long pattern": "select printf('%.400000c', 'a') like '%' || printf('%.40000c', 'a') || 'b'",
    "a long glob": "select printf('%.400000c', 'a') glob '*' || printf('%.40000c', 'a') || 'b'",
    "a text that doubles": "with recursive c(n, t) as (select 1, hex(zeroblob(1000)) union all "
    "select n + 1, t || t from c limit 100) select length(t) from c",
    "all texts in one": f"select length(group_concat(a.text || b.text || c.text)) {_BLOCKS}",
    "deep JSON": f"select json('{'[' * 15000}')",
    "JSON on JSON": f"{_PAIRS} select length(json_patch(x, x)) from o",
    "thousands of words": "select count(*) from articles_fts where articles_fts match "
    f"'{' OR '.join(f'w{i}*' for i in range(4000))}'",
    "all words near": "select count(*) from articles_fts where articles_fts match "
    f"'NEAR({' '.join(['a*'] * 200)}, 1000000)'",
    "words of words": f"select morgue_match('{'(a OR ' * 5000}')",
    "many wildcards": "select 'x' like '" + "%_a" * 60 + "', body like '" + "%_a" * 60 + "' from articles",
    "no end": "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c",
    "a text without end": "with recursive c(t) as (select 'a' union select t || 'a' from c) "
    "select count(*) from c",
    "all with all": f"select count(*) {_BLOCKS}, mentions e, mentions f",
    "all with all, sorted": f"select a.text || b.text || c.text as x {_BLOCKS} order by x limit 1",
    "all in windows": "select count(*) over (order by a.text, b.text rows 100000 preceding) "
    f"{_BLOCKS} limit 1",
    "each of each": f"{_PAIRS} select count(*) from o, json_each(x) a, json_each(x) b",
    "a search in each": f"{_PAIRS} select sum(json_extract(x, '$.k' || n)) from o, c",
}
