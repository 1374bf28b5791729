/** Serves the page, Heddle's files, and the images and the model that train.mjs wrote. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

/** First part of the address → folder or file. */
const PLACES = {
  heddle: new URL("..", import.meta.resolve("heddle")),
  sample: new URL("sample/", import.meta.url),
  "model.safetensors": new URL("model.safetensors", import.meta.url),
};
const PAGE = new URL("public/", import.meta.url);
const TYPES = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  "": "text/plain",
};

/** A parsed address has no ".." left. */
function fileOf(address) {
  const [, first, ...rest] = new URL(address, "http://localhost").pathname.split("/");
  const place = PLACES[first];
  return place ? new URL(rest.join("/"), place) : new URL([first, ...rest].join("/") || "index.html", PAGE);
}

const server = createServer(async ({ url }, response) => {
  try {
    const file = fileOf(url);
    const body = await readFile(file);
    response.writeHead(200, {
      "content-type": TYPES[extname(file.pathname)] ?? "application/octet-stream",
      // With these two, a page may use shared memory, which the kernels that train ask for.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end("not found");
  }
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${server.address().port}`);
