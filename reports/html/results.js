// The results of a check as a table, a spec in a row: to be sorted, filtered, and opened for what is behind it.

const columns = [
  { name: "Spec", key: (one) => one.spec },
  { name: "Verdict", key: (one) => one.verdict },
  { name: "As expected", key: (one) => (one.as_expected ? 1 : 0) },
  { name: "Traces", key: (one) => -one.shown.length },
  { name: "States", key: (one) => one.states, number: true },
  { name: "Transitions", key: (one) => one.transitions, number: true },
  { name: "Depth", key: (one) => one.depth, number: true },
  { name: "Seconds", key: (one) => one.seconds, number: true },
];

const filters = {
  all: ["every result", () => true],
  unexpected: ["not as expected", (one) => !one.as_expected],
  violated: ["violated", (one) => one.verdict === "violated"],
  holds: ["holds", (one) => one.verdict === "holds"],
  undecided: ["incomplete or in error", (one) => one.verdict === "incomplete" || one.verdict === "error"],
  traces: ["with a trace", (one) => one.shown.length > 0],
};

/** What the search box looks through. */
function searchedText(one) {
  return [one.spec, one.verdict, one.error ?? "", ...one.properties.map((property) => property.name)].join("\n").toLowerCase();
}

/** In the order of a column; results that are equal there stay as they were. */
function sorted(results, column, downwards) {
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, "en") : a - b);
  return [...results].sort((a, b) => (downwards ? -1 : 1) * compare(column.key(a), column.key(b)) || a.index - b.index);
}

function sentences(title, texts, name) {
  if (texts.length === 0) return null;
  return make("section", { class: name }, make("h3", {}, title), make("ul", {}, texts.map((text) => make("li", {}, text))));
}

function propertyList(one, openTrace) {
  const traceOf = (index) => one.shown.filter((shown) => shown.property === index);
  const rank = ([, property]) => ["violated", "incomplete", "holds"].indexOf(property.verdict);
  const worstFirst = [...one.properties.entries()].sort((a, b) => rank(a) - rank(b));
  return make("ul", { class: "properties" }, worstFirst.map(([index, property]) => make("li", {},
    make("span", { class: `verdict ${property.verdict}` }, property.verdict), " ",
    make("code", { title: property.rule?.text ?? null }, property.name),
    property.blame ? make("span", { class: "note" }, ` blamed: ${property.blame}`) : null,
    traceOf(index).map((shown) => [" ", button(stepsOf(shown), () => openTrace(shown.index), { class: "link" })]),
    (property.circles ?? []).map((circle) => make("div", { class: "note" }, circle)))));
}

/** What a row opens to. */
function resultDetails(one, openTrace) {
  const parameters = Object.entries(one.params).map(([name, value]) => `${name} = ${value}`).join(", ");
  const findings = (one.findings ?? []).map((finding) =>
    `${shortPlace(finding.place)}: ${finding.text}` + (finding.accepted ? ` (accepted: ${finding.accepted})` : ""));
  return make("div", { class: "result-details" },
    one.error ? make("pre", { class: "why" }, one.error) : null,
    one.reason ? make("p", {}, `Incomplete: ${one.reason}`) : null,
    sentences("Not as expected", one.unexpected ?? [], "unexpected"),
    sentences("Warnings", one.warnings ?? [], "warnings"),
    make("p", { class: "note" }, [parameters, `reduction: ${one.reduction}`].filter(Boolean).join("; ")),
    propertyList(one, openTrace),
    sentences("Nothing makes use of", findings, "findings"));
}

function traceLinks(one, openTrace) {
  return one.shown.map((shown) => [
    button(shown.trace.property.name, () => openTrace(shown.index), {
      class: `link trace-link ${outcomeOf(shown)}${shown.expected ? " expected" : ""}`,
      "aria-label": `${shown.trace.property.name}, ${outcomeOf(shown)}, ${stepsOf(shown)}, of ${specName(one.spec)}` +
        (shown.expected ? ", as expected" : ""),
    }), " "]);
}

