/** The images of Fashion-MNIST that train.mjs wrote, as the page and its worker read them. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** `part` is "train" or "test": pixels, 784 bytes an image, and the names of the classes. */
export async function loadSample(part) {
  const images = await (await fetched(`sample/${part}-images.bin`)).arrayBuffer();
  return { images: new Uint8Array(images), labels: await (await fetched(`sample/${part}-labels.json`)).json() };
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}
