/** Everything but where and when it ran, how long it took, and what follows from that. */
export function timeless(results) {
  const strip = (key, item) =>
    /seconds$/i.test(key) || key === "environment" || key === "onFrontier" ? undefined : item;
  return JSON.parse(JSON.stringify(results, strip));
}
