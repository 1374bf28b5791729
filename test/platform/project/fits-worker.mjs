/** A Web Worker that fits as fit-all.mjs does; the address of the library is what it is sent. */
import { runFits } from "/fits.mjs";

self.onmessage = async ({ data: entry }) => {
  try {
    const heddle = await import(entry);
    const train = await labelled(heddle, "train");
    const test = await labelled(heddle, "t10k");
    self.postMessage({ answers: await runFits(heddle, { train, test }), isolated: self.crossOriginIsolated });
  } catch (error) {
    self.postMessage({ error: `${error.name}: ${error.message}` });
  }
};

async function labelled({ matrix, parseIdx }, part) {
  const { shape, data } = parseIdx(await unpacked(`/sample/${part}-images-idx3-ubyte.gz`));
  const labels = parseIdx(await unpacked(`/sample/${part}-labels-idx1-ubyte.gz`));
  return { X: matrix(data, [shape[0], shape[1] * shape[2]]), y: labels.data };
}

async function unpacked(address) {
  const stream = (await fetch(address)).body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
