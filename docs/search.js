/* How the search takes a pasted error message; Sphinx puts this file into language_data.js,
   and calls splitQuery for a query and Scorer.score for each result.

   Sphinx finds the pages that have all words of a query, and a message has words that only
   the reader knows: names, paths, numbers.  So of a query remain the words that one page has,
   the one on which they weigh most: the fewer pages have a word, the more it weighs.
   A query that is no message remains as it is if all of its words stand on one page;
   its words stand on many pages, and those that explain come before those that list. */
{
  const ERROR = /(Error|Exception|Warning|Interrupt)\b|_tracker\b/i;
  const MANY = 4; // so many words are a message, too
  const FOLDER = "errors/"; // where the pages of error messages are
  const PREFERRED = 1.5; // how much more a message weighs on them
  const TITLED = 2; // how much more a word of a message weighs in a title
  const LISTING = /^(reference\/|ledger|across_versions|said|failures)/; // what lists, page by page
  const LESS = 3; // how much less a page scores that lists
  const NAMED = /\b(psm_|wnsm_)\w+/g; // the names that blocks of shared memory are given
  const SHORTENED = /(\w)['\u2019](t|s|re|ve|ll|d|m)\b/gi; // as in "can't": what is left says nothing

  const wordsOf = (query) =>
    query
      .replace(NAMED, "$1")
      .replace(SHORTENED, "$1")
      .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
      .filter((word) => word && !stopwords.has(word.toLowerCase()) && !/^\d+$/.test(word));

  const stemOf = (word) => new Stemmer().stemWord(word.toLowerCase());

  // The pages of an index that have a word, or also those that have it as a part of another.
  const found = (index, stem, parts) => {
    if (Object.hasOwn(index, stem)) return [index[stem]].flat();
    if (!parts || stem.length < 3) return [];
    const terms = Object.keys(index).filter((term) => term.includes(stem));
    return terms.flatMap((term) => index[term]);
  };

  // What the words of a query weigh on each page, and which pages have each of them.
  const weigh = (query) => {
    const names = Search._index.docnames;
    const words = wordsOf(query);
    const message = ERROR.test(query) || words.length >= MANY;
    const pages = new Map();
    const weights = new Map();
    for (const stem of new Set(words.map(stemOf))) {
      const titled = new Set(found(Search._index.titleterms, stem, !message));
      const having = new Set([...titled, ...found(Search._index.terms, stem, !message)]);
      pages.set(stem, having);
      for (const page of having) {
        let weight = Math.log(1 + names.length / having.size);
        if (message && titled.has(page)) weight *= TITLED;
        if (message && names[page].startsWith(FOLDER)) weight *= PREFERRED;
        weights.set(page, (weights.get(page) ?? 0) + weight);
      }
    }
    return { words, pages, weights, message };
  };

  const tell = (dropped) => {
    const words = [...new Set(dropped)].join(", ");
    const told = words ? `Left out of the search: ${words}.` : "";
    const place = document.getElementById("search-dropped");
    if (place) place.textContent = told;
  };

  var splitQuery = (query) => {
    const { words, pages, weights } = weigh(query);
    const best = [...weights.keys()].reduce(
      (one, other) => (weights.get(other) > (weights.get(one) ?? 0) ? other : one),
      null,
    );
    const kept = words.filter((word) => best === null || pages.get(stemOf(word)).has(best));
    tell(words.filter((word) => !kept.includes(word)));
    return kept;
  };

  // A page that is opened as a file can't fetch others to quote them.
  if (window.location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  let weighed = null;

  var Scorer = {
    score: ([docname, , , , score]) => {
      weighed ??= weigh(new URLSearchParams(window.location.search).get("q") ?? "");
      if (!weighed.message) return LISTING.test(docname) ? score - LESS : score;
      const page = Search._index.docnames.indexOf(docname);
      return score + (weighed.weights.get(page) ?? 0);
    },
    // a scorer has to bring the rest, too: these are Sphinx's own
    objNameMatch: 11,
    objPartialMatch: 6,
    objPrio: { 0: 15, 1: 5, 2: -5 },
    objPrioDefault: 0,
    title: 15,
    partialTitle: 7,
    term: 5,
    partialTerm: 2,
  };
}
