// Text is text: what a spec says never becomes markup or a script, and nothing but our script runs.
import { equal, includes, parts, test, withPage } from "./harness.mjs";

await test("a title that is a script is shown", () =>
  withPage("hostile", {}, async (page) => {
    const heading = await page.locator(".trace-heading").innerText();
    includes(heading, "<script>window.hacked = 1</script></script><!-- <img src=x onerror=window.hacked=2> &");
    equal(await page.evaluate(() => globalThis.hacked ?? null), null);
    equal(await page.locator("img").count(), 0);
    equal(await page.locator("script").count(), 2);
    equal(/[\u2028\u2029]/.test(await page.locator("body").innerText()), false);
    includes(await page.locator(".source").innerText(), "<script>window.hacked = 1</script>");
    equal(await parts(page).position.innerText(), "1 / 1");
  }));

await test("no other script runs, inline or evaluated, and no style is let in", () =>
  withPage("replayed", {}, async (page, opened, noise) => {
    const result = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.hacked = 1";
      document.body.append(script);
      const style = document.createElement("style");
      style.textContent = "body { color: rgb(1, 2, 3) }";
      document.body.append(style);
      return [globalThis.hacked ?? null, getComputedStyle(document.body).color === "rgb(1, 2, 3)"];
    });
    equal(result, [null, false]);
    const evaluated = await page.evaluate(() => {
      const element = document.createElement("button");
      element.setAttribute("onclick", "window.hacked = 2");
      document.body.append(element);
      element.click();
      return globalThis.hacked ?? null;
    });
    equal(evaluated, null);
    equal(noise.length, 3, "refusals");
    for (const line of noise.splice(0)) includes(line, "Content Security Policy");
  }));
