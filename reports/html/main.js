// The page: results, and below them the trace that was chosen. The address names it with its step: #trace-3.12

const themes = ["auto", "light", "dark"];

/** A button that goes round: as the system has it, light, dark. */
function themeButton() {
  let now = 0;
  const name = () => `Colours: ${themes[now]}`;
  const control = button(name(), () => {
    now = (now + 1) % themes.length;
    document.documentElement.dataset.theme = themes[now];
    control.textContent = name();
  }, { class: "theme" });
  return control;
}

function addressed() {
  const found = /^#trace-(\d+)(?:\.(\d+))?$/.exec(location.hash);
  return found && { trace: Number(found[1]) - 1, row: found[2] === undefined ? null : Number(found[2]) };
}

/** Which trace is open at first: the first that nobody expects, else the first. */
function firstTrace(traces) {
  const unexpected = traces.findIndex((shown) => !shown.expected && shown.trace.outcome !== "witness");
  return Math.max(0, unexpected);
}

/** Tells the address where the cursor is, once it rests: browsers refuse an address that changes all the time. */
function addressTeller() {
  let timer = 0;
  return (trace, row) => {
    clearTimeout(timer);
    timer = setTimeout(() => history.replaceState(null, "", `#trace-${trace + 1}.${row}`), 200);
  };
}

/** The place for traces, with the list to choose from. */
function tracesView(data) {
  const place = make("div");
  const choice = make("select", { "aria-label": "Which trace" }, options(data.traces.map((shown, index) => [index,
    `${specName(shown.trace.spec.file)} · ${shown.trace.property.name} · ${outcomeOf(shown)} · ${stepsOf(shown)}`])));
  const tellAddress = addressTeller();
  let open = null;
  let index = 0;
  const show = (wanted, row = null) => {
    index = Math.max(0, Math.min(data.traces.length - 1, wanted));
    choice.value = String(index);
    open = traceView(data.traces[index], data.sources, (row) => tellAddress(index, row));
    refill(place, open.view);
    open.moveTo(row ?? open.first);
  };
  choice.addEventListener("change", () => show(Number(choice.value)));
  const several = data.traces.length > 1;
  const view = make("section", { class: "traces", "aria-label": "Traces", id: "traces" },
    several ? make("nav", { "aria-label": "Traces" },
      button("◀", () => show(index - 1), { "aria-label": "Previous trace" }), choice,
      button("▶", () => show(index + 1), { "aria-label": "Next trace" })) : null, place);
  return { view, show, current: () => open };
}

/** Left and right step, wherever the focus is, unless something there needs them. */
function stepByKeys(current) {
  document.addEventListener("keydown", (event) => {
    const needed = event.target.closest?.("input, select, textarea, [role=region]");
    if (needed || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    current()?.move(event.key === "ArrowRight" ? 1 : -1);
  });
}

function main() {
  const data = readData();
  const traces = data.traces.length > 0 ? tracesView(data) : null;
  const openTrace = (index) => {
    traces.show(index);
    traces.view.scrollIntoView({ block: "start" });
    traces.view.querySelector("[role=listbox]").focus({ preventScroll: true });
  };
  put(document.body,
    make("header", { class: "page" }, make("h1", {}, "revoke-mc"),
      make("p", {}, data.results ? "report of a check" : "report of a trace"), themeButton()),
    make("main", {},
      data.results ? resultsView(data.results, data.traces, openTrace) : null,
      traces ? traces.view : make("p", { class: "note" }, "There is no violation and no witness to show.")));
  if (!traces) return;
  const asked = addressed();
  traces.show(asked?.trace ?? firstTrace(data.traces), asked?.row ?? null);
  stepByKeys(traces.current);
  addEventListener("hashchange", () => {
    const wanted = addressed();
    if (wanted) traces.show(wanted.trace, wanted.row);
  });
  addEventListener("beforeprint", () => traces.current().print(true));
  addEventListener("afterprint", () => traces.current().print(false));
}

main();
