// Reads a reader's record, and compares its times as mpguide.timings does.
// @ts-check
"use strict";

/**
 * @typedef {{median: number, low: number, high: number}} Times seconds; 0 to Infinity if unknown
 * @typedef {{median: number, low: number, high: number, differs: boolean}} Ratio
 * @typedef {Map<string, Map<string, Times>>} Timings by page and benchmark
 * @typedef {{page: string, text: string, verdict: string, place?: string}} Claim
 * @typedef {{circumstances: Map<string, unknown>, claims: Claim[], timings: Timings}} Run
 */

/**
 * What the page says of the form of records, and of when times differ.
 * @typedef {{schema: number, verdicts: string[], seconds: [number, number], misses: number, guard: number}} Rules
 */

/** @param {Rules} rules */
function recordsBy(rules) {
  /** What is wrong with a file, in words for its reader. */
  class Fault extends Error {}

  // ---------------------------------------------------------------- reading

  /**
   * Read the text of a record.
   * @param {string} text
   * @returns {Run}
   * @throws {Fault}
   */
  function read(text) {
    if (!text.trim()) throw new Fault("The file is empty.");
    let content;
    try {
      content = JSON.parse(text);
    } catch {
      throw new Fault("This is no record: the file is not JSON.");
    }
    if (!isObject(content) || !Object.hasOwn(content, "schema")) {
      throw new Fault("This is no record: the file names no schema.");
    }
    if (content.schema !== rules.schema) {
      const named = typeof content.schema === "object" ? "another" : short(String(content.schema));
      throw new Fault(`This is a record of schema ${named}; this page reads ${rules.schema}.`);
    }
    return {
      circumstances: new Map(pairs(content.circumstances, "circumstances").flatMap(readTold)),
      claims: list(content.claims, "claims").map(readClaim),
      timings: new Map(
        pairs(content.timings, "timings").map(([page, suite]) => [page, readSuite(suite, page)]),
      ),
    };
  }

  /** A circumstance by its name, or several of one kind. @param {[string, any]} named */
  function readTold([name, value]) {
    const told = isObject(value) ? Object.entries(value) : [[name, value]];
    for (const [, one] of told) {
      if (typeof one === "object" && one !== null) damaged(`circumstances: ${name} is no text`);
    }
    return /** @type {[string, unknown][]} */ (told);
  }

  /** @param {any} claim @param {number} at @returns {Claim} */
  function readClaim(claim, at) {
    if (!isObject(claim)) damaged(`claim ${at + 1} is no object`);
    for (const name of ["page", "text", "verdict"]) {
      if (typeof claim[name] !== "string") damaged(`claim ${at + 1} has no text for its ${name}`);
    }
    if (!rules.verdicts.includes(claim.verdict)) {
      damaged(`claim ${at + 1} has "${claim.verdict}", which is no verdict`);
    }
    return { page: claim.page, text: claim.text, verdict: claim.verdict };
  }

  /** @param {any} suite @param {string} page @returns {Map<string, Times>} */
  function readSuite(suite, page) {
    const found = new Map();
    const where = `the timings of ${page}`;
    pairs(suite, where);
    for (const benchmark of list(suite.benchmarks, where)) {
      const name = { ...suite.metadata, ...benchmark?.metadata }.name;
      if (typeof name !== "string") damaged(`${where}: one has no name`);
      const runs = list(benchmark.runs, `${where}, ${name}`)
        .map((run) => list(isObject(run) ? (run.values ?? []) : null, `${where}, ${name}`))
        .filter((values) => values.length);
      const [shortest, longest] = rules.seconds;
      if (!runs.flat().every((x) => typeof x === "number" && shortest <= x && x <= longest)) {
        damaged(`${where}, ${name}: not numbers of seconds`);
      }
      if (runs.length) found.set(name, summed(runs));
    }
    return found;
  }

  /** @param {unknown} value @param {string} what @returns {[string, any][]} */
  function pairs(value, what) {
    return isObject(value) ? Object.entries(value) : damaged(`${what}: no object`);
  }

  /** @param {unknown} value @param {string} what @returns {any[]} */
  function list(value, what) {
    return Array.isArray(value) ? value : damaged(`${what}: no list`);
  }

  /** @param {any} value @returns {value is Record<string, any>} */
  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  /** @param {string} what @returns {never} */
  function damaged(what) {
    throw new Fault(`This record is damaged: ${short(what, 160)}.`);
  }

  // ---------------------------------------------------------------- comparing, as mpguide.timings

  /** @param {number[][]} runs @returns {Times} */
  function summed(runs) {
    const bounds = runs.map(interval);
    return {
      median: middle(runs.map(middle)),
      low: bounds.reduce((low, one) => Math.min(low, one[0]), Infinity),
      high: bounds.reduce((high, one) => Math.max(high, one[1]), 0),
    };
  }

  /** @param {number[]} values */
  function middle(values) {
    const ordered = [...values].sort((a, b) => a - b);
    const half = ordered.length >> 1;
    return ordered.length % 2 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2;
  }

  /** Between which values the true median lies. @param {number[]} values */
  function interval(values) {
    const number = values.length;
    let leftOut = -1;
    let way = -number * Math.log(2); // of the chance that just so many values are beyond it
    let chance = Math.exp(way);
    while (chance <= 1 / rules.misses && 2 * leftOut < number) {
      leftOut += 1;
      way += Math.log((number - leftOut) / (leftOut + 1));
      chance += Math.exp(way);
    }
    if (leftOut < 0) return [0, Infinity];
    const ordered = [...values].sort((a, b) => a - b);
    return [ordered[leftOut], ordered[number - 1 - leftOut]];
  }

  /** How many times as long mine take as the others. @param {Times} mine @param {Times} other @returns {Ratio} */
  function ratio(mine, other) {
    const low = mine.low / other.high;
    const high = other.low ? mine.high / other.low : Infinity;
    const differs = low > 1 + rules.guard || high < 1 / (1 + rules.guard);
    return { median: mine.median / other.median, low, high, differs };
  }

  /** @param {Map<string, Times>} mine @param {Map<string, Times>} other @returns {Map<string, Ratio>} */
  function ratios(mine, other) {
    const both = [...other].filter(([name]) => mine.has(name));
    return new Map(
      both.map(([name, times]) => [name, ratio(/** @type {Times} */ (mine.get(name)), times)]),
    );
  }

  /** @param {string} text @param {number} most */
  function short(text, most = 80) {
    return text.length > most ? `${text.slice(0, most - 1)}…` : text;
  }

  return { Fault, read, ratios, middle, short };
}
