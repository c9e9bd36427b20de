// A trace: lanes, the cursor and all that moves it, what stands beside it.
import { ensure, equal, includes, parts, test, withPage } from "./harness.mjs";

await test("a violation opens at its end, with rule and blame", () =>
  withPage("replayed", {}, async (page) => {
    const at = parts(page);
    equal(await page.title(), "revoke-mc report");
    includes(await at.title.innerText(), "no_dma_after_revoke");
    equal(await at.position.innerText(), "16 / 16");
    const heading = await page.locator(".trace-heading").innerText();
    includes(heading, "Blamed: the exporter");
    includes(heading, "No device reaches memory that the exporter has taken back or given to somebody else.");
    includes(heading, "kernel-doc of dma_buf_invalidate_mappings()");
    includes(heading, "16 steps confirmed, every state is as recorded");
    includes(await at.selected.getAttribute("class"), "broken");
    includes(await at.inspector.innerText(), "blamed: exporter");
    includes(await at.source.innerText(), "no_dma_after_revoke blames EXPORTER");
  }));

await test("keys, slider, buttons and a click move the cursor", () =>
  withPage("replayed", {}, async (page) => {
    const at = parts(page);
    const is = async (text) => equal(await at.position.innerText(), text);
    await at.list.focus();
    await page.keyboard.press("ArrowUp");
    await is("15 / 16");
    await page.keyboard.press("Home");
    await is("0 / 16");
    await page.keyboard.press("ArrowUp"); // there is nothing above
    await is("0 / 16");
    await page.keyboard.press("ArrowDown");
    await is("1 / 16");
    await page.keyboard.press("ArrowRight");
    await is("2 / 16");
    await page.keyboard.press("End");
    await is("16 / 16");
    await page.locator("body").press("ArrowLeft");
    await is("15 / 16");
    await at.slider.fill("4");
    await is("4 / 16");
    await at.slider.press("ArrowRight");
    await is("5 / 16");
    includes(await at.slider.getAttribute("aria-valuetext"), "5 of 16: mutex_lock(b->resv);");
    await page.getByRole("button", { name: "Next step" }).click();
    await is("6 / 16");
    await page.getByRole("button", { name: "First step" }).click();
    await is("0 / 16");
    await page.locator("[role=option]").filter({ hasText: "b->revoked = true;" }).click();
    await is("12 / 16");
    includes(await at.heading.innerText(), "Step 12 of 16");
    equal(await at.list.getAttribute("aria-activedescendant"), await at.selected.getAttribute("id"));
    await page.waitForFunction(() => location.hash === "#trace-1.12");
  }));

await test("typing into the search does not move the cursor", () =>
  withPage("replayed", {}, async (page) => {
    await page.getByRole("searchbox", { name: "Search the state" }).press("ArrowLeft");
    equal(await parts(page).position.innerText(), "16 / 16");
  }));

await test("the state: what changed, all of it, and what is searched", () =>
  withPage("replayed", { hash: "#trace-1.12" }, async (page) => {
    const at = parts(page);
    const texts = () => at.state.allInnerTexts();
    equal((await texts()).map((text) => text.replace(/\s+/g, " ")), ["dmabuf.withdrawn false → true", "dmabuf.revoked false → true"]);
    await page.getByLabel("all", { exact: true }).check();
    const all = (await texts()).length;
    ensure(all > 30, `only ${all} variables`);
    equal(await page.locator(".state tr.changed").count(), 2);
    await page.getByRole("searchbox", { name: "Search the state" }).fill("listed");
    equal((await texts()).map((text) => text.replace(/\s+/g, " ")), ["async[0].att.listed true", "async[1].att.listed false"]);
    await page.getByRole("searchbox", { name: "Search the state" }).fill("nothing is called so");
    equal(await texts(), []);
    includes(await page.locator(".state .note").innerText(), "nothing is called so");
    await page.getByRole("searchbox", { name: "Search the state" }).fill("listed");
    await at.slider.fill("0");
    equal((await texts()).map((text) => text.replace(/\s+/g, " ")), ["async[0].att.listed false", "async[1].att.listed false"]);
  }));

await test("call stack and source", () =>
  withPage("replayed", { hash: "#trace-1.8" }, async (page) => {
    const at = parts(page);
    includes(await at.source.innerText(), "m->live = true;");
    const frames = page.getByRole("region", { name: "Call stack" }).getByRole("listitem");
    equal((await frames.allInnerTexts()).map((text) => text.split(" ")[0]), ["async.use_it", "dma_buf_map_attachment"]);
    await frames.first().getByRole("button").click();
    includes(await at.source.innerText(), "dma_buf_map_attachment(&m)");
    equal(await at.position.innerText(), "8 / 16");
  }));

await test("locks, waits, fences and DMA are in the lanes", () =>
  withPage("bug", { hash: "#trace-1.17" }, async (page) => {
    equal(await page.locator(".lane-names .thread").allInnerTexts(),
      ["vfio.reset", "async[0].use_it", "async[0].hw", "async[0].unmap[0]"]);
    equal(await page.locator(".lane-names .fence-name").allInnerTexts(), ["async[0].gone"]);
    // vfio.reset holds the lock from step 11 to the end.
    const holding = page.locator(".row").filter({ has: page.locator("line.lock") });
    equal(await holding.locator(".number").allInnerTexts(), ["2", "3", "5", "6", "7", "8", "9", "10", "11", "12", "13",
      "14", "15", "16", "17"]);
    const waiting = page.locator(".row").filter({ has: page.locator("line.for-lock") });
    equal(await waiting.locator(".number").allInnerTexts(), ["17"]);
    const pending = page.locator(".row").filter({ has: page.locator("line.fence") });
    equal(await pending.locator(".number").allInnerTexts(), ["13", "14"]);
    equal(await page.locator(".legend").innerText().then((text) => text.split("\n")),
      ["dmabuf.resv", "waits for a lock", "waits", "fence pending", "… and in a reservation object"]);
    await page.getByLabel("all 7 threads").check();
    equal(await page.locator(".lane-names .thread").count(), 7);
  }));

