// @ts-check
/**
 * Writes the few ONNX models that the benchmark needs: protobuf's wire format by hand.
 * Field numbers: onnx.proto3, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

const FLOAT = 1;
const IR_VERSION = 8;
const OPSET = 13;

/** @param {number} value non-negative */
function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/**
 * @param {number} field
 * @param {number} value
 */
const int = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
/**
 * @param {number} field
 * @param {Uint8Array} payload
 */
const bytes = (field, payload) => Buffer.concat([varint(field * 8 + 2), varint(payload.length), payload]);
/**
 * @param {number} field
 * @param {string} text
 */
const string = (field, text) => bytes(field, Buffer.from(text));
/**
 * @param {number} field
 * @param {Buffer[]} parts
 */
const message = (field, parts) => bytes(field, Buffer.concat(parts));

/**
 * NodeProto: input = 1, output = 2, op_type = 4.
 * @param {string} operator
 * @param {string[]} inputs
 * @param {string} output
 */
export function node(operator, inputs, output) {
  return message(1, [...inputs.map((name) => string(1, name)), string(2, output), string(4, operator)]);
}

/**
 * TensorProto: dims = 1, data_type = 2, name = 8, raw_data = 9 (little-endian).
 * @param {string} name
 * @param {number[]} dims
 * @param {Float32Array} data
 */
export function initializer(name, dims, data) {
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return message(5, [...dims.map((dim) => int(1, dim)), int(2, FLOAT), string(8, name), bytes(9, raw)]);
}

/**
 * ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { value = 1 | param = 2 } } } }.
 * @param {11 | 12} field 11: an input, 12: an output of the graph
 * @param {string} name
 * @param {(number | string)[]} dims
 */
export function value(field, name, dims) {
  const shape = dims.map((dim) => message(1, [typeof dim === "number" ? int(1, dim) : string(2, dim)]));
  return message(field, [string(1, name), message(2, [message(1, [int(1, FLOAT), message(2, shape)])])]);
}

/**
 * ModelProto: ir_version = 1, graph = 7 { name = 2 }, opset_import = 8 { version = 2 }.
 * @param {Buffer[]} graph
 */
export function model(graph) {
  return Buffer.concat([int(1, IR_VERSION), message(7, [...graph, string(2, "bench")]), message(8, [int(2, OPSET)])]);
}

/**
 * C = A · B of fixed shapes.
 * @param {number} m
 * @param {number} n
 * @param {number} k
 */
export function gemmModel(m, n, k) {
  return model([
    node("MatMul", ["A", "B"], "C"),
    value(11, "A", [m, k]),
    value(11, "B", [k, n]),
    value(12, "C", [m, n]),
  ]);
}

/**
 * Dense layers with relu between and softmax last; any number of rows.
 * @param {number[]} units
 * @param {{ W: Float32Array, b: Float32Array }[]} layers W fan in × fan out
 */
export function mlpModel(units, layers) {
  const graph = [value(11, "X", ["rows", units[0]]), value(12, "P", ["rows", units[units.length - 1]])];
  let input = "X";
  layers.forEach(({ W, b }, i) => {
    const last = i === layers.length - 1;
    graph.push(initializer(`W${i}`, [units[i], units[i + 1]], W), initializer(`b${i}`, [units[i + 1]], b));
    graph.push(node("Gemm", [input, `W${i}`, `b${i}`], `Z${i}`));
    graph.push(node(last ? "Softmax" : "Relu", [`Z${i}`], last ? "P" : `H${i}`));
    input = `H${i}`;
  });
  return model(graph);
}
