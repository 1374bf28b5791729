/** The packages that talk to Redis; users install them only if they want this. */
import { optionalPackage } from "../data/optional-package.js";

/** BullMQ, and the client that it and Heddle use. Throws ResourceError naming what to install. */
export async function loadPackages(operation: string) {
  const load = <T>(name: string, from: () => Promise<T>) => optionalPackage(name, operation, from, "bullmq ioredis");
  const { Redis } = await load("ioredis", () => import("ioredis"));
  const { Queue, QueueEvents, UnrecoverableError, WaitingError, Worker } = await load("bullmq", () => import("bullmq"));
  return { Redis, Queue, QueueEvents, UnrecoverableError, WaitingError, Worker };
}
