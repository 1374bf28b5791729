/** Kernels on relaxed SIMD, where the host has it, in place of the plain ones that give the same bits. */

interface RelaxedExports {
  relaxed_dot_exact(): number;
}

/** `plain`, or with those of `relaxed` in their place, once the host's product has shown that it is exact. */
export function withRelaxed(
  plain: object,
  relaxed: WebAssembly.Module | undefined,
  memory: WebAssembly.Memory,
): object {
  if (!relaxed) return plain;
  const { exports } = new WebAssembly.Instance(relaxed, { env: { memory } });
  return (exports as unknown as RelaxedExports).relaxed_dot_exact() ? { ...plain, ...exports } : plain;
}
