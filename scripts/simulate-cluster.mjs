/**
 * How a search scales over machines that serve one Redis, event by event. Times in seconds, sizes in bytes.
 *
 * What is shared stands in one line, first come, first served: the client, which adds a task and takes its outcome; Redis, which hands it out and takes
 * it back; and Redis's network, through which every machine fetches the data before its first task. What is not shared runs side by side: the threads,
 * each with one task at a time. A thread's own cost per task is added to the task. Machines are alike and do not fail.
 */

/** One that serves its users one after the other: when what is asked for at `time` and takes `cost` is done. */
class Line {
  free = 0;

  serve(time, cost) {
    this.free = Math.max(this.free, time) + cost;
    return this.free;
  }
}

/** Threads by the time at which they are free: a binary heap. */
class Threads {
  #heap = [];

  get size() {
    return this.#heap.length;
  }

  push(time) {
    const heap = this.#heap;
    let at = heap.push(time) - 1;
    for (let up = (at - 1) >> 1; at > 0 && heap[up] > heap[at]; at = up, up = (at - 1) >> 1) {
      [heap[up], heap[at]] = [heap[at], heap[up]];
    }
  }

  pop() {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = [left, right].reduce((best, child) => (heap[child] < heap[best] ? child : best), at);
      if (least === at) return first;
      [heap[at], heap[least]] = [heap[least], heap[at]];
      at = least;
    }
  }
}

/**
 * `tasks`: what each takes in its thread; `addCost`, `takeCost`: the client's, for a task and its outcome; `redisCost`: for both together;
 * `ownCost`: the worker's; `data`, `bandwidth`: what every machine fetches, and how fast Redis gives; `upload`: until the first task can start.
 * Answers with the seconds until the client has the last outcome.
 */
export function simulate({ tasks, machines, threads, addCost, takeCost, redisCost, ownCost, data, bandwidth, upload }) {
  const [adding, taking, redis] = [new Line(), new Line(), new Line()];
  const network = new Line();
  const free = new Threads();
  for (let machine = 0; machine < machines; machine++) {
    const ready = network.serve(upload, data / bandwidth);
    for (let thread = 0; thread < threads; thread++) free.push(ready);
  }
  // Outcomes come back in another order than tasks go out; each line is walked through in the order of its users.
  const back = [];
  for (const task of tasks) {
    const added = adding.serve(upload, addCost);
    const given = redis.serve(Math.max(added, free.pop()), redisCost / 2);
    const done = given + ownCost + task;
    free.push(done);
    back.push(done);
  }
  back.sort((a, b) => a - b);
  const giving = new Line();
  return back.reduce((end, done) => Math.max(end, taking.serve(giving.serve(done, redisCost / 2), takeCost)), 0);
}
