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

/** texts: [{name, text}]; show(place) opens a file at a line. `missing`: why there are no texts. */
function sourceView(texts, missing) {
  const files = new Map(texts.map((one) => [one.name, one.text]));
  const made = new Map();
  const title = make("span", { class: "place" });
  const list = make("ol", {});
  const box = make("div", { class: "scroll code", tabindex: 0, role: "region", "aria-label": "Text of the spec" }, list);
  const note = make("p", { class: "note" });
  const view = make("section", { class: "source", "aria-label": "Source" },
    make("header", {}, make("h3", {}, "Source"), title), box, note);
  let open = null;
  let marked = null;

  const linesOf = (file) => {
    if (!made.has(file)) made.set(file, sourceLines(files.get(file)));
    return made.get(file);
  };
  const show = (text) => {
    const place = placeOf(text);
    title.textContent = place ? shortPlace(text) : "";
    title.title = text ?? "";
    const known = place !== null && files.has(place.file);
    box.hidden = !known;
    note.textContent = known ? "" : place === null ? "The step has no place in a text." : missing;
    if (!known) return;
    const lines = linesOf(place.file);
    if (open !== place.file) refill(list, lines);
    open = place.file;
    marked?.removeAttribute("aria-current");
    marked = lines[place.line - 1] ?? null;
    marked?.setAttribute("aria-current", "true");
    if (marked) box.scrollTop = marked.offsetTop - box.clientHeight / 3;
    lines.forEach((line, i) => line.classList.toggle("near", Math.abs(i + 1 - place.line) <= 8));
  };
  return { view, show };
}
