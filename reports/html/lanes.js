// Swim lanes: a list of rows of one height, each with its piece of every lane. Only rows in sight are in the document,
// which makes ten thousand steps as quick as ten. For the keyboard and for screen readers it is a list to choose from.

const rowHeight = 24;
const laneColours = 8;
const fenceWidth = 16;
const mostPrinted = 2000;

/** Where the lanes lie: threads side by side, then fences. Names stand upright where lanes are too narrow for them. */
function layoutOf(timeline, threads, width) {
  const share = Math.floor((width * 0.45) / Math.max(1, threads.length));
  const longest = Math.max(...threads.map((name) => name.length), 1) * 7.3 + 12;
  const upright = share < longest;
  const lane = upright ? Math.max(26, Math.min(38, share)) : Math.max(64, Math.ceil(longest));
  return { threads, lane, upright, width: threads.length * lane + timeline.fences.length * fenceWidth };
}

/** Moments at the upper and the lower edge of a row. An extra step of another spec leaves the trace where it was. */
function edges(row) {
  return { above: row.kind === "step" ? row.moment - 1 : row.moment, below: row.moment };
}

/** A piece of a vertical line: from the middle of the row, to it, or through it; null: none. */
function piece(above, below, row) {
  if (!above && !below) return null;
  const from = above && row.kind !== "start" ? 0 : rowHeight / 2;
  return { from, to: below ? rowHeight : rowHeight / 2 };
}

function line(x, part, name, properties = {}) {
  return part && draw("line", { x1: x, x2: x, y1: part.from, y2: part.to, class: name, ...properties });
}

/** The lane of one thread in one row: its line, the locks it holds, what it waits for. */
function threadPiece(timeline, row, thread, x) {
  const { above, below } = edges(row);
  const waits = (moment) => timeline.obstacles[moment]?.get(thread)?.kind;
  const isKind = (kind) => piece(waits(above) === kind, waits(below) === kind, row);
  const lives = (moment) => timeline.values.locals(thread, moment)?.at !== "end";
  const parts = [
    line(x, piece(lives(above), lives(below), row), "life"),
    line(x, isKind("lock"), "wait for-lock"),
    line(x, isKind("condition"), "wait for-condition"),
  ];
  const locks = (moment) => (timeline.held[moment].get(thread) ?? []);
  const holds = (moment, lock) => locks(moment).some((one) => one.lock === lock);
  const slots = new Map([...locks(above), ...locks(below)].map((one) => [one.lock, one.slot]));
  slots.forEach((slot, lock) => {
    const colour = timeline.locks.indexOf(lock.replace(/ \((read|write)\)$/, "")) % laneColours;
    const held = piece(holds(above, lock), holds(below, lock), row);
    const reading = lock.endsWith(" (read)") ? " reading" : "";
    parts.push(line(x + 8 + slot * 4, held, `lock colour-${colour}${reading}`));
  });
  return parts;
}

function fencePiece(fence, row, x) {
  const { above, below } = edges(row);
  const at = (state) => piece(fence.at[above] === state, fence.at[below] === state, row);
  return [line(x, at(1), "fence"), line(x, at(2), "fence added")];
}

/** What happens in the row, in the lane of who does it. */
function mark(timeline, row, x) {
  const y = rowHeight / 2;
  const access = accessOf(timeline.told, row);
  const wrong = breaks(timeline.trace, row) ? " broken" : "";
  if (row.kind === "extra") return draw("circle", { cx: x, cy: y, r: 4, class: "mark extra" });
  if (access === "dma")
    return draw("path", { d: `M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z`, class: "mark dma" + wrong });
  if (access === "cpu")
    return draw("rect", { x: x - 5, y: y - 5, width: 10, height: 10, class: "mark cpu" + wrong });
  return draw("circle", { cx: x, cy: y, r: 4.5, class: "mark" + wrong });
}

function picture(timeline, row, layout) {
  const svg = draw("svg", { width: layout.width, height: rowHeight, "aria-hidden": "true", focusable: "false" });
  const centre = (i) => i * layout.lane + layout.lane / 2 - (layout.lane > 40 ? layout.lane / 4 : 4);
  layout.threads.forEach((thread, i) => put(svg, threadPiece(timeline, row, thread, centre(i))));
  const first = layout.threads.length * layout.lane + fenceWidth / 2;
  timeline.fences.forEach((fence, i) => put(svg, fencePiece(fence, row, first + i * fenceWidth)));
  const actor = row.kind === "extra" ? row.other.thread : timeline.trace.steps[row.step]?.thread;
  const lane = layout.threads.indexOf(actor);
  if (lane >= 0) put(svg, mark(timeline, row, centre(lane)));
  return svg;
}

/** Words of a row that the lanes do not show. */
function remarks(timeline, row) {
  const said = [];
  const events = row.kind === "start" ? timeline.trace.initial.events
    : row.kind === "step" ? timeline.trace.steps[row.step].events : [];
  for (const event of events) said.push(make("em", { class: "wrong" }, event.property));
  if (breaks(timeline.trace, row) && events.length === 0)
    said.push(make("em", { class: "wrong" }, timeline.trace.property.name));
  const words = { extra: "only there", "left out": "not there", parts: "parts here" };
  if (words[row.state]) said.push(make("em", { class: "apart" }, words[row.state]));
  return said;
}

