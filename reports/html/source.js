// The text of the spec and of what it uses, at the line where a thread is.

const keywords = new Set(("spec library use component user exporter importer device thread work param const struct enum " +
  "predicate ghost atomic await assert either or foreach each loop while if else return break continue goto skip any " +
  "where lock rwlock int bool usage always never possible eventually leads_to terminates expect violated rule source " +
  "reading accept because bound as blames exists forall has is waits signalling fair rest true false NULL").split(" "));
const token = /\/\/.*|\/\*.*?\*\/|"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|[^A-Za-z_"/]+|[/"]/g;

/** A line as spans. Comments over several lines are rare, and are shown as code. */
function highlighted(line) {
  return (line.match(token) ?? []).map((part) => {
    if (part.startsWith("//") || part.startsWith("/*")) return make("span", { class: "comment" }, part);
    if (part.startsWith('"') && part.length > 1) return make("span", { class: "string" }, part);
    return keywords.has(part) ? make("b", {}, part) : part;
  });
}

/** All lines of a file. They are made once, when the file is first looked at. */
function sourceLines(text) {
  return text.replace(/\n$/, "").split("\n").map((line, i) =>
    make("li", { value: i + 1, class: "line" }, make("code", {}, highlighted(line))));
}

/** The files of one side, by name, each with its lines once they are made. */
function filesOf(texts) {
  return new Map(texts.map((one) => [one.name, { text: one.text, lines: null }]));
}

/**
 * texts: [{name, text}], of the trace's own spec; others: of the one that it is compared with, where a file of the same
 * name may have another text by now. show(place, inOther) opens a file at a line. `missing`: why there are no texts.
 */
function sourceView(texts, others, missing) {
  const own = filesOf(texts);
  const theirs = filesOf(others);
  const title = make("span", { class: "place" });
  const list = make("ol", {});
  const box = make("div", { class: "scroll code", tabindex: 0, role: "region", "aria-label": "Text of the spec" }, list);
  const note = make("p", { class: "note" });
  const view = make("section", { class: "source", "aria-label": "Source" },
    make("header", {}, make("h3", {}, "Source"), title), box, note);
  let open = null;
  let marked = null;

  /** The kernel library is the program's: the same on both sides. */
  const fileOf = (name, inOther) => {
    if (inOther) return theirs.get(name);
    return own.get(name) ?? (name.startsWith("<kernel>/") ? theirs.get(name) : undefined);
  };
  const show = (text, inOther = false) => {
    const place = placeOf(text);
    title.textContent = place ? shortPlace(text) : "";
    title.title = text ?? "";
    const file = place ? fileOf(place.file, inOther) : undefined;
    box.hidden = !file;
    note.textContent = file ? "" : place === null ? "The step has no place in a text." : missing;
    if (!file) return;
    const lines = (file.lines ??= sourceLines(file.text));
    if (open !== file) refill(list, lines);
    open = file;
    marked?.removeAttribute("aria-current");
    marked = lines[place.line - 1] ?? null;
    marked?.setAttribute("aria-current", "true");
    if (marked) box.scrollTop = marked.offsetTop - box.clientHeight / 3;
    lines.forEach((line, i) => line.classList.toggle("near", Math.abs(i + 1 - place.line) <= 8));
  };
  return { view, show };
}
