// @ts-check
/** Chromium, with the package's files as they are: an import map stands in for a bundler. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium as browserType } from "playwright-core";
import { exports as resolveExports } from "resolve.exports";
import { CHROMIUM } from "../install.mjs";

const TYPES = {
  ".html": "text/html",
  ".mjs": "text/javascript",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** @param {import("../install.mjs").Project} project @param {string} entry */
export async function chromium(project, entry) {
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
    await page.goto(`http://127.0.0.1:${port}/page.html`);
    const handle = await page.waitForFunction("window.result", undefined, { timeout: 60000 });
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
  if (url === "/page.html")
    return readFileSync(join(project.folder, "page.html"), "utf8").replaceAll("ENTRY", `"${entry}"`);
  if (url.startsWith("/package/")) return readFileSync(join(project.package, url.slice("/package/".length)));
  if (url.startsWith("/models/")) return readFileSync(join(project.models, url.slice("/models/".length)));
  return readFileSync(join(project.folder, url));
}
