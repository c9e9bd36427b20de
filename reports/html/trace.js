// One trace: what it shows, the lanes with their cursor, and beside them step, state and source at the cursor.

function ruleText(rule) {
  if (!rule) return null;
  return [
    make("p", { class: "rule" }, "The rule: ", make("q", {}, rule.text), " ", make("cite", {}, rule.source)),
    rule.readings.map((one) => make("p", { class: "rule" },
      `${one.name} is read as ${one.way}: `, make("q", {}, one.text), " ", make("cite", {}, one.source))),
  ];
}

function traceHeading(shown) {
  const { trace } = shown;
  const { violation } = trace;
  const parameters = Object.entries(trace.spec.parameters).map(([name, value]) => `${name} = ${value}`).join(", ");
  const outcome = outcomeOf(shown);
  return make("header", { class: "trace-heading" },
    make("h2", { id: "trace-title" }, make("span", { class: `verdict ${outcome}` }, outcome), " ",
      make("span", { class: "property" }, trace.property.name)),
    make("p", { class: "spec" }, make("code", {}, trace.spec.file), " — ", trace.spec.title,
      parameters ? make("span", { class: "note" }, ` (${parameters})`) : null,
      shown.expected ? make("span", { class: "note" }, ", as expected") : null),
    violation.message ? make("p", { class: "message" }, violation.message) : null,
    violation.details.length > 0 ? make("ul", { class: "details" }, violation.details.map((one) => make("li", {}, one))) : null,
    violation.blame ? make("p", { class: "blame" }, "Blamed: ", make("strong", {}, `the ${violation.blame}`)) : null,
    ruleText(trace.property.rule),
    shown.verdict ? make("p", { class: "note" }, shown.verdict) : null);
}

function comparisonHeading(comparison) {
  if (!comparison) return null;
  const tone = comparison.settled ? "settled" : comparison.ending === "broken" ? "still" : "open";
  return make("section", { class: `comparison ${tone}`, "aria-label": "Comparison" },
    make("h3", {}, "In ", make("code", {}, comparison.spec)), make("pre", {}, comparison.text.trim()));
}

function legend(timeline) {
  const sign = (shape) => draw("svg", { width: 16, height: 14, "aria-hidden": "true", focusable: "false" }, shape);
  const upright = (name) => sign(draw("line", { x1: 8, x2: 8, y1: 0, y2: 14, class: name }));
  const has = (kind) => timeline.obstacles.some((now) => [...now.values()].some((one) => one.kind === kind));
  const does = (access) => timeline.rows.some((row) => accessOf(timeline.told, row) === access);
  const entry = (picture, text) => make("li", {}, picture, text);
  return make("ul", { class: "legend", "aria-label": "Legend" },
    timeline.locks.map((lock, i) => entry(upright(`lock colour-${i % laneColours}`), lock)),
    has("lock") ? entry(upright("wait for-lock"), "waits for a lock") : null,
    has("condition") ? entry(upright("wait for-condition"), "waits") : null,
    does("dma") ? entry(sign(draw("path", { d: "M8 0L15 7L8 14L1 7Z", class: "mark dma" })), "DMA") : null,
    does("cpu") ? entry(sign(draw("rect", { x: 3, y: 2, width: 10, height: 10, class: "mark cpu" })), "CPU access") : null,
    timeline.fences.length > 0 ? [
      entry(upright("fence"), "fence pending"), entry(upright("fence added"), "… and in a reservation object")] : null,
    timeline.trace.cycle_start !== null && timeline.trace.cycle_start !== undefined
      ? entry(make("span", { class: "cycle-sign" }), "goes round for ever") : null);
}

/** Where the run goes on after its last step, if it goes round for ever. */
function roundAgain(timeline, moveTo) {
  const start = timeline.trace.cycle_start;
  if (start === null || start === undefined) return null;
  if (start === timeline.trace.steps.length)
    return make("p", { class: "round" }, "↻ Here it stays for ever: nobody has to go on.");
  const target = timeline.rows.findIndex((row) => row.kind === "step" && row.step === start);
  return make("p", { class: "round" }, "↻ ",
    button(`and on with step ${start + 1}, for ever`, () => moveTo(target), { class: "link" }));
}

