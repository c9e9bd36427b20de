// For everybody: axe finds nothing, in light and dark; the page can be narrow, and printed.
import { equal, ensure, inaccessible, parts, picture, printed, test, withPage } from "./harness.mjs";

for (const name of ["folder", "unexpected", "bug", "compared"])
  await test(`axe has nothing to say of ${name}, light and dark`, () =>
    withPage(name, {}, async (page) => {
      if (name === "folder") await page.getByRole("button", { name: "Details of specs/bugs/b01-bug.rvk" }).click();
      if (name === "bug") await page.getByLabel("all", { exact: true }).check();
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        equal(await inaccessible(page), [], colorScheme);
        await picture(page, `${name}-${colorScheme}`);
      }
    }));

await test("the button changes the colours", () =>
  withPage("replayed", {}, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    const control = page.getByRole("button", { name: /^Colours/ });
    await control.click();
    equal(await paper(), light);
    await control.click();
    ensure((await paper()) !== light, "dark is as light is");
    equal(await inaccessible(page), []);
  }));

await test("a narrow page has nothing beside it", () =>
  withPage("bug", { width: 400, height: 800 }, async (page) => {
    equal(await page.evaluate(() => document.documentElement.scrollWidth), 400);
    await parts(page).list.press("Home");
    equal(await parts(page).position.innerText(), "0 / 17");
    equal(await inaccessible(page), []);
    await picture(page, "bug-narrow");
  }));

await test("everything can be reached with the keyboard alone", () =>
  withPage("bug", {}, async (page) => {
    const seen = new Set();
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press("Tab");
      seen.add(await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.tagName));
    }
    for (const name of ["Filter the results", "Which results", "Table of results", "Which trace", "Step", "Steps",
      "Search the state", "Text of the spec"]) ensure(seen.has(name), `${name} is never reached: ${[...seen].join(", ")}`);
  }));

await test("steps are read in their order, also the chosen one when it is out of sight", () =>
  withPage("long", { height: 500 }, async (page) => {
    const order = () => page.locator(".row").evaluateAll((rows) => rows.map((row) => Number(row.dataset.index)));
    const sorted = (numbers) => numbers.every((number, i) => i === 0 || numbers[i - 1] < number);
    for (const fraction of [0, 0.4, 0.9, 0.2]) {
      await page.locator(".rows").evaluate((list, part) => { list.scrollTop = list.scrollHeight * part; }, fraction);
      await page.waitForTimeout(50);
      const numbers = await order();
      ensure(numbers.length > 10 && sorted(numbers), `scrolled by ${fraction}: ${numbers}`);
    }
  }));

await test("printed, the whole trace is there", () =>
  withPage("long", { height: 500 }, async (page) => {
    const rows = () => page.locator(".row").count();
    const inSight = await rows();
    ensure(inSight < 100, `${inSight} rows for a window of 500 pixels`);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    equal(await rows(), 1 + Number((await parts(page).position.textContent()).split(" / ")[1]));
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
    ensure((await rows()) < 100, "all rows stay after printing");
  }));

await test("a report is printed", () =>
  withPage("replayed", {}, async (page) => {
    const pdf = await printed(page, "replayed");
    equal(pdf.subarray(0, 5).toString(), "%PDF-");
  }));
