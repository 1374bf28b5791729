/** dist/browser-bundle/index.js: all of `heddle/browser` in one minified file, the loader of the kernels included. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rollup } from "rollup";
import { shrink } from "./bundle-edge.mjs";

const LOADER = "@assemblyscript/loader";

export async function bundleBrowser(root) {
  const loader = {
    name: "loader",
    resolveId: (id) => (id === LOADER ? join(root, "node_modules", LOADER, "index.js") : null),
  };
  const linked = await rollup({
    input: join(root, "dist/browser/index.js"),
    plugins: [loader, shrink],
    treeshake: { moduleSideEffects: false },
    onwarn: fail,
  });
  await linked.write({ dir: join(root, "dist/browser-bundle") });
  writeFileSync(join(root, "dist/browser-bundle/index.d.ts"), 'export * from "../browser/index.js";\n');
}

function fail({ message }) {
  throw new Error(`browser bundle: ${message}`);
}
