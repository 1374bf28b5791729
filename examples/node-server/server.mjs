/** POST 784 bytes, one image of 28 × 28, and get the probability of every class. */
import { once } from "node:events";
import { createServer } from "node:http";
import { Piscina } from "piscina";

const BYTES = 784;
const pool = new Piscina({ filename: new URL("worker.mjs", import.meta.url).href });

/** The body, or undefined if it is not an image; what is too long is not kept. */
async function imageOf(request) {
  const image = new Uint8Array(BYTES);
  let length = 0;
  for await (const chunk of request) {
    if (length + chunk.length > BYTES) return undefined;
    image.set(chunk, length);
    length += chunk.length;
  }
  return length === BYTES ? image : undefined;
}

const server = createServer(async (request, response) => {
  const image = await imageOf(request).catch(() => undefined);
  const reply = (status, body) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (!image) return reply(400, { error: `the body must have ${BYTES} bytes` });
  try {
    reply(200, await pool.run(image));
  } catch (error) {
    reply(500, { error: error.message });
  }
});
server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
await once(server, "listening");
console.log(`http://127.0.0.1:${server.address().port}`);
