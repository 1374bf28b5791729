/** Type checks of what came from another machine: every function gives its value back as what it is, or throws FormatError. */
import { FormatError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type DType, type FeatureTensor, isTensor, type Tensor, view } from "./tensor.js";

/** A part of a payload and what it is called in messages. */
export class Received {
  readonly value: unknown;
  readonly name: string;

  constructor(value: unknown, name: string) {
    this.value = value;
    this.name = name;
  }

  /** A property of its own. */
  get(key: string): Received {
    const record = this.record() as Record<string, unknown>;
    return new Received(Object.hasOwn(record, key) ? record[key] : undefined, `${this.name}.${key}`);
  }

  record(): object {
    const { value } = this;
    const isRecord = typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
    return isRecord ? value : this.refuse("an object");
  }

  list(): Received[] {
    const { value } = this;
    return Array.isArray(value)
      ? value.map((item, i) => new Received(item, `${this.name}[${i}]`))
      : this.refuse("a list");
  }

  string(): string {
    return typeof this.value === "string" ? this.value : this.refuse("a string");
  }

  oneOf<T extends string>(names: readonly T[]): T {
    const found = names.find((name) => name === this.value);
    return found ?? this.refuse(`one of ${names.join(", ")}`);
  }

  boolean(): boolean {
    return typeof this.value === "boolean" ? this.value : this.refuse("true or false");
  }

  /** Any number, NaN included. */
  number(): number {
    return typeof this.value === "number" ? this.value : this.refuse("a number");
  }

  finite(): number {
    return Number.isFinite(this.value) ? (this.value as number) : this.refuse("a finite number");
  }

  integer(least: number, most: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.value as number;
    const fits = Number.isSafeInteger(value) && value >= least && value <= most;
    return fits ? value : this.refuse(`an integer from ${least} to ${most}`);
  }

  tensor<T extends DType>(...dtypes: readonly T[]): Tensor<T> {
    const { value } = this;
    const fits = typeof value === "object" && value !== null && isTensor(value) && dtypes.includes(value.dtype as T);
    return fits ? (value as Tensor<T>) : this.refuse(`a tensor of ${dtypes.join(" or ")}`);
  }

  features(): FeatureTensor {
    const tensor = this.tensor("f32", "u8");
    this.get("scale").finite();
    return tensor as FeatureTensor;
  }

  /** Whole numbers from `least` to `most`, as a column. */
  indices(engine: Engine, least: number, most: number): Tensor<"i32"> {
    const tensor = this.tensor("i32");
    const outside = view(engine, tensor).findIndex((index) => index < least || index > most);
    return tensor.cols === 1 && outside < 0 ? tensor : this.refuse(`a column of integers from ${least} to ${most}`);
  }

  refuse(rule: string): never {
    throw new FormatError(`${this.name} must be ${rule}`);
  }
}
