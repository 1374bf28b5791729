// @ts-check
/** jax-js with its WebAssembly backend; every function is compiled with `jit`. */
import { floats, layers, oneHot, pixels, probabilityAnswer, versionOf } from "../child/data.mjs";
import { sampleProduct } from "../child/product.mjs";

const CLASSES = 10;

export async function open() {
  const jax = await import("@jax-js/jax");
  const backends = await jax.init("wasm");
  if (!backends.includes("wasm")) throw new Error("the wasm backend did not start");
  jax.defaultDevice("wasm");
  return {
    version: versionOf("@jax-js/jax"),
    tasks: {
      import: () => ({ run: () => undefined, answer: () => ({ values: [] }) }),
      gemm: ({ gemm }) => gemmTask(jax, gemm),
      "mlp-train": (spec) => trainTask(jax, spec),
      "mlp-predict": (spec) => predictTask(jax, spec),
    },
  };
}

const array = ({ numpy }, data, shape) => numpy.array(data).reshape(shape);

function gemmTask(jax, { m, n, k, a, b }) {
  const A = array(jax, floats(a), [m, k]);
  const B = array(jax, floats(b), [k, n]);
  const product = jax.jit((x, y) => jax.numpy.matmul(x, y));
  let last;
  return {
    async run() {
      last?.dispose();
      last = product(A.ref, B.ref);
      await last.blockUntilReady();
      return last;
    },
    answer: async (C) => ({ values: sampleProduct(await C.ref.data(), m, n) }),
  };
}

const parameters = (jax, network) =>
  layers(network).map(({ W, b, fanIn, fanOut }) => ({ W: array(jax, W, [fanIn, fanOut]), b: array(jax, b, [fanOut]) }));

/** Scores before the softmax; takes over its arguments. */
function logits({ nn, numpy }, params, x) {
  return params.reduce((h, { W, b }, i) => {
    const z = numpy.matmul(h, W).add(b);
    return i === params.length - 1 ? z : nn.relu(z);
  }, x);
}

function predictTask(jax, { network, test }) {
  const images = pixels(test);
  const params = parameters(jax, network);
  const forward = jax.jit((p, x) => jax.nn.softmax(logits(jax, p, x)));
  return {
    run: () => forward(jax.tree.ref(params), array(jax, images, [test.rows, test.cols])).data(),
    answer: (proba) => probabilityAnswer(proba, CLASSES, test),
  };
}

function trainTask(jax, { network, train, test, batch, learningRate, epochs }) {
  const { numpy: np, nn, tree } = jax;
  const [images, targets] = [pixels(train), oneHot(train, CLASSES)];
  // The last batch of an epoch may be smaller.
  const loss = (p, x, y) => {
    const [rows] = x.shape;
    const logLikelihood = nn
      .logSoftmax(logits(jax, p, x))
      .mul(y)
      .sum();
    return logLikelihood.mul(-1 / rows);
  };
  const step = jax.jit((p, x, y) => {
    const dp = jax.grad((q) => loss(q, x, y))(tree.ref(p));
    return tree.map((value, gradient) => value.sub(gradient.mul(learningRate)), p, dp);
  });
  const part = (data, from, rows) =>
    np.array(data.subarray((from * data.length) / train.rows, ((from + rows) * data.length) / train.rows));
  const forward = jax.jit((p, x) => nn.softmax(logits(jax, p, x)));
  let last;
  return {
    async run() {
      if (last) tree.dispose(last);
      last = parameters(jax, network);
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (let at = 0; at < train.rows; at += batch) {
          const rows = Math.min(batch, train.rows - at);
          const x = part(images, at, rows).reshape([rows, train.cols]);
          last = step(last, x, part(targets, at, rows).reshape([rows, CLASSES]));
        }
      }
      for (const { W } of last) await W.blockUntilReady();
      return last;
    },
    answer: async (p) =>
      probabilityAnswer(
        await forward(tree.ref(p), array(jax, pixels(test), [test.rows, test.cols])).data(),
        CLASSES,
        test,
      ),
  };
}
