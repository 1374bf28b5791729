/** Tests are TypeScript; what they import from src/ is mapped to the built dist/, so they exercise what ships. */
export default {
  testEnvironment: "node",
  rootDir: ".",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } }],
  },
  moduleNameMapper: {
    "^(?:\\.\\./)+src/(.*)\\.js$": "<rootDir>/dist/$1.js",
    "^(\\.{1,2}/(?!.*(?:dist|node_modules)/).*)\\.js$": "$1",
  },
  testTimeout: 120000,
  maxWorkers: 2,
};
