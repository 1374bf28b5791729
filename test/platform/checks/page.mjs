// @ts-check
/** The browser example as a visitor meets it: served by its own server, seen in Chromium. */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium as browserType } from "playwright-core";
import { CHROMIUM } from "../install.mjs";
import { prepare, start, stop } from "./examples.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @param {import("../install.mjs").Project} project @param {string} [pictures] folder for screenshots */
export async function pageExample(project, pictures) {
  const server = start(prepare(project, "browser"), { PORT: "0" });
  const browser = await browserType.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const address = await addressOf(server);
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    /** @type {string[]} */
    const errors = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on(
      "response",
      (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`),
    );
    await page.goto(address);
    await picksAnImage(page);
    await draws(page);
    await trains(page);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page fits a phone's width");
    expect(errors.length === 0, `no errors: ${errors.join("; ")}`);
    if (pictures) await photograph(page, pictures);
    await stopsAndFails(page);
  } finally {
    await browser.close();
    stop(server);
  }
}

/** What the server prints after npm's own lines. @param {import("node:child_process").ChildProcess} server */
async function addressOf({ stdout }) {
  for await (const line of createInterface(/** @type {import("node:stream").Readable} */ (stdout)))
    if (line.startsWith("http://")) return line;
  throw new Error("the server ended without an address");
}

/** @param {boolean} condition @param {string} claim */
function expect(condition, claim) {
  if (!condition) throw new Error(`not so: ${claim}`);
}

/** By keyboard. @param {Page} page */
async function picksAnImage(page) {
  const button = page.getByRole("button", { name: "Ankle boot" });
  await button.focus();
  await page.keyboard.press("Enter");
  const top = await page.locator("#top").textContent();
  expect(/^Ankle boot, \d+\.\d %$/.test(top ?? ""), `the first ankle boot is seen as one, not ${top}`);
  expect((await button.getAttribute("aria-pressed")) === "true", "the image is marked as picked");
  const shares = await page.locator("#bars .percent").allTextContents();
  const sum = shares.reduce((total, text) => total + Number.parseFloat(text), 0);
  const widths = await page.locator("#bars .fill").evaluateAll((fills) =>
    fills.map((fill) => {
      const track = /** @type {Element} */ (fill.parentElement);
      return (100 * fill.getBoundingClientRect().width) / track.getBoundingClientRect().width;
    }),
  );
  const apart = Math.max(...widths.map((width, i) => Math.abs(width - Number.parseFloat(shares[i]))));
  expect(apart < 0.2, `the bars are as long as the figures say, apart by at most ${apart} points`);
  expect(shares.length === 10 && Math.abs(sum - 100) < 1, `ten probabilities sum to 100 %, not ${sum}`);
}

/** A pair of trousers. @param {Page} page */
async function draws(page) {
  await page.getByRole("button", { name: "Clear" }).click();
  expect((await page.locator("#top").textContent()) === "Nothing to see yet", "an empty pad says so");
  const box = await page.locator("#pad").boundingBox();
  if (!box) throw new Error("the pad is not visible");
  const place = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {const} */ ([box.x + (box.width * x) / 28, box.y + (box.height * y) / 28]);
  const before = await page.locator("#bars").textContent();
  for (const column of [10.5, 17.5]) {
    await page.mouse.move(...place(14, 4));
    await page.mouse.down();
    await page.mouse.move(...place(column, 8), { steps: 5 });
    await page.mouse.move(...place(column, 25), { steps: 20 });
    await page.mouse.up();
  }
  expect((await page.locator("#bars").textContent()) !== before, "the bars follow the strokes");
  const top = await page.locator("#top").textContent();
  expect(/^Trouser, /.test(top ?? ""), `drawn trousers are seen as such, not ${top}`);
}

/** @param {Page} page */
async function trains(page) {
  const before = await page.locator("#bars").textContent();
  await page.evaluate(() => {
    const scope = /** @type {any} */ (window);
    scope.frames = 0;
    scope.points = new Set();
    const count = () => {
      scope.frames++;
      scope.points.add(document.querySelector("#chart .train")?.getAttribute("points")?.split(" ").length);
      requestAnimationFrame(count);
    };
    count();
  });
  await page.getByRole("button", { name: "Train" }).click();
  await page.getByText("Answers come from the network of 256 units trained here").waitFor({ timeout: 300_000 });
  const { frames, points } = await page.evaluate(() => {
    const { frames, points } = /** @type {any} */ (window);
    return { frames, points: points.size };
  });
  expect(frames > 10, `frames are shown while it trains, ${frames} of them`);
  expect(points > 5, `the curve grows before the eyes, in ${points} steps`);
  const label = (await page.locator("#chart").getAttribute("aria-label")) ?? "";
  const [first, last] = Array.from(label.matchAll(/\d+\.\d+/g), Number);
  expect(last < first / 2, `the loss falls by more than half: ${label}`);
  expect((await page.locator("#chart .test").getAttribute("points"))?.split(" ").length === 60, "60 epochs are drawn");
  const figure = async (/** @type {string} */ id) => Number.parseFloat((await page.locator(id).textContent()) ?? "");
  const accuracy = await figure("#accuracy");
  expect(accuracy > 75, `the network is right on ${accuracy} % of the test images`);
  expect((await figure("#fps")) > 0 && (await figure("#slowest")) > 0, "frame rate and slowest frame are shown");
  expect((await page.locator("#bars").textContent()) !== before, "the trained network answers");
}

/** What else may end a training is said in words, and another may follow. @param {Page} page */
async function stopsAndFails(page) {
  const train = page.getByRole("button", { name: "Train" });
  await page.getByLabel("Epochs").selectOption("200");
  await train.click();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped.").waitFor();
  await page.context().route("**/heddle.wasm", (route) => route.abort());
  await train.click();
  await page.getByText("Training failed: cannot load the kernels").waitFor();
  expect(await train.isEnabled(), "one may try again");
}

/** @param {Page} page @param {string} folder */
async function photograph(page, folder) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme });
    for (const [name, width, height] of /** @type {const} */ ([
      ["phone", 390, 844],
      ["desktop", 1200, 900],
    ])) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `page-${name}-${colorScheme}.png`), fullPage: true });
    }
  }
}
