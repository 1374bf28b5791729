// @ts-check
/** Browsers, with the package's files as they are: an import map stands in for a bundler, and the page posts what it found. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { chromium as browserType } from "playwright-core";
import { exports as resolveExports } from "resolve.exports";
import { CHROMIUM, FIREFOX, SAMPLE } from "../install.mjs";

/** @typedef {import("../install.mjs").Project} Project */
/** Opens an address and gives what closes the browser again. @typedef {(address: string) => Promise<() => unknown>} Open */

const TYPES = {
  ".html": "text/html",
  ".mjs": "text/javascript",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};
const PATIENCE_MS = 300_000;

/** @type {Open} */
export async function chromium(address) {
  const browser = await browserType.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  await (await browser.newPage()).goto(address);
  return () => browser.close();
}

/** Debian's own: it needs no driver to open a page. @type {Open} */
export async function firefox(address) {
  const profile = mkdtempSync(join(tmpdir(), "heddle-firefox-"));
  const options = ["--headless", "--no-remote", "--profile", profile, address];
  const browser = spawn(FIREFOX, options, { stdio: "ignore", env: { ...process.env, HOME: profile } });
  return async () => {
    const ended = new Promise((resolve) => browser.once("exit", resolve));
    if (browser.exitCode === null && browser.kill()) await ended;
    rmSync(profile, { recursive: true, force: true });
  };
}

/** Fits in a Web Worker of a page without cross-origin isolation. @param {Project} project @param {Open} open */
export async function fitsIn(project, open) {
  const { answers, isolated } = await askPage(project, open, "heddle/browser", "fits.html");
  if (isolated) throw new Error("the page is cross-origin isolated, which nobody asked for");
  return answers;
}

/** What a page of project/ finds with an entry of the package. @param {Project} project @param {Open} open @param {string} entry */
export async function askPage(project, open, entry, name = "page.html") {
  const manifest = JSON.parse(readFileSync(join(project.package, "package.json"), "utf8"));
  const [path] = resolveExports(manifest, entry, { browser: true }) ?? [];
  /** @type {(result: any) => void} */
  let tell = () => {};
  const told = new Promise((resolve) => {
    tell = resolve;
  });
  const server = createServer(async (request, response) => {
    const { url = "/", method } = request;
    try {
      if (method === "POST") tell(JSON.parse(await textOf(request)));
      response.setHeader("content-type", typeOf(url));
      response.end(method === "POST" ? "" : bodyOf(project, url, `/package/${path}`));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = await open(`http://127.0.0.1:${port}/${name}`);
  try {
    const result = await Promise.race([told, late()]);
    if (result.error) throw new Error(result.error);
    return result;
  } finally {
    await close();
    server.closeAllConnections();
    server.close();
  }
}

/** @returns {Promise<never>} */
function late() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("the page posted nothing")), PATIENCE_MS).unref();
  });
}

/** @param {AsyncIterable<Buffer>} request */
async function textOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

/** @param {string} url */
const typeOf = (url) => TYPES[/** @type {keyof typeof TYPES} */ (extname(url))] ?? "application/octet-stream";

/** @param {Project} project @param {string} url @param {string} entry */
function bodyOf(project, url, entry) {
  if (url.endsWith(".html")) return readFileSync(join(project.folder, url), "utf8").replaceAll("ENTRY", `"${entry}"`);
  if (url.startsWith("/sample/")) return readFileSync(join(SAMPLE, url.slice("/sample/".length)));
  if (url.startsWith("/package/")) return readFileSync(join(project.package, url.slice("/package/".length)));
  if (url.startsWith("/models/")) return readFileSync(join(project.models, url.slice("/models/".length)));
  return readFileSync(join(project.folder, url));
}
