/** The tests that need packages of their own; `node test/interop/run.mjs` installs those and starts Jest with this file. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/interop/**/*.interop.ts"],
  // What dist/ asks for by name is found here too.
  modulePaths: ["<rootDir>/test/interop/node_modules"],
};
