// The table of results: order, filters, what a row opens to, and the way to traces.
import { ensure, equal, includes, parts, test, withPage } from "./harness.mjs";

const names = (page) => page.locator(".results .spec-name").allInnerTexts();
const numbers = async (page, column) =>
  (await page.locator(`.results tbody tr:not(.below) td:nth-child(${column})`).allInnerTexts()).map((text) =>
    Number(text.replace(/,/g, "")));

await test("the table sorts by each column, both ways", () =>
  withPage("folder", {}, async (page) => {
    const before = await names(page);
    ensure(before.length > 50, `only ${before.length} results`);
    const head = (name) => page.getByRole("columnheader", { name });
    await head("States").getByRole("button").click();
    equal(await head("States").getAttribute("aria-sort"), "ascending");
    const up = await numbers(page, 5);
    equal(up, [...up].sort((a, b) => a - b), "states upwards");
    await head("States").getByRole("button").click();
    equal(await head("States").getAttribute("aria-sort"), "descending");
    equal(await numbers(page, 5), [...up].sort((a, b) => b - a), "states downwards");
    await head("Verdict").getByRole("button").click();
    equal(await head("States").getAttribute("aria-sort"), null);
    equal((await page.locator(".results tbody tr:not(.below) .verdict").allInnerTexts())[0], "holds");
    await head("Spec").getByRole("button").click();
    equal(await names(page), [...before].sort((a, b) => a.localeCompare(b, "en")));
  }));

await test("the table filters by text and by kind", () =>
  withPage("folder", {}, async (page) => {
    const search = page.getByRole("searchbox", { name: "Filter the results" });
    const choice = page.getByRole("combobox", { name: "Which results" });
    await search.fill("b01");
    equal(await names(page), ["specs/bugs/b01-bug.rvk", "specs/bugs/b01-fix.rvk"]);
    includes(await page.locator(".results [role=status]").innerText(), "2 of ");
    await choice.selectOption("violated");
    equal(await names(page), ["specs/bugs/b01-bug.rvk"]);
    await search.fill("every_revoke_ends"); // a property
    await choice.selectOption("all");
    ensure((await names(page)).includes("specs/progress/i14-unfair-lock.rvk"), "a spec is found by its property");
    await choice.selectOption("unexpected");
    equal(await names(page), []);
  }));

await test("a row opens to its properties, once for each click", () =>
  withPage("folder", {}, async (page) => {
    const opener = page.getByRole("button", { name: "Details of specs/bugs/b01-bug.rvk" });
    equal(await opener.getAttribute("aria-expanded"), "false");
    await opener.click();
    equal(await opener.getAttribute("aria-expanded"), "true");
    const details = page.locator(".result-details");
    includes(await details.innerText(), "no_write_after_fence");
    includes(await details.innerText(), "N = 2, PREFETCH = true");
    await details.getByRole("button", { name: "15 steps" }).click();
    includes(await parts(page).title.innerText(), "safe_reuse");
    await opener.click();
    equal(await details.isVisible(), false);
  }));

await test("a link leads to its trace, with the focus in the list", () =>
  withPage("folder", {}, async (page) => {
    await page.getByRole("button", { name: /^no_map_while_revoked, violated, 12 steps, of b17-bug/ }).click();
    const at = parts(page);
    includes(await at.title.innerText(), "no_map_while_revoked");
    equal(await at.position.innerText(), "12 / 12");
    await page.keyboard.press("ArrowUp");
    equal(await at.position.innerText(), "11 / 12");
    await page.getByRole("button", { name: "Next trace" }).click();
    includes(await at.title.innerText(), "no_cpu_access_after_revoke");
    equal(await page.locator(".row .mark.cpu.broken").count(), 1);
  }));

await test("what is not as expected comes open, and errors are told", () =>
  withPage("unexpected", {}, async (page) => {
    includes(await page.locator(".summary").innerText(), "3 specs: 1 as expected, 2 not");
    const details = await page.locator(".result-details").allInnerTexts();
    equal(details.length, 2);
    includes(details[0], "no_dma_after_revoke is violated");
    includes(details[1], "broken.rvk:1:6: error:");
    includes(await parts(page).title.innerText(), "no_dma_after_revoke");
  }));

await test("an address names a trace and a step", () =>
  withPage("folder", { hash: "#trace-3.5" }, async (page) => {
    equal(await parts(page).position.innerText(), "5 / 18");
    includes(await page.locator(".trace-heading .spec").innerText(), "specs/bugs/b02-bug.rvk");
  }));
