/** Typed blocks of the engine's memory, and the scopes that free them. */
import { EngineError } from "../core/errors.js";
import { isUint8Array, type Matrix } from "../core/matrix.js";
import type { Engine } from "../engine/engine.js";

const VIEWS = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
} as const;

export type DType = keyof typeof VIEWS;
export type ViewOf<T extends DType> = InstanceType<(typeof VIEWS)[T]>;

/**
 * `rows × cols` numbers at a fixed address, row-major. Plain data: it can be posted to another thread of the same memory.
 * `ptr` is meant for src/kernels/ only.
 */
export interface Tensor<T extends DType = DType> {
  readonly dtype: T;
  readonly ptr: number;
  readonly rows: number;
  readonly cols: number;
}

/** A matrix of features in the engine's memory; the value of a byte is `byte * scale`. */
export interface FeatureTensor extends Tensor<"f32" | "u8"> {
  readonly scale: number;
}

export function bytesOf(dtype: DType): number {
  return VIEWS[dtype].BYTES_PER_ELEMENT;
}

/** True for what `alloc` and `put` give: an address with a shape. */
export function isTensor(value: object): value is Tensor {
  const { dtype, ptr, rows, cols } = value as Partial<Tensor>;
  return isDType(dtype) && [ptr, rows, cols].every((number) => Number.isInteger(number) && number! >= 0);
}

export function isDType(name: unknown): name is DType {
  return typeof name === "string" && Object.hasOwn(VIEWS, name);
}

/** A tensor but for its address: what stays true when its numbers are copied to another memory. */
export function shapeOf<T extends Tensor>({ ptr: _, ...shape }: T): Omit<T, "ptr"> {
  return shape;
}

/** The kind of numbers of a typed array; undefined for anything else. */
export function dtypeOf(array: ArrayBufferView): DType | undefined {
  const { [Symbol.toStringTag]: name } = array as { [Symbol.toStringTag]?: string };
  return (Object.keys(VIEWS) as DType[]).find((dtype) => VIEWS[dtype].name === name);
}

/** A typed array of its own with these bytes. */
export function arrayOf<T extends DType>(dtype: T, bytes: Uint8Array): ViewOf<T> {
  return new VIEWS[dtype](Uint8Array.from(bytes).buffer) as ViewOf<T>;
}

/** The numbers of a tensor, as a view. It does not survive the tensor, and must be taken anew after an allocation. */
export function view<T extends DType>(engine: Engine, tensor: Tensor<T>): ViewOf<T> {
  const { ptr, rows, cols, dtype } = tensor;
  // Another thread may have grown the memory; growing by nothing makes this thread see it.
  if (ptr + rows * cols * bytesOf(dtype) > engine.memory.buffer.byteLength) engine.memory.grow(0);
  return new VIEWS[dtype](engine.memory.buffer, ptr, rows * cols) as ViewOf<T>;
}

/** Rows `start` to `end` (exclusive) of a tensor: the same memory. */
export function rowsOf<T extends Tensor>(tensor: T, start: number, end: number): T {
  if (!(start >= 0 && start <= end && end <= tensor.rows)) {
    throw new EngineError(`rowsOf: rows ${start} to ${end} are not inside 0 to ${tensor.rows}`);
  }
  return { ...tensor, ptr: tensor.ptr + start * tensor.cols * bytesOf(tensor.dtype), rows: end - start };
}

/** Allocates tensors and frees them all at once. */
export class Workspace {
  readonly engine: Engine;
  readonly #owned: number[] = [];

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** `rows × cols` numbers of undefined value. */
  alloc<T extends DType>(dtype: T, rows: number, cols = 1): Tensor<T> {
    const ptr = this.engine.arena.alloc(rows * cols * bytesOf(dtype));
    this.#owned.push(ptr);
    return { dtype, ptr, rows, cols };
  }

  zeros<T extends DType>(dtype: T, rows: number, cols = 1): Tensor<T> {
    const tensor = this.alloc(dtype, rows, cols);
    view(this.engine, tensor).fill(0);
    return tensor;
  }

  /** A copy of `values` (exactly rows × cols of them). */
  put<T extends DType>(dtype: T, values: ArrayLike<number>, rows = values.length, cols = 1): Tensor<T> {
    if (values.length !== rows * cols)
      throw new EngineError(`put: ${values.length} values do not fill ${rows} × ${cols}`);
    const tensor = this.alloc(dtype, rows, cols);
    view(this.engine, tensor).set(values);
    return tensor;
  }

  /** A copy of a matrix; bytes stay bytes. */
  putMatrix(X: Matrix): FeatureTensor {
    const dtype = isUint8Array(X.data) ? "u8" : "f32";
    return { ...this.put(dtype, X.data, X.rows, X.cols), scale: X.scale ?? 1 };
  }

  release(): void {
    for (const ptr of this.#owned) this.engine.arena.free(ptr);
    this.#owned.length = 0;
  }
}

/** Runs `work` with a workspace that is freed when it returns, throws or its promise settles. */
export function withWorkspace<R>(engine: Engine, work: (workspace: Workspace) => R): R {
  const workspace = new Workspace(engine);
  let pending = false;
  try {
    const result = work(workspace);
    if (result instanceof Promise) {
      pending = true;
      return result.finally(() => workspace.release()) as R;
    }
    return result;
  } finally {
    if (!pending) workspace.release();
  }
}

/** A workspace of its own for what `fill` puts there, for the caller to release; where it throws, nothing is left. */
export function filledWorkspace<T>(
  engine: Engine,
  fill: (workspace: Workspace) => T,
): { workspace: Workspace; filled: T } {
  const workspace = new Workspace(engine);
  try {
    return { workspace, filled: fill(workspace) };
  } catch (error) {
    workspace.release();
    throw error;
  }
}

/** A feature tensor as a Matrix whose data is a view on the engine's memory (no copy). */
export function matrixView(engine: Engine, tensor: FeatureTensor): Matrix {
  return { data: view(engine, tensor), rows: tensor.rows, cols: tensor.cols, scale: tensor.scale };
}
