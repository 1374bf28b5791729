/** workerd: `/suite` answers like the others, `/predict` makes the first prediction. Model files come as data modules. */
import * as heddle from "heddle/edge";
import * as slim from "heddle/edge/slim";
import kernels from "heddle/kernels.wasm";
import { runSuite } from "./suite.mjs";

export default {
  async fetch(request, env) {
    const read = (name) => new Uint8Array(env[name]);
    const { pathname } = new URL(request.url);
    if (pathname === "/predict") {
      const model = await heddle.loadModel(read("mlp.safetensors"));
      return Response.json(model.predict(heddle.matrix(read("rows.bin").slice(0, 784), [1, 784])));
    }
    const own = { ...slim, loadModel: (bytes) => slim.loadModel(bytes, kernels) };
    return Response.json({ answers: await runSuite(heddle, read), slim: await runSuite(own, read) });
  },
};
