/** Starts and closes the runtime twelve times, on a pool that lives on and without one, and prints how many engines are still in memory. */
import { setTimeout as wait } from "node:timers/promises";
import { Piscina } from "piscina";
import { close, init, workerFilename } from "../../dist/index.js";

const STARTS = 12;
const MEGABYTE = 2 ** 20;
/** More than V8 needs to collect. */
const PAUSE_MS = 50;

const pool = new Piscina({ filename: workerFilename, minThreads: 1, maxThreads: 1 });
for (const options of [{ threads: 0 }, { pool }]) {
  const started = [];
  for (let i = 0; i < STARTS; i++) {
    const { engine } = await init(options);
    engine.arena.alloc(MEGABYTE);
    started.push(new WeakRef(engine));
    await close();
    await wait(PAUSE_MS);
  }
  console.log(started.filter((engine) => engine.deref()).length);
}
await pool.destroy();
