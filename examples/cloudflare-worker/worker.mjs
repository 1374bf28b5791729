/** POST 784 bytes, one image of 28 × 28, and get its class. The model file is a binding. */
import { loadModel, matrix } from "heddle/edge";

let loading;

export default {
  async fetch(request, env) {
    loading ??= loadModel(new Uint8Array(env.MODEL));
    const image = new Uint8Array(await request.arrayBuffer());
    if (image.length !== 784) return Response.json({ error: "the body must have 784 bytes" }, { status: 400 });
    return Response.json((await loading).predict(matrix(image, [1, 784]))[0]);
  },
};
