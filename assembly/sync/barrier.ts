/**
 * A barrier for threads that share this memory: nobody leaves `barrier_wait` before `size` threads have entered it.
 *
 * State at `p`, three i32, all 0 at first: arrived, generation, abandoned.
 * Returns 0 when all arrived, 1 when the barrier was abandoned (a participant died or the work was given up).
 * Spins first, since steps are microseconds apart, then sleeps so that a late thread can have the core.
 */
const GENERATION: usize = 4;
const ABANDONED: usize = 8;
/** About 20 µs of polling: longer than the imbalance of two halves of a matrix product, shorter than a scheduler's slice. */
const SPINS: i32 = 20000;
const FOREVER: i64 = -1;

export function barrier_wait(p: usize, size: i32): i32 {
  const generation = atomic.load<i32>(p, GENERATION);
  if (atomic.add<i32>(p, 1) == size - 1) {
    atomic.store<i32>(p, 0);
    atomic.add<i32>(p, 1, GENERATION);
    atomic.notify(p + GENERATION, -1);
    return atomic.load<i32>(p, ABANDONED);
  }
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(p, GENERATION) != generation) return atomic.load<i32>(p, ABANDONED);
  }
  while (atomic.load<i32>(p, GENERATION) == generation && !atomic.load<i32>(p, ABANDONED)) {
    atomic.wait<i32>(p + GENERATION, generation, FOREVER);
  }
  return atomic.load<i32>(p, ABANDONED);
}

/** Frees everyone who waits, now and later: their `barrier_wait` returns 1. */
export function barrier_abandon(p: usize): void {
  atomic.store<i32>(p, 1, ABANDONED);
  atomic.add<i32>(p, 1, GENERATION);
  atomic.notify(p + GENERATION, -1);
}
