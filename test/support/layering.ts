/** Who may import whom in src/, as a function of the files' texts, so that the check itself can be tested. */

/** Path below src/ with forward slashes → text. */
export type SourceTree = ReadonlyMap<string, string>;

export interface Violation {
  readonly file: string;
  readonly rule: string;
}

const BELOW_MODELS = ["core", "engine", "kernels"];
const BELOW_PARALLEL = [...BELOW_MODELS, "models", "selection", "persist", "metrics", "data"];

/** Folder → folders it may import besides itself. index.ts, the composition root, may import all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  metrics: ["core"],
  data: ["core"],
  engine: ["core"],
  kernels: ["core", "engine"],
  models: BELOW_MODELS,
  selection: [...BELOW_MODELS, "models", "metrics", "data"],
  persist: [...BELOW_MODELS, "models", "metrics", "data"],
  edge: [...BELOW_MODELS, "models", "persist", "data"],
  parallel: BELOW_PARALLEL,
  browser: [...BELOW_PARALLEL, "parallel"],
  distributed: [...BELOW_PARALLEL, "parallel"],
  study: [...BELOW_PARALLEL, "parallel", "index.ts"],
  cli: [...BELOW_PARALLEL, "parallel", "distributed", "study", "index.ts"],
};

const MAY_USE_NODE = [
  /^engine\/load-node\.ts$/,
  /^data\//,
  /^parallel\//,
  /^distributed\//,
  /^study\//,
  /^cli\//,
  /^index\.ts$/,
];

/** All specifiers that a file imports or re-exports, types too. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statements = /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm;
  const bare = /^\s*import\s*["']([^"']+)["']/gm;
  const dynamic = /\bimport\(\s*["']([^"']+)["']\s*\)/g;
  return [statements, bare, dynamic].flatMap((pattern) => Array.from(code.matchAll(pattern), (match) => match[1]));
}

export function findViolations(tree: SourceTree): Violation[] {
  const found: Violation[] = [];
  const graph = new Map<string, string[]>();
  for (const [file, text] of tree) {
    const targets: string[] = [];
    for (const specifier of importsOf(text)) {
      // The kernels are no module of the tree.
      if (/\.wasm(\?\w+)?$/.test(specifier)) continue;
      if (specifier.startsWith(".")) targets.push(resolve(file, specifier));
      else found.push(...checkPackage(file, specifier));
    }
    found.push(...targets.flatMap((target) => checkTarget(tree, file, target)));
    graph.set(file, targets);
  }
  return [...found, ...findCycles(graph)];
}

function checkPackage(file: string, specifier: string): Violation[] {
  if (specifier.startsWith("node:")) {
    return MAY_USE_NODE.some((pattern) => pattern.test(file)) ? [] : [{ file, rule: `must not import ${specifier}` }];
  }
  return areaOf(file) === "core" ? [{ file, rule: `core imports no package, not even ${specifier}` }] : [];
}

function checkTarget(tree: SourceTree, file: string, target: string): Violation[] {
  if (!tree.has(target)) return [{ file, rule: `imports ${target}, which does not exist` }];
  const [from, to] = [areaOf(file), areaOf(target)];
  if (from === to || file === "index.ts") return [];
  const allowed = MAY_IMPORT[from];
  if (!allowed) return [{ file, rule: `${from} has no place in the layers yet` }];
  return allowed.includes(to) ? [] : [{ file, rule: `${from} must not import ${to} (${target})` }];
}

/** All files that `file` reaches, itself included; types are imports too. */
export function reachedFrom(tree: SourceTree, file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const specifier of importsOf(tree.get(file)!)) {
    if (/^\..*\.js$/.test(specifier)) reachedFrom(tree, resolve(file, specifier), found);
  }
  return found;
}

/** First folder, or the file itself at the top. */
function areaOf(file: string): string {
  return file.split("/")[0];
}

function resolve(file: string, specifier: string): string {
  const parts = file.split("/").slice(0, -1);
  for (const step of specifier.replace(/\.js$/, ".ts").split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

/** One violation for every file from which an import leads back to a file on the way there. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): Violation[] {
  const found: Violation[] = [];
  const finished = new Set<string>();
  const visit = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) found.push({ file, rule: `is part of a cycle: ${[...way.slice(at), file].join(" → ")}` });
    if (at >= 0 || finished.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    finished.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