/** The buttons, the slider and the switch above the lanes. */
function controls(timeline, move, moveTo, showThreads) {
  const last = timeline.rows.length - 1;
  const slider = make("input", { type: "range", min: 0, max: last, value: 0, step: 1, "aria-label": "Step" });
  const at = make("output", { class: "at" });
  slider.addEventListener("input", () => moveTo(Number(slider.value)));
  const { all, acting } = timeline.threads;
  const everyThread = acting.length > 0 && all.length > acting.length
    ? labelled(`all ${all.length} threads`, make("input", {
        type: "checkbox", onchange: (event) => showThreads(event.target.checked) }), { class: "choice" })
    : null;
  const sign = (text, name, act) => button(text, act, { "aria-label": name, title: name });
  const view = make("div", { class: "controls", role: "group", "aria-label": "Step through the trace" },
    sign("|◀", "First step", () => moveTo(0)), sign("◀", "Previous step (←)", () => move(-1)),
    sign("▶", "Next step (→)", () => move(1)), sign("▶|", "Last step", () => moveTo(last)), slider, at, everyThread);
  const update = (index) => {
    const row = timeline.rows[index];
    slider.value = index;
    slider.setAttribute("aria-valuetext", `${index} of ${last}: ${rowText(timeline, row)}`);
    at.textContent = `${index} / ${last}`;
  };
  return { view, update };
}

/** Where the cursor stands at first: where the two part, or at the end, which is what the trace is about. */
function firstRow(timeline) {
  const parting = timeline.rows.findIndex((row) => row.state === "parts");
  return parting >= 0 ? parting : timeline.rows.length - 1;
}

/** `sources`: all of the page. moved(index) is told where the cursor is. */
function traceView(shown, sources, moved) {
  const timeline = timelineOf(shown);
  const texts = (numbers) => (numbers ?? []).map((number) => sources[number]);
  const source = sourceView(texts(shown.sources), texts(shown.comparison?.sources),
    `The text is not at hand: ${shown.without || "it is not part of this page"}`);
  const state = stateView(timeline);
  const inspector = inspectorView(timeline, source.show);
  let cursor = 0;

  const moveTo = (index) => {
    cursor = Math.max(0, Math.min(timeline.rows.length - 1, index));
    const row = timeline.rows[cursor];
    const step = row.kind === "extra" ? row.other : timeline.trace.steps[row.step];
    lanes.select(cursor);
    bar.update(cursor);
    inspector.update(row);
    state.update(row);
    const inOther = row.kind === "extra" || (row.state === "same" && shown.sources.length === 0);
    const told = inOther ? row.other : step;
    const event = row.kind === "start" ? timeline.trace.initial.events[0] : told.events[0];
    source.show(event?.place ?? told?.place ?? timeline.trace.property.place, inOther);
    moved(cursor);
  };
  const move = (by) => {
    const start = timeline.trace.cycle_start;
    const again = by > 0 && cursor === timeline.rows.length - 1 && start !== null && start !== undefined &&
      start < timeline.trace.steps.length;
    moveTo(again ? timeline.rows.findIndex((row) => row.kind === "step" && row.step === start) : cursor + by);
  };
  const lanes = lanesView(timeline, moveTo);
  const bar = controls(timeline, move, moveTo, lanes.showThreads);

  const view = make("article", { class: "trace", "aria-labelledby": "trace-title" },
    traceHeading(shown), comparisonHeading(shown.comparison),
    make("div", { class: "desk" },
      make("div", { class: "time" }, bar.view, legend(timeline), lanes.view, roundAgain(timeline, moveTo)),
      make("div", { class: "beside" }, inspector.view, state.view, source.view)));
  return { view, move, moveTo, first: firstRow(timeline), print: lanes.print };
}
