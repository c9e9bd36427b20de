// A browser for the tests: pages are opened from files, and whatever a page complains about or asks for is noted.
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.REVOKE_MODULES, "node_modules", "x.js"));
const { chromium } = require("playwright-core");
const axe = require("axe-core");

const folder = process.argv[2];
const pictures = process.env.REVOKE_SCREENSHOTS;
if (pictures) mkdirSync(pictures, { recursive: true });

let browser = null;
let passed = 0;
const failures = [];
const measured = [];

/** A test: runs, and says what it is that failed. */
export async function test(name, run) {
  const begun = performance.now();
  try {
    await run();
    if (process.env.REVOKE_VERBOSE) console.log(`${(performance.now() - begun).toFixed(0)} ms  ${name}`);
    ++passed;
  } catch (error) {
    failures.push(name);
    console.log(`${name}:\n${error.stack}`);
  }
}

/** `args` says nothing about a proxy or a profile: a new one is made for each browser, and nothing is loaded. */
export async function start() {
  browser = await chromium.launch({
    executablePath: process.env.REVOKE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}

export async function finish() {
  await browser?.close();
  for (const line of measured) console.log(`measured: ${line}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

export function equal(actual, expected, what = "value") {
  const [one, other] = [actual, expected].map((value) => JSON.stringify(value));
  if (one !== other) throw new Error(`${what}: ${one}, expected ${other}`);
}

export function includes(text, part) {
  if (!text.includes(part)) throw new Error(`${JSON.stringify(part)} is not in ${JSON.stringify(text)}`);
}

export function ensure(condition, what) {
  if (!condition) throw new Error(what);
}

/** What is measured is told, and never asserted. */
export function measure(what, milliseconds) {
  measured.push(`${what}: ${milliseconds.toFixed(0)} ms`);
}

/** Opens NAME.html; the page must then be silent, and ask for nothing but itself. */
export async function withPage(name, settings, run) {
  const context = await browser.newContext({
    viewport: { width: settings.width ?? 1440, height: settings.height ?? 900 },
    colorScheme: settings.scheme ?? "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const noise = [];
  const address = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.stack}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) noise.push(`request: ${request.url()}`);
  });
  try {
    const begun = performance.now();
    await page.goto(address + (settings.hash ?? ""));
    await page.locator("main").waitFor();
    const opened = performance.now() - begun;
    await run(page, opened, noise);
    equal(noise, [], "what the page complains about or asks for");
  } finally {
    await context.close();
  }
}

export async function picture(page, name) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

export async function printed(page, name) {
  return page.pdf({ format: "A4", printBackground: true, path: pictures ? join(pictures, `${name}.pdf`) : undefined });
}

/** What axe finds wrong: [rule, elements]. */
export async function inaccessible(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary)]);
  });
}

// --- the parts of a page

export const parts = (page) => ({
  list: page.getByRole("listbox", { name: "Steps" }),
  selected: page.locator("[role=option][aria-selected=true]"),
  slider: page.getByRole("slider", { name: "Step" }),
  position: page.locator(".controls .at"),
  heading: page.locator(".step-heading"),
  inspector: page.locator(".inspector"),
  state: page.locator(".state tbody tr"),
  source: page.locator(".source .line[aria-current]"),
  title: page.locator("#trace-title"),
});
