// The values of all variables at any moment of a trace, and the table that shows them.

/** A history of each variable: at(name, moment) looks it up. */
function valuesOf(trace, told) {
  const histories = new Map();
  const note = (name, moment, value) => {
    if (!histories.has(name)) histories.set(name, []);
    histories.get(name).push({ moment, value });
  };
  for (const [name, value] of Object.entries(trace.initial.values)) note(name, 0, value);
  const globals = [...histories.keys()];
  trace.steps.forEach((step, i) => {
    for (const change of step.changes) if (histories.has(change.name)) note(change.name, i + 1, change.after);
  });
  return { globals, at: (name, moment) => latest(histories.get(name), moment)?.value, locals: localsOf(told) };
}

/** The last entry that is not after the moment. */
function latest(history, moment) {
  let low = 0;
  let high = history?.length ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (history[middle].moment <= moment) low = middle + 1;
    else high = middle;
  }
  return low > 0 ? history[low - 1] : undefined;
}

/** standing(thread, moment): where it stands then, with its locals; undefined where nobody knows. */
function localsOf(told) {
  const histories = new Map();
  (told?.moments ?? []).forEach((now, moment) => {
    for (const standing of now.moved) {
      if (!histories.has(standing.thread)) histories.set(standing.thread, []);
      histories.get(standing.thread).push({ moment, standing });
    }
  });
  return (thread, moment) => latest(histories.get(thread), moment)?.standing;
}

/** What the step to this moment changed. */
function changesAt(timeline, row) {
  if (row.kind === "extra") return row.other.changes;
  return row.kind === "start" ? [] : timeline.trace.steps[row.step].changes;
}

/** All variables at a moment, those in the scope of threads at the end: [{name, value}]. */
function allValues(timeline, moment) {
  const { values, threads } = timeline;
  const rows = values.globals.map((name) => ({ name, value: values.at(name, moment) }));
  for (const thread of threads.all) {
    const standing = values.locals(thread, moment);
    for (const local of standing?.locals ?? [])
      rows.push({ name: `${thread}: ${local.name}`, value: local.value, routine: local.routine });
  }
  return rows;
}

/** The table, with its search and its choice of what to show. update(row) follows the cursor. */
function stateView(timeline) {
  const search = make("input", { type: "search", placeholder: "name or value", "aria-label": "Search the state" });
  const body = make("tbody");
  const note = make("p", { class: "note", role: "status" });
  let everything = false;
  let current = timeline.rows[0];

  const rowsToShow = () => {
    const changes = new Map(changesAt(timeline, current).map((change) => [change.name, change]));
    const wanted = search.value.trim().toLowerCase();
    const fits = (row) => !wanted || `${row.name} = ${row.value}`.toLowerCase().includes(wanted);
    if (!everything)
      return [...changes.values()].map((one) => ({ ...one, value: one.after, changed: true })).filter(fits);
    return allValues(timeline, current.moment)
      .filter(fits)
      .map((row) => ({ ...row, before: changes.get(row.name)?.before, changed: changes.has(row.name) }));
  };
  const render = () => {
    const rows = rowsToShow();
    refill(body, rows.map(stateRow));
    note.textContent = rows.length > 0 ? "" : emptyState(current, everything, search.value.trim());
  };
  const choice = (label, value) =>
    labelled(label, make("input", {
      type: "radio", name: "state-shown", checked: value === everything,
      onchange: () => { everything = value; render(); },
    }), { class: "choice" });
  search.addEventListener("input", render);

  const view = make("section", { class: "state", "aria-label": "State" },
    make("header", {}, make("h3", {}, "State"), choice("changed", false), choice("all", true), search),
    make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Variables" },
      make("table", {}, make("caption", { class: "unseen" }, "Variables after the step"),
        make("thead", { class: "unseen" },
          make("tr", {}, make("th", { scope: "col" }, "variable"), make("th", { scope: "col" }, "value"))),
        body)),
    note);
  return { view, update: (row) => { current = row; render(); } };
}

function stateRow(row) {
  const before = row.changed && row.before
    ? [make("del", {}, row.before), make("span", { class: "arrow" }, " → ")] : null;
  return make("tr", { class: row.changed ? "changed" : null },
    make("th", { scope: "row" }, row.name, row.routine ? make("small", {}, ` in ${row.routine}`) : null),
    make("td", {}, before, row.changed ? make("ins", {}, row.value) : row.value));
}

function emptyState(row, everything, wanted) {
  if (wanted) return `Nothing here is called or says “${wanted}”.`;
  if (everything) return "There are no variables.";
  return row.kind === "start" ? "Nothing has changed yet." : "This step changes no variable.";
}
