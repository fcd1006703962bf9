"""What must not exist in a sound archive, as questions to it; and what is merely worth a look."""

from db import counting

#: What must not exist: a count of it, and what it is called.
LAWS = {
    "runs whose counts do not add up": """
        select count(*) from runs where documents <> added + updated + duplicates + skipped + failed""",
    "runs whose failures are not all listed": """
        select count(*) from runs
        where failed <> (select count(*) from failures where failures.run_id = runs.id)""",
    "filed documents without an article": """
        select count(*) from files left join articles on articles.file_id = files.id
        where files.status = 'filed' and articles.id is null""",
    "articles whose document is not filed": """
        select count(*) from articles join files on files.id = articles.file_id
        where files.status <> 'filed'""",
    "replaced documents without a version": """
        select count(*) from files left join versions on versions.file_id = files.id
        where files.status = 'replaced' and versions.article_id is null""",
    "articles whose versions are not numbered from 1 without holes": """
        select count(*) from (
            select 1 from versions group by article_id having min(version) <> 1 or max(version) <> count(*)
        )""",
    "changes that belong to no version": """
        select count(*) from changes left join versions using (article_id, version)
        where versions.article_id is null""",
    "mentions that are not what the body says there": """
        select count(*) from mentions join articles on articles.id = mentions.article_id
        where substr(body, "start" + 1, "end" - "start") <> surface""",
    "quotes that lie outside of their body": """
        select count(*) from quotes join articles on articles.id = quotes.article_id
        where "start" < 0 or "end" <= "start" or "end" > length(body)""",
    "quotes whose speaker is not the one mentioned there": """
        select count(*) from quotes left join mentions
        on mentions.article_id = quotes.article_id and mentions."start" = speaker_start
        where quotes.speaker_id is not mentions.entity_id""",
    "counts of mentions that are wrong": f"""
        select count(*) from ({counting.ARTICLE_ENTITIES.format(chosen="true")}) as counted
        full join article_entities as kept using (article_id, entity_id)
        where kept.mentions is not counted.mentions or kept.name is not counted.name""",
    "counts of spellings that are wrong": f"""
        select count(*) from ({counting.ALIASES.format(chosen="true")}) as counted
        full join aliases as kept using (alias, entity_id)
        where coalesce(kept.articles, -1) <> coalesce(counted.articles, 0)
        or coalesce(kept.mentions, -1) <> coalesce(counted.mentions, 0)""",
    "entities whose number of articles is wrong": """
        select count(*) from entities left join (
            select entity_id, count(*) as articles from article_entities group by entity_id
        ) as counted on counted.entity_id = entities.id
        where article_count <> coalesce(articles, 0)""",
    "stories that do not have as many articles as they say": """
        select count(*) from stories left join (
            select story_id, count(*) as articles from articles where story_id is not null group by story_id
        ) as counted on story_id = stories.id where article_count is not articles
        and not exists (select 1 from articles_to_group)""",
    "articles of a story that is not there": """
        select count(*) from articles left join stories on stories.id = story_id
        where story_id is not null and stories.id is null""",
    "linked names that mean a name which itself means another": """
        select count(*) from same_as as first join same_as as second on second.entity_id = first.into_id""",
    "outlets whose articles are miscounted": """
        select count(*) from outlets left join coverage_outlets on outlet_id = outlets.id
        where outlets.id not in (select outlet_id from outlets_to_cover)
        and coalesce(articles, 0) <> (select count(*) from articles where outlet_id = outlets.id)""",
    "copies whose original is itself a copy": """
        select count(*) from copies left join copies as original on original.article_id = copies.family_id
        where original.family_id is not original.article_id
        and not exists (select 1 from uncompared)""",
    "articles whose text is in no way compared": """
        select count(*) from articles left join fingerprints on fingerprints.article_id = articles.id
        where fingerprints.article_id is null
        and not exists (select 1 from uncompared where uncompared.article_id = articles.id)""",
    "entities whose first or last day is wrong": f"""
        select count(*) from entities
        left join ({counting.ENTITIES.format(chosen="true")}) as counted on entity_id = entities.id
        where first_seen is not first or last_seen is not last""",
    "deleted documents that are filed all the same": """
        select count(*) from deletions join files using (sha256)""",
    "deleted documents whose traces are still in the file; the next ingest writes it anew": """
        select count(*) from deletions where cleaned_at is null""",
    "articles that were left out of the index": "select count(*) from unindexed",
    "keys of versions of articles that are not there": """
        select count(*) from (select distinct article_id from version_keys) as keyed
        where not exists (select 1 from articles where id = keyed.article_id)""",
    "texts compared of articles that are not there": """
        select count(*) from fingerprints left join articles on id = article_id
        where id is null and article_id not in (select article_id from uncompared)""",
    "signatures of articles that are not there": """
        select count(*) from story_signatures left join articles on id = article_id
        where id is null and article_id not in (select article_id from articles_to_group)""",
    "links of stories between articles that are not there": """
        select count(*) from story_links where not exists (select 1 from articles_to_group)
        and (one_id not in (select id from articles) or other_id not in (select id from articles))""",
    "outlets, authors or places in a list of what is to be done that are not there": """
        select (select count(*) from outlets_to_learn where outlet_id not in (select id from outlets))
        + (select count(*) from outlets_to_cover where outlet_id not in (select id from outlets))""",
}

#: What is no damage, but may be a mistake: a count, three ids or names, and what to say of them.
WORTH_A_LOOK = {
    "calls of ingest, the last ones, that were killed or go on; what they say they filed is filed": """
        select count(*), group_concat(id, ', ') filter (where place <= 3) from (
            select id, row_number() over (order by id desc) as place from runs
            where id > (select coalesce(max(id), 0) from runs where finished_at is not null))""",
    "articles that are very short for their file": """
        select count(*), group_concat(id, ', ') filter (where place <= 3) from (
            select articles.id, row_number() over (order by bytes desc) as place
            from files join articles on file_id = files.id
            where bytes >= case when media_type like '%html%' then 50000 else 10000 end
            and word_count * 6 * case when media_type like '%html%' then 1000 else 25 end < bytes)""",
    "outlets of which learned lines take more than a third of the words": """
        select count(*), group_concat(name, ', ') filter (where place <= 3) from (
            select name, row_number() over (order by taken / (taken + kept) desc) as place
            from (
                select name, sum(length(body)) * 1.0 as kept, sum((
                    select coalesce(sum(length(text)), 0) from blocks where article_id = articles.id
                    and rule in (select distinct rule from outlet_lines)
                )) as taken
                from (
                    select outlets.name, articles.id, body, row_number() over (
                        partition by outlet_id order by articles.id % 100000000) as number
                    from outlets join articles on outlet_id = outlets.id
                    where outlets.id in (select outlet_id from outlet_lines where status <> 'rejected')
                ) as articles where number <= 200 group by name
            ) where taken > 0.5 * kept)""",
}
