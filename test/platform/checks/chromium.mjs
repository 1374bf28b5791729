// @ts-check
/** Chromium, with the package's files as they are: an import map stands in for a bundler. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium as browserType } from "playwright-core";
import { exports as resolveExports } from "resolve.exports";
import { CHROMIUM, SAMPLE } from "../install.mjs";

const TYPES = {
  ".html": "text/html",
  ".mjs": "text/javascript",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** Fits in a Web Worker of a page without cross-origin isolation. @param {import("../install.mjs").Project} project */
export async function chromiumFits(project) {
  const { answers, isolated } = await chromium(project, "heddle/browser", "fits.html");
  if (isolated) throw new Error("the page is cross-origin isolated, which nobody asked for");
  return answers;
}

/** What a page of project/ finds with an entry of the package. @param {import("../install.mjs").Project} project @param {string} entry */
export async function chromium(project, entry, name = "page.html") {
  const manifest = JSON.parse(readFileSync(join(project.package, "package.json"), "utf8"));
  const [path] = resolveExports(manifest, entry, { browser: true }) ?? [];
  const server = createServer(({ url = "/" }, response) => {
    try {
      response.setHeader(
        "content-type",
        TYPES[/** @type {keyof typeof TYPES} */ (extname(url))] ?? "application/octet-stream",
      );
      response.end(bodyOf(project, url, `/package/${path}`));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const browser = await browserType.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    await page.goto(`http://127.0.0.1:${port}/${name}`);
    const handle = await page.waitForFunction("window.result", undefined, { timeout: 300_000 });
    const result = /** @type {any} */ (await handle.jsonValue());
    if (result.error) throw new Error(result.error);
    return result;
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {import("../install.mjs").Project} project @param {string} url @param {string} entry */
function bodyOf(project, url, entry) {
  if (url.endsWith(".html")) return readFileSync(join(project.folder, url), "utf8").replaceAll("ENTRY", `"${entry}"`);
  if (url.startsWith("/sample/")) return readFileSync(join(SAMPLE, url.slice("/sample/".length)));
  if (url.startsWith("/package/")) return readFileSync(join(project.package, url.slice("/package/".length)));
  if (url.startsWith("/models/")) return readFileSync(join(project.models, url.slice("/models/".length)));
  return readFileSync(join(project.folder, url));
}