/** The two rows of a result: what is always there, and what opens below it. */
function resultRows(one, openTrace) {
  const below = make("tr", { class: "below", hidden: true }, make("td", { colspan: columns.length }));
  const opener = button("", () => {
    const opens = below.hidden;
    if (opens && !below.firstChild.firstChild) put(below.firstChild, resultDetails(one, openTrace));
    below.hidden = !opens;
    opener.setAttribute("aria-expanded", String(opens));
  }, { class: "opener", "aria-expanded": "false", "aria-label": `Details of ${one.spec}` });
  const number = (value) => make("td", { class: "number" }, value.toLocaleString("en-US"));
  const row = make("tr", { class: one.as_expected ? null : "unexpected" },
    make("th", { scope: "row" }, opener, make("span", { class: "spec-name" }, one.spec)),
    make("td", {}, make("span", { class: `verdict ${one.verdict}` }, one.verdict)),
    make("td", {}, one.as_expected ? "yes" : make("strong", { class: "wrong" }, "no")),
    make("td", {}, traceLinks(one, openTrace)),
    number(one.states), number(one.transitions), number(one.depth),
    make("td", { class: "number" }, one.seconds.toFixed(2)));
  if (!one.as_expected) opener.click();
  return [row, below];
}

function summary(results) {
  const good = results.filter((one) => one.as_expected).length;
  const rest = results.length - good;
  return make("p", { class: "summary" },
    make("strong", {}, count(results.length, "spec")), ": ", `${good} as expected`,
    rest > 0 ? [", ", make("strong", { class: "wrong" }, `${rest} not`)] : null);
}

/** openTrace(index) is told which trace the user wants to see. */
function resultsView(document, traces, openTrace) {
  const results = document.results.map((one, index) =>
    ({ ...one, index, shown: traces.filter((shown) => shown.result === index) }));
  const rows = new Map(results.map((one) => [one, null]));
  const texts = new Map(results.map((one) => [one, searchedText(one)]));
  const body = make("tbody");
  const said = make("span", { class: "note", role: "status" });
  const search = make("input", { type: "search", placeholder: "spec or property", "aria-label": "Filter the results" });
  const choice = make("select", { "aria-label": "Which results" },
    options(Object.entries(filters).map(([key, [text]]) => [key, text])));
  let order = null;
  let downwards = false;

  const render = () => {
    const wanted = search.value.trim().toLowerCase();
    const [, fits] = filters[choice.value];
    const shown = results.filter((one) => fits(one) && texts.get(one).includes(wanted));
    refill(body, (order ? sorted(shown, order, downwards) : shown).map((one) => {
      if (!rows.get(one)) rows.set(one, resultRows(one, openTrace));
      return rows.get(one);
    }));
    said.textContent = shown.length === results.length ? "" : `${shown.length} of ${count(results.length, "result")}`;
  };
  const heads = columns.map((column) => {
    const head = make("th", { scope: "col", class: column.number ? "number" : null },
      button(column.name, () => {
        downwards = order === column ? !downwards : false;
        order = column;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", downwards ? "descending" : "ascending");
        render();
      }));
    return head;
  });
  search.addEventListener("input", render);
  choice.addEventListener("change", render);
  render();
  const findings = (document.findings ?? []).map((one) => `${shortPlace(one.place)}: ${one.text}`);
  return make("section", { class: "results", "aria-labelledby": "results-title" },
    make("header", {}, make("h2", { id: "results-title" }, "Results"), summary(results), search, choice, said),
    make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of results" },
      make("table", {}, make("caption", { class: "unseen" }, "Results of all specs"),
        make("thead", {}, make("tr", {}, heads)), body)),
    sentences("In files that several specs use, nothing makes use of", findings, "findings"));
}
