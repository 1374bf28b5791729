/** Types of slope.mjs. */
export function slopeOf(samples: readonly number[]): { readonly slope: number; readonly error: number };
