-- Words that may be meant: those among the variants that are known, and those that PostgreSQL finds similar. Parameters: words and variants,
-- two arrays side by side; asked, an array of words.
select given.token, known.word
from unnest(cast(:#words as text[]), cast(:#variants as text[])) as given(token, word)
join search_words as known on known.word = given.word
union
select near.token, near.word from similar_words(cast(:#asked as text[])) as near
