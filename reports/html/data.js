// The data of this page, written by reports/html/page.cpp:
//
//   results   the result document (reports/schema/result.schema.json), or null
//   sources   [{name, text}]
//   traces    [{trace: the trace document without hashes of states (reports/schema/trace.schema.json),
//               expected, result, property: where it belongs in `results`; verdict: what a replay found,
//               sources: [number in `sources`], without: why `told` is null,
//               told: {fences: [{name, pending, in_resv: [{buffer, variable}]}],
//                      moments: [{moved: [{thread, at, place, locals: [{routine, name, value}]}],
//                                 obstacles: [{kind: lock|condition|rest|branch, thread, why}]; null: as before,
//                                 cut: the step leads to no state, accesses: [name]}]},
//               comparison: {spec, text, settled, ending, step, why, way: [a step; of: the recorded one's number],
//                            left_out: [number], sources} or null}]

/** With a number for each trace, and with what documents leave out where it is empty. */
function readData() {
  const data = JSON.parse(document.getElementById("data").textContent);
  data.traces.forEach((shown, index) => {
    shown.index = index;
    shown.trace.initial.events ??= [];
  });
  return data;
}

/** "b36-bug" of "specs/bugs/b36-bug.rvk". */
function specName(file) {
  return file.replace(/^.*\//, "").replace(/\.rvk$/, "");
}

function stepsOf(shown) {
  return count(shown.trace.steps.length, "step");
}

/** What a trace shows, in a word. */
function outcomeOf(shown) {
  return shown.trace.outcome === "witness" ? "possible" : "violated";
}
