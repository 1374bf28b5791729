/** The shapes that the harness, the cases and the contenders share. */

/** One thing to time. */
export interface Case {
  group: string;
  name: string;
  /** Which of a contender's tasks does it. */
  task: string;
  /** What the task is told; plain data. */
  spec: Record<string, unknown>;
  /** Names of contenders, of contenders/index.mjs. */
  contenders: string[];
  agree: Tolerances;
  /** Floating-point operations of one run. */
  flops?: number;
  /** Every run is a process of its own, timed from its start to its first answer. */
  fresh?: boolean;
  /** Run only with the largest number of threads, since it takes long. */
  mostThreads?: boolean;
  /** Run without the plain variants where there is turbo, since it takes long. */
  turboOnly?: boolean;
  /** The right answer, where it can be computed apart from all contenders. */
  truth?: (files: Files) => Answer;
  /** Point of a series whose exponent is fitted. */
  series?: { name: string; axis: string; x: number };
}

/** How far answers may be apart; only what two answers both hold is compared. */
export interface Tolerances {
  /** Largest absolute difference of `values`. */
  values?: number;
  /** Smallest share of equal `labels`. */
  labels?: number;
  /** Largest difference of `score`. */
  score?: number;
  /** Largest relative excess of `objective` over the reference's. */
  objective?: number;
}

/** What a contender's run gave, in comparable form. */
export interface Answer {
  values?: number[];
  labels?: number[];
  score?: number;
  /** Of logistic regression: coefficients (classes × features), then intercepts; the harness computes the objective. */
  weights?: number[];
  objective?: number;
}

/** A contender as the parent process knows it. */
export interface Contender {
  name: string;
  runtime: "node" | "python";
  /** Module of contenders/ or python/. */
  module: string;
  /** Tasks it can do; "any" where it can use the threads it is given, 1 where it cannot. */
  tasks: Record<string, "any" | 1>;
  /** Plain and turbo variants are run. */
  turbo?: boolean;
  /** Handed to the contender. */
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Said where it does comparable but not the same work; then only scores are compared, with this slack. */
  differs?: { note: string; score: number };
}

/** One way to run a contender. */
export interface Variant {
  contender: Contender;
  threads: number;
  turbo: boolean;
}

export interface Row {
  group: string;
  case: string;
  contender: string;
  version: string;
  threads: number;
  turbo: boolean;
  medianMs?: number;
  minMs?: number;
  /** Interquartile range. */
  spreadMs?: number;
  runs: number;
  gflops?: number;
  score?: number;
  /** Peak resident size of the process, MiB. */
  peakMb?: number;
  /** medianMs over that of Heddle's fastest variant with as many threads. */
  ratioToHeddle?: number;
  /** medianMs over that of Heddle's fastest variant. */
  ratioToHeddleBest?: number;
  note?: string;
  /** Why there is no time. */
  unavailable?: string;
}

/** What one of Heddle's variants is to reach in one case. */
export interface Target {
  group: string;
  case: string;
  turbo: boolean;
  threads: number;
  wants:
    | { gflops: number }
    /** Milliseconds at most. */
    | { ms: number }
    /** So many times as fast as the fastest variant of that contender. */
    | { times: number; than: string }
    /** At least that contender's score. */
    | { scoreOf: string };
}

/** Peak resident size that Heddle's process may have in one case. */
export interface MemoryLimit {
  group: string;
  case: string;
  bytes: number;
  /** Where the number comes from. */
  rule: string;
}

/** A target or limit beside what was measured, in words. */
export interface Verdict {
  group: string;
  case: string;
  variant: string;
  wanted: string;
  measured: string;
  met: boolean;
}

/** cost ≈ constant · x^exponent */
export interface Fit {
  series: string;
  axis: string;
  contender: string;
  threads: number;
  turbo: boolean;
  exponent: number;
  points: [x: number, medianMs: number][];
}

/** Where the files of harness/data.mjs lie. */
export interface Files {
  dir: string;
}

/** A task made ready: `run` is what is timed; `answer` turns its result into something comparable. */
export interface Job {
  run: () => unknown;
  answer: (result: never) => Answer | Promise<Answer>;
}

export interface Options {
  groups: string[];
  quick: boolean;
  full: boolean;
  /** Parts of the names of the cases to run; undefined: all. */
  cases: string[] | undefined;
  list: boolean;
  turbo: boolean;
  threads: number[];
  contenders: string[] | undefined;
}
