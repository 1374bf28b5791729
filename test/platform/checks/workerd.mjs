// @ts-check
/** Cloudflare's runtime. The worker is bundled as wrangler does it: conditions workerd, worker and browser, WebAssembly left as modules. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { tool } from "../install.mjs";

/** @param {import("../install.mjs").Project} project */
export async function workerd({ folder, models }) {
  const out = join(folder, "worker");
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: [join(folder, "worker.mjs")],
    outfile: join(out, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    plugins: [{ name: "wasm", setup: (builder) => keepWasm(builder, out) }],
    logLevel: "silent",
  });
  const kernels = readdirSync(out).filter((name) => name.endsWith(".wasm"));
  const files = readdirSync(models);
  for (const name of files) copyFileSync(join(models, name), join(out, name));
  writeFileSync(join(out, "config.capnp"), configuration(kernels, files));
  const server = spawn(
    tool("@cloudflare/workerd-linux-64/bin/workerd"),
    ["serve", "config.capnp", "--control-fd=3", "--socket-addr=http=127.0.0.1:0"],
    {
      cwd: out,
      stdio: ["ignore", "inherit", "inherit", "pipe"],
    },
  );
  try {
    const port = await listening(server);
    const start = performance.now();
    await (await fetch(`http://127.0.0.1:${port}/predict`)).json();
    const total = performance.now() - start;
    const response = await fetch(`http://127.0.0.1:${port}/suite`);
    if (!response.ok) throw new Error(await response.text());
    return { .../** @type {any} */ (await response.json()), cold: { firstRequest: total } };
  } finally {
    server.kill();
  }
}

/** @param {import("esbuild").PluginBuild} builder @param {string} out */
function keepWasm(builder, out) {
  builder.onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir, kind, pluginData }) => {
    if (pluginData === "inner") return;
    const found = await builder.resolve(path, { resolveDir, kind, pluginData: "inner" });
    copyFileSync(found.path, join(out, basename(found.path)));
    return { path: `./${basename(found.path)}`, external: true };
  });
}

/** @param {string[]} kernels @param {string[]} files */
function configuration(kernels, files) {
  const wasm = kernels.map((name) => `(name = "${name}", wasm = embed "${name}")`).join(", ");
  const data = files.map((name) => `(name = "${name}", data = embed "${name}")`).join(", ");
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js"), ${wasm}],
    bindings = [${data}],
    compatibilityDate = "2025-11-01"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]);
`;
}

/** The port that it tells when it is ready. @param {import("node:child_process").ChildProcess} server */
async function listening(server) {
  const control = /** @type {import("node:stream").Readable} */ (server.stdio[3]);
  const ended = once(server, "exit").then(([code]) => Promise.reject(new Error(`workerd ended with ${code}`)));
  ended.catch(() => {});
  const ready = (async () => {
    for await (const chunk of control) {
      for (const line of String(chunk).split("\n").filter(Boolean)) {
        const message = JSON.parse(line);
        if (message.event === "listen") return message.port;
      }
    }
  })();
  const late = wait(30000, undefined, { ref: false }).then(() => Promise.reject(new Error("workerd did not start")));
  return Promise.race([ready, ended, late]);
}
