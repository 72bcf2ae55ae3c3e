-- Words that may be meant: those among the variants that are known, and those that PostgreSQL finds similar; and known words that begin as one
-- that may go on (goes_on). Parameters: words and variants, two arrays side by side; asked, an array of words; unfinished and patterns, two
-- arrays side by side, what may go on and its pattern for LIKE; most, how many words of each of these. Without the index there are none
-- of these: to read all words would take too long.
select given.token, known.word, false as goes_on
from unnest(cast(:#words as text[]), cast(:#variants as text[])) as given(token, word)
join search_words as known on known.word = given.word
union
select near.token, near.word, false from similar_words(cast(:#asked as text[])) as near
union all
select begun.token, longer.word, true
from unnest(cast(:#unfinished as text[]), cast(:#patterns as text[])) as begun(token, pattern)
cross join lateral (select known.word from search_words as known where known.word like begun.pattern limit cast(:#most as int)) as longer
where exists (select from pg_index where indexrelid = to_regclass('search_words_similar') and indisvalid)
