/** Signs that Unicode would turn into letters beside the word before them: `Nike™` is the word `nike`. */
const SIGNS = "№™℠";

/** Nobody sees these inside of a word: soft hyphens, joiners, stress marks (composed letters such as й are whole by then). */
const UNSEEN = String.raw`[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]`;

/** Whatever is no letter and no digit of any script parts words. Ranges of code points, since a database of ctype C knows no letters but ASCII's. */
const SEPARATORS = String.raw`[\u0001-/:-@[-\x60{-\u00bf\u00d7\u00f7\u02c2-\u02df\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufe10-\ufe6f\U0001f000-\U0001faff]+`;

/** Capitals that `lower` leaves in a database of ctype C, and Latin letters without their accents. Slow, so only where there is one. */
const FOLDED = {
  from: "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐЄІЇЎӘҒҚҢӨҰҮҺҖҪҲҶӢӮӐӖӲÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ",
  to: "абвгдеежзийклмнопрстуфхцчшщъыьэюяґєіїўәғқңөұүһҗҫҳҷӣӯӑӗӳaaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyy",
};

/**
 * Forms without an ending, which have a vowel that the others lose (ботинок, чашек, полотенец), as the others' stems have it. Snowball knows
 * nothing of it, and half of what shops sell is asked for in this form.
 */
const VOWELS_LOST = [
  ["([аеиоуыэюя])ек( |$)", "\\1йк\\2"],
  ["([а-я][бвгджзклмнпрстфхцчшщ])[ое]([клнрц])( |$)", "\\1\\2\\3"],
] as const;

/** Letters that become one of Latin's, and those that become several. ъ and ь are left out. */
const LATIN = { from: "абвгдезийклмнопрстуфхцыэъь", to: "abvgdeziyklmnoprstufhcye" };
const LATIN_PAIRS: readonly (readonly [string, string])[] = [
  ["ж", "zh"],
  ["ч", "ch"],
  ["ш", "sh"],
  ["щ", "sch"],
  ["ю", "yu"],
  ["я", "ya"],
];

const vowelsLost = VOWELS_LOST.reduce(
  (text, [from, to]) => `regexp_replace(${text}, '${from}', '${to}', 'g')`,
  "normal",
);

const latinPairs = LATIN_PAIRS.reduce(
  (text, [from, to]) => `replace(${text}, '${from}', '${to}')`,
  `translate(search_normal(typed), '${LATIN.from}', '${LATIN.to}')`,
);

/** A function of one expression. Its names are resolved where it is made, so a search path cannot change what it does. */
function defineFunction(signature: string, returns: string, expression: string): string {
  return `CREATE FUNCTION ${signature} RETURNS ${returns}
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ${expression};`;
}

/**
 * The functions by which rows and what people type are made comparable, as SQL of a migration; both sides go through the same ones. They
 * work alike whatever the database's locale is, and need no extension.
 *
 * - `search_normal(text)`: lower-case words with one space between: NFKC, ё as е, no marks, no punctuation;
 * - `search_vector(title, rest)`: a `tsvector` of Russian (and English) stems and of the words as they are; those of the title have weight A;
 * - `search_query(typed, prefix, weight)`: a `tsquery` of all words in any order, empty where nothing can be looked for. Words that carry no
 *   meaning (`для`) count only where there is no other. With `prefix` the last word, from three letters on, may go on. `weight` is `A` for
 *   matches in the title, or empty;
 * - `search_words(text)`: the words as an array;
 * - `search_latin(text)`: normal, transliterated: trigrams of other letters are all alike in a database of ctype C.
 *
 * A released migration holds this text: what it says is never changed, a change is another function.
 */
export const searchFunctionsSql = [
  defineFunction(
    "search_folded(lowered text)",
    "text",
    `CASE WHEN lowered ~ '[${FOLDED.from}]' THEN translate(lowered, '${FOLDED.from}', '${FOLDED.to}') ELSE lowered END`,
  ),
  defineFunction(
    "search_normal(typed text)",
    "text",
    `btrim(regexp_replace(replace(search_folded(lower(regexp_replace(
    normalize(translate(typed, '${SIGNS}', '${" ".repeat([...SIGNS].length)}'), NFKC), '${UNSEEN}', '', 'g'))), 'ё', 'е'),
    '${SEPARATORS}', ' ', 'g'))`,
  ),
  defineFunction("search_vowels_lost(normal text)", "text", vowelsLost),
  defineFunction(
    "search_lexemes(normal text)",
    "tsvector",
    `to_tsvector('pg_catalog.russian'::regconfig, normal) || to_tsvector('pg_catalog.russian'::regconfig, search_vowels_lost(normal))
    || to_tsvector('pg_catalog.simple'::regconfig, normal)`,
  ),
  defineFunction(
    "search_vector(title text, rest text)",
    "tsvector",
    "setweight(search_lexemes(search_normal(title)), 'A') || strip(search_lexemes(search_normal(rest)))",
  ),
  defineFunction("search_words(typed text)", "text[]", "string_to_array(nullif(search_normal(typed), ''), ' ')"),
  defineFunction("search_latin(typed text)", "text", latinPairs),
  defineFunction(
    "search_query(typed text, is_prefix boolean, weight text)",
    "tsquery",
    `(WITH word AS (
      SELECT plainto_tsquery('pg_catalog.russian'::regconfig, w) AS stem, plainto_tsquery('pg_catalog.simple'::regconfig, w) AS whole,
        plainto_tsquery('pg_catalog.russian'::regconfig, search_vowels_lost(w)) AS short,
        is_prefix AND length(w) > 2 AND n = count(*) OVER () AS is_begun
      FROM unnest(search_words(typed)) WITH ORDINALITY AS listed (w, n))
    SELECT coalesce(string_agg(format('(%s)', concat_ws(' | ',
        nullif(regexp_replace(stem::text, '(''[^'']+'')', '\\1:' || weight, 'g'), ''),
        CASE WHEN short <> stem THEN nullif(regexp_replace(short::text, '(''[^'']+'')', '\\1:' || weight, 'g'), '') END,
        regexp_replace(whole::text, '(''[^'']+'')', '\\1:' || CASE WHEN is_begun THEN '*' ELSE '' END || weight, 'g'))), ' & '), '')::tsquery
    FROM word
    WHERE numnode(whole) > 0 AND (numnode(stem) > 0 OR NOT EXISTS (SELECT FROM word AS other WHERE numnode(other.stem) > 0)))`,
  ),
].join("\n");
