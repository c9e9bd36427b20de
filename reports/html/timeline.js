// A trace as rows and lanes: the rows that a list shows, and what each thread, lock and fence does at each of them.
//
// Row 0 is the start; each further row is a step of the trace or, where it is compared with another spec, a step that
// only the other one takes. A row knows its `moment`: how many steps of the trace have been taken then.

/** One row for the start and for each step; `state`: what the other spec makes of it (null: there is none). */
function plainRows(trace) {
  const rows = [{ kind: "start", step: -1, moment: 0, state: null, other: null }];
  trace.steps.forEach((step, i) => rows.push({ kind: "step", step: i, moment: i + 1, state: null, other: null }));
  return rows;
}

/** The same with the steps of another spec: "same", "left out", "parts" (it cannot go on here), "beyond" (after that). */
function comparedRows(trace, comparison) {
  const rows = plainRows(trace);
  const leftOut = new Set(comparison.left_out);
  const parting = comparison.ending === "departed" ? comparison.step - 1 : -1;
  const merged = [rows[0]];
  const way = [...comparison.way];
  const extras = (moment) => {
    while (way.length > 0 && way[0].of === null)
      merged.push({ kind: "extra", step: -1, moment, state: "extra", other: way.shift() });
  };
  for (const row of rows.slice(1)) {
    if (!leftOut.has(row.step)) extras(row.moment - 1);
    if (way.length > 0 && way[0].of === row.step) Object.assign(row, { state: "same", other: way.shift() });
    else if (leftOut.has(row.step)) row.state = "left out";
    else row.state = row.step === parting ? "parts" : "beyond";
    merged.push(row);
  }
  extras(trace.steps.length);
  return merged;
}

/** Threads in the order of the spec; `acting`: those that take a step, or are what the violation is about. */
function threadsOf(trace) {
  const all = trace.initial.threads.map((one) => one.thread);
  for (const step of trace.steps) if (!all.includes(step.thread)) all.push(step.thread);
  const acting = new Set(trace.steps.map((step) => step.thread));
  if (trace.violation.thread) acting.add(trace.violation.thread);
  return { all, acting: all.filter((name) => acting.has(name)) };
}

/** obstacles[m]: at moment m, by thread. */
function obstaclesOf(told) {
  let now = new Map();
  return (told?.moments ?? []).map((moment) => {
    if (moment.obstacles) now = new Map(moment.obstacles.map((one) => [one.thread, one]));
    return now;
  });
}

/** A lock keeps its place beside the thread's line for as long as it is held; a new one takes the first that is free. */
function inSlots(before, locks) {
  const held = before.filter((one) => locks.includes(one.lock));
  for (const lock of locks) {
    if (held.some((one) => one.lock === lock)) continue;
    let slot = 0;
    while (held.some((one) => one.slot === slot)) ++slot;
    held.push({ lock, slot });
  }
  return held;
}

/** held[m]: at moment m, by thread, its locks as the trace names them, each in its place: {lock: "l (read)", slot}. */
function locksOf(trace) {
  const held = [new Map()];
  for (const step of trace.steps) {
    const before = held[held.length - 1];
    held.push(new Map(step.locks.map((one) => [one.thread, inSlots(before.get(one.thread) ?? [], one.locks)])));
  }
  return held;
}

/** Locks in the order in which they are first held; a reader's and a writer's hold are of one lock. */
function lockNames(held) {
  const names = new Set();
  for (const moment of held)
    for (const locks of moment.values()) for (const { lock } of locks) names.add(lock.replace(/ \((read|write)\)$/, ""));
  return [...names];
}

/** spans: for each fence that is ever pending, per moment 0: no, 1: pending, 2: and in a reservation object. */
function fenceSpans(told, values, moments) {
  const spans = [];
  for (const fence of told?.fences ?? []) {
    const at = [];
    for (let m = 0; m <= moments; ++m) {
      const pending = values.at(fence.pending, m) === "true";
      const added = fence.in_resv.some((one) => values.at(one.variable, m) !== "NONE");
      at.push(pending ? (added ? 2 : 1) : 0);
    }
    if (at.some((state) => state > 0)) spans.push({ name: fence.name, at });
  }
  return spans;
}

/** The kind of mark that a row has: what the step does to memory, if anything. */
function accessOf(told, row) {
  const made = row.kind === "step" ? (told?.moments[row.moment]?.accesses ?? []) : [];
  if (made.some((name) => name.startsWith("dma_"))) return "dma";
  return made.length > 0 ? "cpu" : "step";
}

/** Is the row where the trace breaks its rule? Where it ends, that is, or before the first step. */
function breaks(trace, row) {
  return row.state !== "extra" && row.moment === trace.steps.length && trace.outcome !== "witness";
}

function timelineOf(shown) {
  const { trace, told, comparison } = shown;
  const values = valuesOf(trace, told);
  const held = locksOf(trace);
  const start = trace.cycle_start ?? null;
  return {
    shown,
    trace,
    told,
    values,
    held,
    rows: comparison ? comparedRows(trace, comparison) : plainRows(trace),
    threads: threadsOf(trace),
    locks: lockNames(held),
    obstacles: obstaclesOf(told),
    fences: fenceSpans(told, values, trace.steps.length),
    /** The row is on the cycle of a run that goes round for ever. */
    inCycle: (row) => start !== null && row.kind !== "start" && row.moment > start,
  };
}

/** What a row is called: for the list, for a screen reader, for the slider. */
function rowText(timeline, row) {
  if (row.kind === "start") return "the start";
  const step = row.kind === "extra" ? row.other : timeline.trace.steps[row.step];
  const chosen = step.choices.length > 0 ? ` [${step.choices.join(", ")}]` : "";
  return (step.statement || step.folded[0]?.statement || "(goes on)") + chosen;
}
