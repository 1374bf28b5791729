/**
 * An ONNX graph as it is put together: nodes, constants, inputs and outputs, each known by its name.
 * Field numbers: onnx.proto3, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
import { ParameterError } from "../../core/errors.js";
import { type Chunk, chunk, message, raw, text, toBytes, uint, uints } from "./protobuf.js";

/** TensorProto.DataType. */
const TYPE_CODES = { float: 1, uint8: 2, int32: 6, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type ElementType = keyof typeof TYPE_CODES;

export type TensorValues = Float32Array | Float64Array | Uint8Array | BigInt64Array | readonly string[];
/** A dimension of known size, or the name of one that is known at run time. */
export type Dimension = number | string;

/** Int32Array: a list of non-negative integers; Float32Array: of floats; an OnnxGraph: a subgraph. */
export type Attribute = number | string | Float32Array | Int32Array | readonly string[] | OnnxGraph;

/** Opset 13 is what ONNX 1.8 of 2020 brought: every runtime in use reads it. */
const OPSETS = { "": 13, "ai.onnx.ml": 1 } as const;
type Domain = keyof typeof OPSETS;
const IR_VERSION = 7;
/** Parsers of protobuf take no file of 2 GiB. */
const MAX_BYTES = 2 ** 31;

export class OnnxGraph {
  readonly #prefix: string;
  readonly #fields: Chunk[] = [];
  readonly #domains = new Set<Domain>([""]);
  #names = 0;

  /** `prefix` begins all names made here; a subgraph needs one of its own. */
  constructor(prefix = "v") {
    this.#prefix = prefix;
  }

  /** ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 } }. */
  input(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.#fields.push(valueInfo(11, name, type, shape));
    return name;
  }

  /** Declares the value of that name an output. */
  output(name: string, type: ElementType, shape: readonly Dimension[]): void {
    this.#fields.push(valueInfo(12, name, type, shape));
  }

  /** TensorProto: dims = 1, data_type = 2, string_data = 6, name = 8, raw_data = 9. */
  constant(values: TensorValues, shape: readonly number[]): string {
    const name = this.#name();
    const type = typeOf(values);
    const data = isTexts(values) ? values.map((value) => text(6, value)) : [raw(9, values)];
    const dims = shape.map((size) => uint(1, size));
    this.#fields.push(message(5, [...dims, uint(2, TYPE_CODES[type]), text(8, name), ...data]));
    return name;
  }

  /** One number, of rank 0. */
  scalar(value: number, type: "float" | "double"): string {
    return this.constant(type === "float" ? Float32Array.of(value) : Float64Array.of(value), []);
  }

  /** A list of integers, as operators take axes, shapes and counts. */
  integers(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  cast(value: string, to: ElementType): string {
    return this.node("Cast", [value], { to: TYPE_CODES[to] });
  }

  /** Adds a node of one output; returns that output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output: string = this.#name(),
  ): string {
    this.#add(operator, inputs, [output], attributes, "");
    return output;
  }

  /** The same for two outputs, or an operator of the classical models. */
  pair(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain: Domain = "",
  ): [first: string, second: string] {
    const outputs: [string, string] = [this.#name(), this.#name()];
    this.#add(operator, inputs, outputs, attributes, domain);
    return outputs;
  }

  /** Throws ParameterError for more than fits into a file. ModelProto: ir_version = 1, producer_name = 2, graph = 7, opset_import = 8 { domain = 1, version = 2 }. */
  toModel(graphName: string): Uint8Array {
    const opsets = [...this.#domains].map((domain) => message(8, [text(1, domain), uint(2, OPSETS[domain])]));
    const whole = chunk([uint(1, IR_VERSION), text(2, "heddle"), message(7, this.fields(graphName)), ...opsets]);
    if (whole.size < MAX_BYTES) return toBytes(whole);
    throw new ParameterError(`ONNX file: ${graphName} takes ${whole.size} bytes; a file must have less than 2 GiB`);
  }

  /** GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12. */
  fields(graphName: string): Chunk[] {
    return [...this.#fields, text(2, graphName)];
  }

  #name(): string {
    return `${this.#prefix}${this.#names++}`;
  }

  /** NodeProto: input = 1, output = 2, op_type = 4, attribute = 5, domain = 7. */
  #add(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    domain: Domain,
  ): void {
    this.#domains.add(domain);
    this.#fields.push(
      message(1, [
        ...inputs.map((name) => text(1, name)),
        ...outputs.map((name) => text(2, name)),
        text(4, operator),
        ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
        ...(domain === "" ? [] : [text(7, domain)]),
      ]),
    );
  }
}

/** AttributeProto: name = 1, type = 20, and the value in the field of its type. */
function attribute(name: string, value: Attribute): Chunk {
  return message(5, [text(1, name), ...attributeValue(value)]);
}

function attributeValue(value: Attribute): Chunk[] {
  if (typeof value === "number") return [uint(3, value), uint(20, 2)];
  if (typeof value === "string") return [text(4, value), uint(20, 3)];
  if (value instanceof OnnxGraph) return [message(6, value.fields("body")), uint(20, 5)];
  if (value instanceof Float32Array) return [raw(7, value), uint(20, 6)];
  if (value instanceof Int32Array) return [uints(8, value), uint(20, 7)];
  return [...value.map((one) => text(9, one)), uint(20, 8)];
}

/** TensorShapeProto: dim = 1 { dim_value = 1 | dim_param = 2 }. */
function valueInfo(field: number, name: string, type: ElementType, shape: readonly Dimension[]): Chunk {
  const dims = shape.map((dim) => message(1, [typeof dim === "number" ? uint(1, dim) : text(2, dim)]));
  const tensor = message(1, [uint(1, TYPE_CODES[type]), message(2, dims)]);
  return message(field, [text(1, name), message(2, [tensor])]);
}

function isTexts(values: TensorValues): values is readonly string[] {
  return Array.isArray(values);
}

export function typeOf(values: TensorValues): ElementType {
  if (values instanceof Float32Array) return "float";
  if (values instanceof Float64Array) return "double";
  if (values instanceof Uint8Array) return "uint8";
  return values instanceof BigInt64Array ? "int64" : "string";
}
