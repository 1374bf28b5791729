/** The tests on a real Redis; `node test/distributed/run.mjs` installs what they need and starts Jest with this file. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  rootDir: "../..",
  testMatch: ["<rootDir>/test/distributed/**/*.redis.ts"],
  // What dist/ asks for by name is found here too.
  modulePaths: ["<rootDir>/test/distributed/node_modules"],
};
