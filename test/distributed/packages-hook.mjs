// @ts-check
/** @type {import("node:module").ResolveHook} */
export function resolve(name, context, next) {
  return next(name, ["bullmq", "ioredis"].includes(name) ? { ...context, parentURL: import.meta.url } : context);
}
