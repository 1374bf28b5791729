/**
 * Writes dist/bundle/: the library as one file, for who imports the package and for the threads of its pool. Node takes about half a
 * millisecond for each file of an `import`; as one file the 160 of them load in a quarter of the time.
 *
 * Each module becomes a function that is called once, in the order of its imports, and returns its exports. That is right for what src/ is:
 * free of cycles (a test sees to it), of `export let` and of top-level `await`, and printed by tsc in one style. Whatever this file does
 * not know is an error of the build, never a guess. Bundle and folders are one level below dist/, so what is found beside
 * `import.meta.url` is found from both.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";

const IMPORT = /^import (?:\{([^}]*)\} from )?"([^"]+)";$/gm;
const RE_EXPORT = /^export (?:\*|\{([^}]*)\}) from "([^"]+)";$/gm;
const DECLARATION = /^export (default )?((?:async )?function\*?|(?:abstract )?class|const) (\w+)/gm;
const LIST = /^export \{([^}]*)\};$/gm;
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/gm;

/** The pairs of `a, b as c`: [["a", "a"], ["b", "c"]]. */
function pairs(list) {
  const items = list.split(",").map((item) => item.trim().split(/\s+as\s+/));
  return items.filter(([from]) => from).map(([from, to = from]) => [from, to]);
}

const destructured = (list) =>
  pairs(list)
    .map(([from, to]) => (from === to ? from : `${from}: ${to}`))
    .join(", ");

/** `entries`: file below dist/ → file of dist/bundle/ that exports the same names. */
export function link(dist, entries) {
  /** File → its exported names. */
  const linked = new Map();
  const packages = new Map();
  const parts = [];

  const idOf = (file) => file.replace(/\.js$/, "").replace(/\W/g, "_");

  function packageId(specifier) {
    if (!packages.has(specifier)) packages.set(specifier, `package_${idOf(specifier)}`);
    return packages.get(specifier);
  }

  function add(file) {
    if (linked.has(file)) return;
    const text = readFileSync(join(dist, file), "utf8");
    const fileOf = (specifier) => posix.join(posix.dirname(file), specifier);
    for (const [, , specifier] of [...text.matchAll(IMPORT), ...text.matchAll(RE_EXPORT)]) {
      if (specifier.startsWith(".")) add(fileOf(specifier));
    }
    const imports = [];
    const exports = new Map();
    const body = text
      .replace(SOURCE_MAP, "")
      .replace(RE_EXPORT, (_, list, specifier) => {
        const from = fileOf(specifier);
        const names = list === undefined ? linked.get(from).map((name) => [name, name]) : pairs(list);
        for (const [inner, outer] of names) exports.set(outer, `${idOf(from)}.${inner}`);
        return "";
      })
      .replace(IMPORT, (_, list, specifier) => {
        const id = specifier.startsWith(".") ? idOf(fileOf(specifier)) : packageId(specifier);
        if (list !== undefined) imports.push(`const { ${destructured(list)} } = ${id};`);
        return "";
      })
      .replace(DECLARATION, (_, isDefault, kind, name) => {
        exports.set(isDefault ? "default" : name, name);
        return `${kind} ${name}`;
      })
      .replace(LIST, (_, list) => {
        for (const [inner, outer] of pairs(list)) exports.set(outer, inner);
        return "";
      });
    const left = /^(import|export)\b.*|\bimport\("\.[^"]*"\)/m.exec(body);
    if (left) throw new Error(`link: ${file}: cannot link ${JSON.stringify(left[0])}`);
    const names = [...exports].map(([outer, inner]) => (outer === inner ? outer : `${outer}: ${inner}`));
    parts.push(`// ${file}
const ${idOf(file)} = (() => {
${imports.join("\n")}
${body.trim()}
return { ${names.join(", ")} };
})();
`);
    linked.set(file, [...exports.keys()]);
  }

  for (const file of Object.keys(entries)) add(file);
  const folder = join(dist, "bundle");
  mkdirSync(folder, { recursive: true });
  const head = [...packages].map(([specifier, id]) => `import * as ${id} from ${JSON.stringify(specifier)};`);
  const ids = Object.keys(entries).map(idOf);
  writeFileSync(join(folder, "library.js"), [...head, ...parts, `export { ${ids.join(", ")} };`, ""].join("\n"));
  for (const [file, door] of Object.entries(entries)) {
    const names = linked.get(file);
    const lines = names.map((name) => `export ${name === "default" ? name : `const ${name} =`} ${idOf(file)}.${name};`);
    const open = `import { ${idOf(file)} } from "./library.js";`;
    writeFileSync(join(folder, door), [open, "", ...lines, ""].join("\n"));
    const types = [`export * from "../${file}";`];
    if (names.includes("default")) types.push(`export { default } from "../${file}";`);
    writeFileSync(join(folder, door.replace(/js$/, "d.ts")), [...types, ""].join("\n"));
  }
  copyFileSync(join(dist, "parallel/worker-entry.cjs"), join(folder, "worker-entry.cjs"));
}
