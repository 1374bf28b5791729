/**
 * Keeps the training rows of the last searched model in the engine's memory, so that many small predictions do not each copy them.
 * One set per engine: another model's rows take its place, and it is freed once nobody searches it any more or its model is gone.
 */
import type { Engine } from "../../engine/engine.js";
import type { Runtime } from "../../engine/runtime.js";
import { Workspace } from "../../kernels/tensor.js";
import { putReference, type Reference } from "./reference.js";
import { buildScreen } from "./screen.js";
import type { NeighborsState } from "./state.js";

export type ReferenceForm = "bytes" | "screened" | "floats";

interface Resident {
  readonly engine: Engine;
  readonly state: WeakRef<NeighborsState>;
  readonly form: ReferenceForm;
  readonly workspace: Workspace;
  readonly reference: Promise<Reference>;
  users: number;
}

const residents = new WeakMap<Engine, Resident>();

const forgotten = new FinalizationRegistry<Resident>((resident) => {
  if (residents.get(resident.engine) !== resident) return;
  residents.delete(resident.engine);
  resident.workspace.release();
});

/** Runs `work` on the training rows of `state`; they stay where they are until it settles. */
export async function withReference<R>(
  runtime: Runtime,
  state: NeighborsState,
  form: ReferenceForm,
  work: (reference: Reference) => Promise<R>,
): Promise<R> {
  let resident = residents.get(runtime.engine);
  if (!resident || !serves(resident, state, form)) {
    if (resident?.users === 0) resident.workspace.release();
    resident = settle(runtime, state, form);
  }
  resident.users++;
  try {
    return await work(await resident.reference);
  } finally {
    resident.users--;
    if (resident.users === 0 && residents.get(runtime.engine) !== resident) resident.workspace.release();
  }
}

function settle(runtime: Runtime, state: NeighborsState, form: ReferenceForm): Resident {
  const { engine } = runtime;
  const workspace = new Workspace(engine);
  const reference = prepare(workspace, runtime, state, form);
  const resident = { engine, state: new WeakRef(state), form, workspace, users: 0, reference };
  residents.set(engine, resident);
  forgotten.register(state, resident);
  // Rows that could not be prepared make room for another try.
  reference.catch(() => {
    if (residents.get(engine) === resident) residents.delete(engine);
  });
  return resident;
}

function serves(resident: Resident, state: NeighborsState, form: ReferenceForm): boolean {
  return (
    resident.state.deref() === state && (resident.form === form || (resident.form === "screened" && form === "bytes"))
  );
}

async function prepare(
  workspace: Workspace,
  { executor }: Runtime,
  state: NeighborsState,
  form: ReferenceForm,
): Promise<Reference> {
  const reference = putReference(workspace, state.X, form !== "floats");
  if (reference.kind === "floats" || form !== "screened") return reference;
  return { ...reference, screen: await buildScreen(workspace, executor, reference) };
}
