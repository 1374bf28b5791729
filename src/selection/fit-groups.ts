/** Which fits of a search one task does, so that they can share work and the threads still finish together. */
/** A candidate to fit on some rows and to score on others. */
export interface Fit {
  /** Changes to the parameters of the plan's estimator. */
  readonly params: object;
  readonly fold: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * What the fits of a group share, as a part of a fit. With 5,000 images of 784 pixels it was 0.3 for the Gram matrix of a logistic
 * regression, 0.7 for the dot products of an SVC over floats, scoring included.
 */
const SHARED_PART = 0.5;

/**
 * Fits by their index in the plan: those on the same rows whose candidates differ only in `shared`. In a group, the values of the first
 * name vary slowest. Groups are cut where that ends the whole sooner; the results are the same.
 */
export function groupFits(fits: readonly Fit[], shared: readonly string[], concurrency: number): number[][] {
  const apart = ({ params }: Fit) => Object.entries(params).filter(([name]) => !shared.includes(name));
  const all = [...fits.keys()];
  if (shared.length === 0) return all.map((index) => [index]);
  const groups = partition(all, (index) => fits[index].train)
    .flatMap((group) => partition(group, (index) => JSON.stringify(apart(fits[index]))))
    .map((group) => inOrder(group, fits, shared));
  const parts = partsFor(groups, concurrency);
  return groups.flatMap((group) => cut(group, parts));
}

/** Into how many parts to cut every group so that the threads are done first; the fewest among equals. */
function partsFor(groups: readonly number[][], concurrency: number): number {
  const longest = Math.max(...groups.map((group) => group.length));
  let best = { parts: 1, time: Number.POSITIVE_INFINITY };
  for (let parts = 1; parts <= longest; parts++) {
    const lengths = groups.flatMap((group) => cut(group, parts).map((part) => part.length));
    const time = timeOf(lengths, concurrency);
    if (time < best.time) best = { parts, time };
  }
  return best.parts;
}

/** Until the last of the threads is done, in fits; the longest groups start first. */
function timeOf(lengths: readonly number[], concurrency: number): number {
  const threads = new Float64Array(concurrency);
  for (const length of [...lengths].sort((a, b) => b - a)) {
    threads[threads.indexOf(Math.min(...threads))] += length + SHARED_PART;
  }
  return Math.max(...threads);
}

function inOrder(group: readonly number[], fits: readonly Fit[], names: readonly string[]): number[] {
  const paramOf = (index: number, name: string) =>
    JSON.stringify((fits[index].params as Record<string, unknown>)[name]);
  return names
    .reduce<number[][]>(
      (parts, name) => parts.flatMap((part) => partition(part, (index) => paramOf(index, name))),
      [[...group]],
    )
    .flat();
}

/** Parts of equal keys, in the order in which these come up. */
function partition<K>(items: readonly number[], keyOf: (item: number) => K): number[][] {
  const parts = new Map<K, number[]>();
  for (const item of items) {
    const key = keyOf(item);
    const part = parts.get(key);
    if (part) part.push(item);
    else parts.set(key, [item]);
  }
  return [...parts.values()];
}

/** Into `parts` neighbours of about the same length. */
function cut(group: readonly number[], parts: number): number[][] {
  const step = Math.ceil(group.length / parts);
  return Array.from({ length: Math.ceil(group.length / step) }, (_, part) =>
    group.slice(part * step, (part + 1) * step),
  );
}
