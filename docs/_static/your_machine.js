// Draws a reader's record over the pictures of this build, and says what differs.
// What a record says becomes text and numbers of the page, never markup.
// @ts-check
"use strict";

{
  const KEY = "mpguide-record";
  const SVG = "http://www.w3.org/2000/svg";
  const island = JSON.parse(find("#beside-data")?.textContent ?? "");
  const { Fault, read, ratios, middle, short } = recordsBy(island);

  /** @type {Run} */
  const ours = {
    circumstances: new Map(Object.entries(island.circumstances)),
    claims: island.claims.flatMap(([page, address, claims]) =>
      claims.map((/** @type {string[]} */ [text, verdict, anchor]) => ({
        page,
        text,
        verdict: verdict || island.held,
        place: `${address}#${anchor || anchorOf(text)}`,
      })),
    ),
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

  // ---------------------------------------------------------------- words

  /** The anchor of a claim, as the site makes it where it says nothing else.
   * @param {string} text */
  function anchorOf(text) {
    const plain = text.toLowerCase().normalize("NFKD").replace(/[^\x00-\x7f]/g, "");
    return `claim-${plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "")}`;
  }

  /** @param {number} seconds */
  function time(seconds) {
    const units = /** @type {[string, number][]} */ ([
      ["s", 1],
      ["ms", 1e-3],
      ["µs", 1e-6],
    ]);
    const [unit, size] = units.find(([, size]) => seconds >= size) ?? ["ns", 1e-9];
    return `${figure(seconds / size)} ${unit}`;
  }

  /** Three significant digits, without an exponent. @param {number} value */
  function figure(value) {
    const rounded = Number(value.toPrecision(3)); // else 0.9999 would get a digit more
    const digits = Math.min(Math.max(2 - Math.floor(Math.log10(rounded)), 0), 9);
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
    return short(String(value ?? "unknown"));
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
      made("p", sentence(new Map(all.flat()))),
    );
  }

  /** @param {Run} mine */
  function showCircumstances(mine) {
    const names = [...ours.circumstances.keys()];
    const rows = names
      .map((name) => [
        name.replace("_", " "),
        told(mine.circumstances.get(name)),
        told(ours.circumstances.get(name)),
      ])
      .filter(([, yours, here]) => yours !== here);
    const head = made("h2", "Circumstances");
    if (!rows.length) return [head, made("p", "They are the same as this build's.")];
    const text = "They differ in what follows, so part of each ratio is due to that.";
    return [head, made("p", text), table(["Circumstance", "Yours", "This build"], rows)];
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
      return made("li", link, `: ${yours.get(key(claim))}; in this build ${claim.verdict}`);
    });
    return [
      made("h2", "Verdicts"),
      made("p", text),
      ...(items.length ? [made("ul", ...items)] : []),
    ];
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
      Math.min(
        Math.max(at("left") + at("scale") * Math.log(seconds / at("low")), at("left")),
        at("right"),
      );
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
    group.append(
      shape("circle", { cx: x, cy: y, r: 3.6 }),
      shape("text", { x: x + 10, y: y + 4.5 }, "yours"),
    );
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
    for (const [name, value] of Object.entries(attributes))
      element.setAttribute(name, String(value));
    if (text) element.append(text);
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
