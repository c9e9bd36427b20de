// What happens at the cursor, in words: the statement, how the thread got there, the rules it breaks, who cannot go on.

/** A place that opens in the source view. */
function placeButton(place, show, label = shortPlace(place)) {
  return button(label, () => show(place), { class: "link", title: place });
}

function callStack(step, show) {
  if (step.call_stack.length === 0) return null;
  return make("section", { "aria-label": "Call stack" }, make("h4", {}, "Call stack"),
    make("ol", { class: "stack" }, step.call_stack.map((frame) =>
      make("li", {}, make("code", {}, frame.routine), " ", placeButton(frame.place, show)))));
}

function carriedOut(step, show) {
  if (step.folded.length === 0) return null;
  return make("details", {}, make("summary", {}, `${count(step.folded.length, "statement")} more in this step`),
    make("ol", { class: "stack" }, step.folded.map((one) =>
      make("li", {}, make("code", {}, one.statement), " ", placeButton(one.place, show)))));
}

function brokenRules(events, show) {
  return events.map((event) => make("p", { class: "broken-rule" },
    make("strong", {}, event.property), ": ", event.message, " ", placeButton(event.place, show),
    event.blame ? make("span", { class: "blame" }, ` blamed: ${event.blame}`) : null));
}

const obstacleWords = {
  lock: "waits for a lock", condition: "cannot go on", rest: "may stay here", branch: "has ways that are closed",
};
const obstacleOrder = ["lock", "condition", "branch", "rest"];

/** What was false where a step was not possible. */
function obstacleList(timeline, row) {
  const { told, shown } = timeline;
  if (!told) return make("p", { class: "note" }, `Who cannot go on is not known: ${shown.without}`);
  const now = [...(timeline.obstacles[row.moment]?.values() ?? [])];
  if (told.moments[row.moment]?.cut)
    return make("p", { class: "note" }, "The step leads to no state: it was cut where the rule broke.");
  if (now.length === 0) return make("p", { class: "note" }, "Every thread that has not ended can take a step.");
  now.sort((one, other) => obstacleOrder.indexOf(one.kind) - obstacleOrder.indexOf(other.kind));
  return make("dl", { class: "obstacles" }, now.map((one) => make("div", { class: `obstacle of-${one.kind}` },
    make("dt", {}, one.thread, make("small", {}, " " + obstacleWords[one.kind])), make("dd", {}, one.why))));
}

/** What the other spec does in the place of this step. */
function inOther(timeline, row) {
  const { comparison } = timeline.shown;
  if (!comparison || row.kind === "start") return null;
  const name = specName(comparison.spec);
  const words = {
    same: `${name} takes this step, too.`,
    extra: `Only ${name} takes this step; the trace does not have it.`,
    "left out": `${name} does not have this statement any more: the trace goes on without it.`,
    parts: `Here they part: ${name} cannot take this step.`,
    beyond: `${name} was not followed up to here.`,
  };
  const why = row.state === "parts" ? make("pre", { class: "why" }, comparison.why) : null;
  return make("section", { class: "other", "aria-label": `In ${name}` },
    make("h4", {}, `In ${name}`), make("p", {}, words[row.state]), why, otherChanges(timeline, row, name));
}

/** Variables that the step leaves with another value there. */
function otherChanges(timeline, row, name) {
  if (row.state !== "same") return null;
  const here = new Map(changesAt(timeline, row).map((change) => [change.name, change.after]));
  const there = new Map(row.other.changes.map((change) => [change.name, change.after]));
  const names = [...new Set([...here.keys(), ...there.keys()])].filter((one) => here.get(one) !== there.get(one));
  if (names.length === 0) return null;
  const say = (values, one) => values.get(one) ?? "as before";
  return make("ul", { class: "stack" }, names.map((one) =>
    make("li", {}, make("code", {}, one), `: ${say(here, one)} here, ${say(there, one)} in ${name}`)));
}

function rowHeading(timeline, row) {
  if (row.kind === "start") return ["Before the first step"];
  if (row.kind === "extra") return ["A step that the trace does not have ", make("b", {}, row.other.thread)];
  const step = timeline.trace.steps[row.step];
  return [`Step ${row.moment} of ${timeline.trace.steps.length} `, make("b", {}, step.thread)];
}

/** update(row) follows the cursor; open(place, inOther) opens a place of the source. */
function inspectorView(timeline, open) {
  const view = make("section", { class: "inspector", "aria-label": "Step" });
  const update = (row) => {
    const step = row.kind === "extra" ? row.other : timeline.trace.steps[row.step];
    const events = row.kind === "start" ? timeline.trace.initial.events : step.events;
    const show = (place) => open(place, row.kind === "extra");
    refill(view,
      make("h3", { class: "step-heading" }, rowHeading(timeline, row)),
      row.kind === "start" ? null : make("p", { class: "statement" }, make("code", {}, rowText(timeline, row))),
      brokenRules(events, show),
      inOther(timeline, row),
      step ? callStack(step, show) : null,
      step ? carriedOut(step, show) : null,
      row.kind === "extra" ? null
        : make("section", { "aria-label": "Who cannot go on" }, make("h4", {}, "Who cannot go on"),
            obstacleList(timeline, row)));
  };
  return { view, update };
}
