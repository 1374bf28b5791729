/** The images that come with Heddle, as the page and its worker read them. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];
/** Bytes before the values in a file of images, and of labels. */
const HEADER = { images: 16, labels: 8 };

/** `part` is "train" or "t10k": pixels, 784 bytes an image, and the names of the classes. */
export async function loadSample(part) {
  const images = await unpacked(`sample/${part}-images-idx3-ubyte.gz`);
  const labels = await unpacked(`sample/${part}-labels-idx1-ubyte.gz`);
  return {
    images: images.subarray(HEADER.images),
    labels: Array.from(labels.subarray(HEADER.labels), (code) => CLASSES[code]),
  };
}

async function unpacked(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
