// Large reports: many traces, long traces. How long things take is told, never asserted; what must stay small is the
// number of elements.
import { ensure, equal, measure, parts, test, withPage } from "./harness.mjs";

/** Time for one press of a key, with what it makes the browser do, over many. */
async function perStep(page, presses) {
  return page.evaluate(async (count) => {
    const list = document.querySelector("[role=listbox]");
    const begun = performance.now();
    for (let i = 0; i < count; ++i) {
      list.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true, cancelable: true }));
      document.body.getBoundingClientRect(); // lays out
    }
    return (performance.now() - begun) / count;
  }, presses);
}

for (const [name, steps] of [["long", 1000], ["longer", 10000]])
  await test(`a trace of ${steps} steps`, () =>
    withPage(name, {}, async (page, opened) => {
      const at = parts(page);
      const last = Number((await at.position.innerText()).split(" / ")[1]);
      ensure(last >= steps - 10, `only ${last} steps`);
      measure(`opening a page with a trace of ${steps} steps`, opened);
      measure(`a hundred steps in it`, 100 * (await perStep(page, 100)));
      equal(await at.position.innerText(), `${last - 100} / ${last}`);
      await at.slider.fill(String(steps / 2));
      equal(await at.selected.locator(".number").innerText(), String(steps / 2));
      await at.list.press("Home");
      equal(await at.selected.locator(".number").innerText(), "0");
      const elements = await page.evaluate(() => document.querySelectorAll("*").length);
      ensure(elements < 5000, `${elements} elements`);
    }));

await test("fifty traces", () =>
  withPage("folder", {}, async (page, opened) => {
    const traces = await page.getByRole("combobox", { name: "Which trace" }).getByRole("option").count();
    ensure(traces >= 50, `only ${traces} traces`);
    measure(`opening a page with ${traces} traces`, opened);
    measure(`going through all of them`, await page.evaluate((count) => {
      const next = document.querySelector("nav button:last-of-type");
      const begun = performance.now();
      for (let i = 1; i < count; ++i) {
        next.click();
        document.body.getBoundingClientRect(); // lays out
      }
      return performance.now() - begun;
    }, traces));
    equal(await page.getByRole("combobox", { name: "Which trace" }).inputValue(), String(traces - 1));
    equal(await page.locator("article.trace").count(), 1);
  }));
