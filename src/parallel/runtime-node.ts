/** The default runtime on Node: one engine, one lazily started pool, shared by all estimators. */
import { availableParallelism } from "node:os";
import type { Piscina } from "piscina";
import { ParameterError } from "../core/errors.js";
import { collectEngines, createEngine } from "../engine/engine.js";
import { loadRelaxed } from "../engine/load-node.js";
import type { Runtime } from "../engine/runtime.js";
import { createPool, PiscinaExecutor } from "./piscina.js";
import { SerialExecutor } from "./serial.js";
import { nodeKernels, type TurboStatus } from "./turbo.js";

export interface InitOptions {
  /** Threads of the pool; 0 computes in the calling thread. Default: HEDDLE_THREADS, else the cores there are. */
  readonly threads?: number;
  /**
   * Ask V8 for 256-bit operations (Node 24 and later). They are used only if every kernel then gives the bits of the plain one, so they never
   * change a result. Default: HEDDLE_TURBO=1.
   */
  readonly turbo?: boolean;
  /** Your own Piscina, made with `filename: workerFilename`; it is never closed by Heddle. */
  readonly pool?: Piscina;
}

/** What `init` gives. */
export interface NodeRuntime extends Runtime {
  /** Whether 256-bit operations are used, and if not, why. */
  readonly turbo: TurboStatus;
}

interface Started extends NodeRuntime {
  /** Ends what the runtime has started. */
  readonly end: () => Promise<void>;
}

let started: Promise<Started> | undefined;

/** Starts, or restarts with other settings, the shared runtime. Optional: the first fit starts it with the defaults. */
export async function init(options: InitOptions = {}): Promise<NodeRuntime> {
  const settings = checkOptions(options);
  // Before the first wait: of two that start at once, the second ends what the first has started.
  started = close().then(() => start(settings));
  return started;
}

/** Ends the pool's threads. The next fit starts a new one. */
export async function close(): Promise<void> {
  const current = started;
  started = undefined;
  // A start that failed has nothing to end, and must not stand in the way of the next.
  const runtime = await current?.catch(() => undefined);
  if (!runtime) return;
  await runtime.end();
  collectEngines();
}

export function defaultRuntime(): Promise<NodeRuntime> {
  started ??= start(checkOptions({}));
  return started;
}

type Settings = Required<Omit<InitOptions, "pool">> & Pick<InitOptions, "pool">;

function checkOptions(options: InitOptions): Settings {
  const threads = options.threads ?? Number(process.env.HEDDLE_THREADS ?? availableParallelism());
  if (!Number.isInteger(threads) || threads < 0 || threads > 256) {
    throw new ParameterError(`init: threads is ${threads}; it must be an integer from 0 to 256`);
  }
  const turbo = options.turbo ?? process.env.HEDDLE_TURBO === "1";
  return { threads, turbo, pool: options.pool };
}

async function start({ threads, turbo, pool: given }: Settings): Promise<Started> {
  const { module, status } = nodeKernels(turbo);
  const engine = createEngine(module, status.state === "verified", { relaxed: loadRelaxed() });
  if (!given && threads === 0)
    return { engine, executor: new SerialExecutor(engine), turbo: status, end: async () => {} };
  const pool = given ?? (await createPool(threads));
  const executor = new PiscinaExecutor(engine, pool);
  const end = async () => {
    executor.close();
    if (!given) await pool.destroy();
  };
  return { engine, executor, turbo: status, end };
}
