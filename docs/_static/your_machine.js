// Draws a reader's record over the pictures of this build, and says what differs.
// What a record says becomes text and numbers of the page, never markup.
// @ts-check
"use strict";

/**
 * @typedef {{median: number, low: number, high: number}} Times seconds; 0 to Infinity if unknown
 * @typedef {{median: number, low: number, high: number, differs: boolean}} Ratio
 * @typedef {Map<string, Map<string, Times>>} Timings by page and benchmark
 * @typedef {{page: string, text: string, verdict: string, place?: string}} Claim
 * @typedef {{circumstances: Map<string, unknown>, claims: Claim[], timings: Timings}} Run
 */

{
  const KEY = "mpguide-record";
  const SVG = "http://www.w3.org/2000/svg";
  const island = JSON.parse(/** @type {Element} */ (find("#beside-data")).textContent ?? "");

  /** What is wrong with a file, in words for its reader. */
  class Fault extends Error {}

  // ---------------------------------------------------------------- reading

  /** @type {Run} */
  const ours = {
    circumstances: new Map(Object.entries(island.circumstances)),
    claims: island.claims.map(([page, text, verdict, place]) => ({ page, text, verdict, place })),
    timings: new Map(
      Object.entries(island.timings).map(([page, suite]) => [
        page,
        new Map(
          Object.entries(suite).map(([name, [low, median, high]]) => [
            name,
            { median, low, high: high ?? Infinity },
          ]),
        ),
      ]),
    ),
  };

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
    if (content.schema !== island.schema) {
      const named = short(JSON.stringify(content.schema));
      throw new Fault(`This is a record of schema ${named}; this page reads ${island.schema}.`);
    }
    return {
      circumstances: new Map(
        pairs(content.circumstances, "circumstances").flatMap(([name, value]) =>
          isObject(value) ? Object.entries(value) : [[name, value]],
        ),
      ),
      claims: list(content.claims, "claims").map(readClaim),
      timings: new Map(
        pairs(content.timings, "timings").map(([page, suite]) => [page, readSuite(suite, page)]),
      ),
    };
  }

  /** @param {any} claim @param {number} at @returns {Claim} */
  function readClaim(claim, at) {
    if (!isObject(claim)) damaged(`claim ${at + 1} is no object`);
    for (const name of ["page", "text", "verdict"]) {
      if (typeof claim[name] !== "string") damaged(`claim ${at + 1} has no text for its ${name}`);
    }
    if (!island.verdicts.includes(claim.verdict)) {
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
      const [shortest, longest] = island.seconds;
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
    while (chance <= 1 / island.misses && 2 * leftOut < number) {
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
    const differs = low > 1 + island.guard || high < 1 / (1 + island.guard);
    return { median: mine.median / other.median, low, high, differs };
  }

  /** @param {Map<string, Times>} mine @param {Map<string, Times>} other @returns {Map<string, Ratio>} */
  function ratios(mine, other) {
    const both = [...other].filter(([name]) => mine.has(name));
    return new Map(both.map(([name, times]) => [name, ratio(found(mine, name), times)]));
  }

  // ---------------------------------------------------------------- words

  /** @param {number} seconds */
  function time(seconds) {
    const units = /** @type {[string, number][]} */ ([["s", 1], ["ms", 1e-3], ["µs", 1e-6]]);
    const [unit, size] = units.find(([, size]) => seconds >= size) ?? ["ns", 1e-9];
    return `${figure(seconds / size)} ${unit}`;
  }

  /** Three significant digits, without an exponent. @param {number} value */
  function figure(value) {
    const digits = Math.min(Math.max(2 - Math.floor(Math.log10(value)), 0), 9);
    return value.toFixed(digits);
  }

  /** @param {Ratio} one */
  function times({ median, low, high }) {
    return figure(median) + (high < Infinity ? ` (${figure(low)} to ${figure(high)})` : "");
  }

  /** @param {number} number @param {string} noun */
  function count(number, noun) {
    return `${number || "no"} ${noun}${number === 1 ? "" : "s"}`;
  }

  /** @param {unknown} value */
  function told(value) {
    if (typeof value === "boolean") return value ? "on" : "off";
    return short(typeof value === "string" ? value : (JSON.stringify(value) ?? "unknown"));
  }

  /** @param {string | undefined} text */
  function short(text = "", most = 80) {
    return text.length > most ? `${text.slice(0, most - 1)}…` : text;
  }

  /** @param {Map<string, Ratio>} compared */
  function sentence(compared) {
    const all = [...compared.values()];
    if (!all.length) return "Your record has no timings of this.";
    const differ = all.filter((one) => one.differs);
    const longer = differ.filter((one) => one.median > 1).length;
    const central = figure(middle(all.map((one) => one.median)));
    return (
      `Of ${count(all.length, "benchmark")}, your machine takes longer for ${longer || "none"} and ` +
      `less long for ${differ.length - longer || "none"}, by more than the intervals allow; ` +
      `the middle ratio of yours to ours is ${central}.`
    );
  }

  // ---------------------------------------------------------------- showing

  /** @param {Run} mine */
  function show(mine) {
    clear();
    const all = [...ours.timings].map(([page, suite]) => {
      const compared = ratios(mine.timings.get(page) ?? new Map(), suite);
      showPage(page, mine.timings.get(page) ?? new Map(), compared);
      return [...compared].map(([name, one]) => /** @type {const} */ ([`${page} ${name}`, one]));
    });
    find("#beside-result")?.append(
      ...showCircumstances(mine),
      ...showVerdicts(mine),
      made("h2", "Timings"),
      made("p", `${sentence(new Map(all.flat()))} Below they stand page by page.`),
    );
  }

  /** @param {Run} mine */
  function showCircumstances(mine) {
    const names = [...ours.circumstances.keys()];
    const rows = names
      .map((name) => [name.replace("_", " "), told(mine.circumstances.get(name)), told(ours.circumstances.get(name))])
      .filter(([, yours, here]) => yours !== here);
    const head = made("h2", "Circumstances");
    if (!rows.length) return [head, made("p", "They are the same as this build's.")];
    const text = "They differ in what follows, so part of each ratio is due to that.";
    return [head, made("p", text), table(["", "Yours", "This build"], rows)];
  }

  /** @param {Run} mine */
  function showVerdicts(mine) {
    const key = (/** @type {Claim} */ { page, text }) => JSON.stringify([page, text]);
    const yours = new Map(mine.claims.map((claim) => [key(claim), claim.verdict]));
    const both = ours.claims.filter((claim) => yours.has(key(claim)));
    const other = both.filter((claim) => yours.get(key(claim)) !== claim.verdict);
    const alone = mine.claims.length - both.length;
    const missing = ours.claims.length - both.length;
    const text =
      `Of ${count(both.length, "claim")} that both have made, ${other.length || "none"} ` +
      `${other.length === 1 ? "has" : "have"} another verdict in your record. ` +
      `It lacks ${count(missing, "claim")} of this build, and has ${count(Math.max(alone, 0), "other")}.`;
    const items = other.map((claim) => {
      const link = made("a", claim.text);
      link.setAttribute("href", claim.place ?? "");
      return made("li", link, `: ${claim.verdict} here, ${yours.get(key(claim))} in yours`);
    });
    return [made("h2", "Verdicts"), made("p", text), ...(items.length ? [made("ul", ...items)] : [])];
  }

  /** @param {string} page @param {Map<string, Times>} mine @param {Map<string, Ratio>} compared */
  function showPage(page, mine, compared) {
    const place = findAll(".beside-page").find((one) => one.dataset.page === page);
    if (!place) return;
    const rows = [...compared].map(([name, one]) => [
      name,
      time(found(found(ours.timings, page), name).median),
      time(found(mine, name).median),
      times(one),
    ]);
    const told = made("div", made("p", sentence(compared)));
    told.className = "beside-added";
    if (rows.length) {
      const head = ["Benchmark", "This build", "Yours", "Ratio"];
      told.append(made("details", made("summary", "In numbers"), table(head, rows)));
    }
    place.prepend(told);
    for (const svg of place.querySelectorAll("svg")) draw(svg, mine);
  }

  /** Add a record's times to a picture. @param {SVGElement} svg @param {Map<string, Times>} mine */
  function draw(svg, mine) {
    const { rows = "[]", ...numbers } = svg.dataset;
    const at = (/** @type {string} */ name) => Number(numbers[name]);
    const place = (/** @type {number} */ seconds) =>
      Math.min(Math.max(at("left") + at("scale") * Math.log(seconds / at("low")), at("left")), at("right"));
    const group = shape("g", { class: "beside-added" });
    JSON.parse(rows).forEach((/** @type {string} */ name, /** @type {number} */ row) => {
      const one = mine.get(name);
      if (!one) return;
      const y = at("top") + at("step") * row;
      const span = one.high < Infinity ? [one.low, one.high] : [one.median, one.median];
      const mark = shape("g", {});
      mark.append(
        shape("title", {}, `yours, ${name}: ${time(one.median)}`),
        shape("path", { d: `M${place(span[0])} ${y}H${place(span[1])}` }),
        shape("circle", { cx: place(one.median), cy: y, r: 3.6 }),
      );
      group.append(mark);
    });
    if (!group.childNodes.length) return;
    const [x, y] = [at("keyX"), at("keyY")];
    group.append(shape("circle", { cx: x, cy: y, r: 3.6 }), shape("text", { x: x + 10, y: y + 4.5 }, "yours"));
    svg.append(group);
  }

  function clear() {
    for (const added of findAll(".beside-added")) added.remove();
    find("#beside-result")?.replaceChildren();
  }

  // ---------------------------------------------------------------- elements

  /** @param {string} selector @returns {HTMLElement | null} */
  function find(selector) {
    return document.querySelector(selector);
  }

  /** @param {string} selector @returns {HTMLElement[]} */
  function findAll(selector) {
    return [...document.querySelectorAll(/** @type {"div"} */ (selector))];
  }

  /** An element with texts and elements in it. @param {string} tag @param {...(string | Node)} content */
  function made(tag, ...content) {
    const element = document.createElement(tag);
    element.append(...content);
    return element;
  }

  /** @param {string} tag @param {Record<string, string | number>} attributes @param {string} text */
  function shape(tag, attributes, text = "") {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(text);
    return element;
  }

  /** @param {string[]} head @param {string[][]} rows */
  function table(head, rows) {
    const cells = (/** @type {string} */ tag, /** @type {string[]} */ texts) =>
      made("tr", ...texts.map((text) => made(tag, text)));
    const headed = cells("th", head);
    for (const cell of headed.children) cell.setAttribute("scope", "col");
    const whole = made(
      "table",
      made("thead", headed),
      made("tbody", ...rows.map((row) => cells("td", row))),
    );
    whole.className = "docutils";
    const box = made("div", whole);
    box.className = "beside-table";
    box.tabIndex = 0;
    return box;
  }

  /** @template V @param {Map<string, V>} map @param {string} name @returns {V} */
  function found(map, name) {
    return /** @type {V} */ (map.get(name));
  }

  // ---------------------------------------------------------------- keeping

  /** @param {string} text */
  function keep(text) {
    try {
      localStorage.setItem(KEY, text);
      return true;
    } catch {
      return false;
    }
  }

  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function drop() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // then nothing was kept
    }
  }

  // ---------------------------------------------------------------- the form

  const chooser = /** @type {HTMLInputElement} */ (find("#beside-file"));
  const forgetter = /** @type {HTMLButtonElement} */ (find("#beside-forget"));
  const box = /** @type {HTMLElement} */ (find(".beside"));

  /** @param {string} text @param {boolean} wrong */
  function say(text, wrong = false) {
    const place = find("#beside-told");
    place?.classList.toggle("beside-wrong", wrong);
    place?.replaceChildren(text);
  }

  /** Show the record in a text; whether there is one. @param {string} text @param {string} name */
  function take(text, name) {
    try {
      show(read(text));
      forgetter.hidden = false;
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      say(`${short(name)}: ${error.message}`, true);
      return false;
    }
  }

  function forget() {
    drop();
    clear();
    say("Your record is forgotten.");
    chooser.value = "";
    forgetter.hidden = true;
    chooser.focus();
  }

  /** @param {File | undefined} file */
  async function open(file) {
    if (!file) return;
    if (file.size > island.largest) {
      say(`${short(file.name)}: This is no record: it is larger than any.`, true);
      return;
    }
    const text = await file.text().catch(() => null);
    if (text === null) say(`${short(file.name)}: The file can't be read.`, true);
    else if (take(text, file.name)) {
      const stays = keep(text) ? "" : " Your browser can't keep it: choose it again next time.";
      say(`${short(file.name)} is drawn over the pictures below.${stays}`);
    }
  }

  chooser.addEventListener("change", () => open(chooser.files?.[0]));
  forgetter.addEventListener("click", forget);
  for (const name of ["dragenter", "dragover"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.add("beside-over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    box.addEventListener(name, () => box.classList.remove("beside-over"));
  }
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    open(event.dataTransfer?.files[0]);
  });

  box.hidden = false;
  for (const without of findAll(".beside-without")) without.hidden = true;
  const before = kept();
  if (before !== null) {
    if (take(before, "What was kept of your last visit")) {
      say("Your record is kept from your last visit, and drawn over the pictures below.");
    } else drop();
  }
}