await test("a lock's bar is straight, whatever else is taken", () =>
  withPage("folder", {}, async (page) => {
    await page.getByRole("searchbox", { name: "Filter the results" }).fill("b70-bug");
    await page.getByRole("button", { name: /^deadlock, violated, 19 steps, of b70-bug, as expected/ }).click();
    const bars = await page.locator(".row line.lock").evaluateAll((lines) =>
      lines.map((line) => `${line.getAttribute("class")} ${line.getAttribute("x1")}`));
    equal(bars.length >= 12, true);
    equal(new Set(bars).size, 3); // one lock in two lanes, the other beside it in one of them
  }));

await test("a device that reaches memory has a mark of its own", () =>
  withPage("replayed", {}, async (page) => {
    equal(await page.locator(".row .mark.dma").count(), 1);
    equal(await page.locator(".row .mark.dma.broken").count(), 1);
    equal(await page.locator(".row").filter({ has: page.locator(".mark.dma") }).locator(".number").innerText(), "16");
  }));

await test("who cannot go on, and what is false there", () =>
  withPage("bug", { hash: "#trace-1.17" }, async (page) => {
    const obstacles = await page.locator(".obstacle").allInnerTexts();
    includes(obstacles[0], "async[0].unmap[0] waits for a lock");
    includes(obstacles[0], "dmabuf.resv is held by vfio.reset");
    includes(obstacles[1], "vfio.reset cannot go on");
    includes(obstacles[1], "is not true: dmabuf.unmapped.all is false, dmabuf.unmapped.done is 0");
  }));

await test("a run that goes round for ever shows its cycle, and goes round", () =>
  withPage("folder", {}, async (page) => {
    await page.getByRole("searchbox", { name: "Filter the results" }).fill("q03-starved");
    await page.getByRole("button", { name: /^every_operation_ends/ }).click();
    const at = parts(page);
    equal(await at.position.innerText(), "21 / 21");
    const cycle = await page.locator(".row.cycle .number").allInnerTexts();
    equal([cycle.length, cycle[0]], [12, "10"]);
    includes(await page.locator(".legend").innerText(), "goes round for ever");
    await page.keyboard.press("ArrowRight");
    equal(await at.position.innerText(), "10 / 21");
    await at.slider.fill("3");
    await page.getByRole("button", { name: "and on with step 10, for ever" }).click();
    equal(await at.position.innerText(), "10 / 21");
  }));

await test("a comparison opens where the two part, and says why", () =>
  withPage("compared", {}, async (page) => {
    const at = parts(page);
    equal(await at.position.innerText(), "14 / 16");
    includes(await at.selected.innerText(), "parts here");
    const other = await page.getByRole("region", { name: "In b01-fix" }).innerText();
    includes(other, "Here they part: b01-fix cannot take this step.");
    includes(other, "async[0].gone.in_resv is BOOKKEEP");
    const comparison = await page.getByRole("region", { name: "Comparison" }).innerText();
    includes(comparison, "specs/bugs/b01-fix.rvk");
    includes(comparison, "departs at step 14 of 16");
    includes(comparison, "states have been searched");
    await at.slider.fill("3");
    includes(await page.getByRole("region", { name: "In b01-fix" }).innerText(), "b01-fix takes this step, too.");
    equal(await page.locator(".row.in-beyond .number").allInnerTexts(), ["15", "16"]);
  }));

await test("steps that only one of two specs has stand in their place", () =>
  withPage("changed", {}, async (page) => {
    const rows = await page.locator("[role=option]").allInnerTexts();
    equal(rows.map((text) => text.split(/\s+/).slice(0, 1)[0]), ["0", "1", "+", "2"]);
    includes(rows[1], "not there");
    includes(rows[2], "only there");
    await page.locator("[role=option]").nth(2).click();
    const at = parts(page);
    includes(await at.heading.innerText(), "A step that the trace does not have");
    includes(await at.inspector.innerText(), "Only other takes this step");
    includes(await at.source.innerText(), "asked = true;");
    equal((await at.state.allInnerTexts()).map((text) => text.replace(/\s+/g, " ")), ["u.asked false → true"]);
    await page.locator("[role=option]").nth(1).click();
    includes(await at.inspector.innerText(), "other does not have this statement any more");
  }));

await test("where a spec was changed, no line of its new text is shown for a step of the old one", () =>
  withPage("edited", {}, async (page) => {
    const rows = await page.locator("[role=option]").allInnerTexts();
    equal(rows.map((text) => text.split(/\s+/).slice(0, 1)[0]), ["0", "1", "+", "2"]);
    const at = parts(page);
    await page.locator("[role=option]").nth(1).click();
    equal(await page.locator(".source .code").isVisible(), false);
    includes(await page.locator(".source .note").innerText(), "has changed since the trace was made");
    await page.locator("[role=option]").nth(2).click();
    includes(await at.source.innerText(), "asked = true;");
    await page.locator("[role=option]").nth(3).click(); // the same step there, a line further down
    includes(await at.source.innerText(), "late = true;");
    equal(await page.locator(".source .place").innerText(), "one.rvk:2");
  }));

await test("a comparison that ends as the trace does", () =>
  withPage("still", {}, async (page) => {
    includes(await page.locator(".comparison.still").innerText(), "no_dma_after_revoke is still violated");
    equal(await page.locator(".row.in-same").count(), 16);
  }));