function rowClass(timeline, row) {
  const names = ["row"];
  if (breaks(timeline.trace, row)) names.push("broken");
  if (timeline.inCycle(row)) names.push("cycle");
  if (row.state) names.push("in-" + row.state.replace(" ", "-"));
  return names.join(" ");
}

/** Header with the names of lanes; names of fences always stand upright. */
function header(timeline, layout) {
  const name = (text, width, upright, kind) => {
    const cell = make("span", { class: kind + (upright ? " upright" : ""), title: text }, make("span", {}, text));
    cell.style.width = `${width}px`;
    return cell;
  };
  return make("div", { class: "lane-names", "aria-hidden": "true" },
    make("span", { class: "number" }),
    layout.threads.map((thread) => name(thread, layout.lane, layout.upright, "thread")),
    timeline.fences.map((fence) => name(fence.name, fenceWidth, true, "fence-name")));
}

let listNumber = 0;

/** select(index) moves the cursor; chosen(index) is told when the user does. */
function lanesView(timeline, chosen) {
  const id = `steps-${++listNumber}`;
  const sizer = make("div", { class: "sizer", role: "presentation" });
  const names = make("div", { role: "presentation" });
  const list = make("div", {
    class: "rows", role: "listbox", tabindex: 0, "aria-label": "Steps",
  }, sizer);
  const view = make("div", { class: "lanes" }, names, list);
  const shown = new Map();
  let layout = null;
  let cursor = 0;
  let everyThread = false;
  let printing = false;

  const rowElement = (index) => {
    const row = timeline.rows[index];
    const actor = row.kind === "extra" ? row.other.thread : timeline.trace.steps[row.step]?.thread;
    const place = row.kind === "extra" ? row.other.place : timeline.trace.steps[row.step]?.place;
    const element = make("div", {
      class: rowClass(timeline, row), role: "option", id: `${id}-${index}`, "aria-posinset": index + 1,
      "aria-setsize": timeline.rows.length, "aria-selected": index === cursor,
    },
      make("span", { class: "number" }, row.kind === "extra" ? "+" : row.moment),
      picture(timeline, row, layout),
      make("span", { class: "unseen" }, actor ? `${actor}: ` : ""),
      make("span", { class: "statement" }, rowText(timeline, row)),
      remarks(timeline, row),
      make("span", { class: "place" }, place ? shortPlace(place) : ""));
    element.style.top = `${index * rowHeight}px`;
    element.dataset.index = index;
    return element;
  };

  const wanted = () => {
    if (printing) return [0, Math.min(timeline.rows.length, mostPrinted)];
    const first = Math.floor(list.scrollTop / rowHeight) - 8;
    const last = Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 8;
    return [Math.max(0, first), Math.min(timeline.rows.length, last)];
  };
  /** In the order of the steps, as a screen reader goes through them. */
  const put = (element, index) => {
    const after = (other) => Number(other.dataset.index) > index;
    const last = sizer.lastElementChild;
    sizer.insertBefore(element, last && after(last) ? [...sizer.children].find(after) : null);
    return element;
  };
  const render = () => {
    const [first, end] = wanted();
    for (const [index, element] of shown) {
      if (index === cursor || (index >= first && index < end)) continue;
      element.remove();
      shown.delete(index);
    }
    const fresh = [];
    for (let index = first; index < end; ++index) if (!shown.has(index)) fresh.push(index);
    if (!shown.has(cursor) && !fresh.includes(cursor)) fresh.push(cursor);
    for (const index of fresh) shown.set(index, put(rowElement(index), index));
  };
  const rebuild = () => {
    const threads = everyThread || timeline.threads.acting.length === 0 ? timeline.threads.all : timeline.threads.acting;
    layout = layoutOf(timeline, threads, list.clientWidth || 800);
    refill(names, header(timeline, layout));
    sizer.style.height = `${timeline.rows.length * rowHeight}px`;
    sizer.style.minWidth = `${layout.width + 260}px`;
    shown.clear();
    sizer.replaceChildren();
    render();
    select(cursor);
  };
  const select = (index) => {
    if (!layout) rebuild();
    shown.get(cursor)?.setAttribute("aria-selected", "false");
    cursor = index;
    const top = index * rowHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
    render();
    shown.get(cursor).setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", `${id}-${cursor}`);
  };

  list.addEventListener("scroll", () => { names.scrollLeft = list.scrollLeft; render(); });
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) chosen(Number(row.dataset.index));
  });
  list.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
    const moves = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page, Home: -Infinity, End: Infinity };
    if (!(event.key in moves) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    chosen(cursor + moves[event.key]);
  });
  let width = 0;
  new ResizeObserver(() => {
    if (list.clientWidth === 0 || list.clientWidth === width) return;
    width = list.clientWidth;
    rebuild();
  }).observe(view);
  return {
    view, list, select,
    showThreads: (all) => { everyThread = all; rebuild(); },
    /** All rows, in their order, and only those in sight again. */
    print: (begins) => { printing = begins; rebuild(); },
  };
}
