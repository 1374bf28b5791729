/**
 * workerd: `/suite` answers like the others, `/predict` makes the first prediction. Model files come as data modules. Kernels on relaxed SIMD
 * are imported before it starts, for `heddle/edge/slim`, and as `heddle/edge` imports them.
 */
import * as heddle from "heddle/edge";
import * as slim from "heddle/edge/slim";
import kernels from "heddle/kernels.wasm";
import relaxed from "heddle/kernels-relaxed.wasm";
import { NETWORK, runSuite } from "./suite.mjs";

export default {
  async fetch(request, env) {
    const read = (name) => new Uint8Array(env[name]);
    const { pathname } = new URL(request.url);
    if (pathname === "/predict") {
      const model = await heddle.loadModel(read(NETWORK));
      return Response.json(model.predict(heddle.matrix(read("rows.bin").slice(0, 784), [1, 784])));
    }
    const { default: later } = await import("heddle/kernels-relaxed.wasm");
    if (!(later instanceof WebAssembly.Module)) throw new Error("no kernels on relaxed SIMD");
    const own = { ...slim, loadModel: (bytes) => slim.loadModel(bytes, kernels, relaxed) };
    return Response.json({ answers: await runSuite(heddle, read), slim: await runSuite(own, read) });
  },
};
