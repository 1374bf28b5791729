/** Compiles the kernels, with 256-bit operations if the argument is "turbo"; V8's trace flags tell the rest. */
import { loadModule } from "../../dist/engine/load-node.js";

loadModule(process.argv[2] === "turbo");
