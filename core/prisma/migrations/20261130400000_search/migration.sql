-- People and companies are found by their names. Expand only: functions and indexes, of which the release before knows nothing.

-- Typos are forgiven where pg_trgm is; where this role may not make it, or the server has no such files, search does without. A superuser
-- may make it at any time.
DO $$ BEGIN
  CREATE SCHEMA IF NOT EXISTS "extensions";
  CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA "extensions";
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
  RAISE NOTICE 'search forgives no typos: %', SQLERRM;
END $$;

-- The functions of packages/postgres/src/search/search-functions.ts; a test compares.
CREATE FUNCTION search_folded(lowered text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN lowered ~ '[АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐЄІЇЎӘҒҚҢӨҰҮҺҖҪҲҶӢӮӐӖӲÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ]' THEN translate(lowered, 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐЄІЇЎӘҒҚҢӨҰҮҺҖҪҲҶӢӮӐӖӲÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'абвгдеежзийклмнопрстуфхцчшщъыьэюяґєіїўәғқңөұүһҗҫҳҷӣӯӑӗӳaaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyy') ELSE lowered END;
CREATE FUNCTION search_normal(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(replace(search_folded(lower(regexp_replace(
    normalize(translate(typed, '№™℠', '   '), NFKC), '[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]', '', 'g'))), 'ё', 'е'),
    '[\u0001-/:-@[-\x60{-\u00bf\u00d7\u00f7\u02c2-\u02df\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufe10-\ufe6f\U0001f000-\U0001faff]+', ' ', 'g'));
CREATE FUNCTION search_vowels_lost(normal text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(normal, '([аеиоуыэюя])ек( |$)', '\1йк\2', 'g'), '([а-я][бвгджзклмнпрстфхцчшщ])[ое]([клнрц])( |$)', '\1\2\3', 'g');
CREATE FUNCTION search_lexemes(normal text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector('pg_catalog.russian'::regconfig, normal) || to_tsvector('pg_catalog.russian'::regconfig, search_vowels_lost(normal))
    || to_tsvector('pg_catalog.simple'::regconfig, normal);
CREATE FUNCTION search_vector(title text, rest text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN setweight(search_lexemes(search_normal(title)), 'A') || strip(search_lexemes(search_normal(rest)));
CREATE FUNCTION search_words(typed text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(nullif(search_normal(typed), ''), ' ');
CREATE FUNCTION search_latin(typed text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(translate(search_normal(typed), 'абвгдезийклмнопрстуфхцыэъь', 'abvgdeziyklmnoprstufhcye'), 'ж', 'zh'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'sch'), 'ю', 'yu'), 'я', 'ya');
CREATE FUNCTION search_query(typed text, is_prefix boolean, weight text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (WITH word AS (
      SELECT plainto_tsquery('pg_catalog.russian'::regconfig, w) AS stem, plainto_tsquery('pg_catalog.simple'::regconfig, w) AS whole,
        plainto_tsquery('pg_catalog.russian'::regconfig, search_vowels_lost(w)) AS short,
        is_prefix AND length(w) > 2 AND n = count(*) OVER () AS is_begun
      FROM unnest(search_words(typed)) WITH ORDINALITY AS listed (w, n))
    SELECT coalesce(string_agg(format('(%s)', concat_ws(' | ',
        nullif(regexp_replace(stem::text, '(''[^'']+'')', '\1:' || weight, 'g'), ''),
        CASE WHEN short <> stem THEN nullif(regexp_replace(short::text, '(''[^'']+'')', '\1:' || weight, 'g'), '') END,
        regexp_replace(whole::text, '(''[^'']+'')', '\1:' || CASE WHEN is_begun THEN '*' ELSE '' END || weight, 'g'))), ' & '), '')::tsquery
    FROM word
    WHERE numnode(whole) > 0 AND (numnode(stem) > 0 OR NOT EXISTS (SELECT FROM word AS other WHERE numnode(other.stem) > 0)));

CREATE INDEX "users_search_idx" ON "users" USING gin (search_vector("first_name" || ' ' || "last_name", ''));
CREATE INDEX "tenants_search_idx" ON "tenants" USING gin (search_vector("name" || ' ' || "subdomain", ''));
-- In the order of the lists.
CREATE INDEX "users_created_at_id_idx" ON "users"("created_at" DESC, "id" DESC);
CREATE INDEX "tenants_created_at_id_idx" ON "tenants"("created_at" DESC, "id" DESC);
