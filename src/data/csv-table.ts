/** The rows of a CSV file on their way into a matrix: each is checked as it comes. */
import { DataError, FormatError, ParameterError } from "../core/errors.js";
import { type Matrix, matrix } from "../core/matrix.js";
import { FloatList } from "./float-list.js";

/** What a reader of CSV files expects of them, and what it is called in messages. */
export interface CsvSchema {
  readonly operation: string;
  readonly path: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** The one column that is no feature: its name or position; undefined when all are. */
  readonly apart: string | number | undefined;
  /** What that column is: the label must not be empty, an ignored one may hold anything. */
  readonly role: "label" | "ignore";
}

export interface CsvContent {
  readonly X: Matrix<Float32Array>;
  readonly featureNames: readonly string[];
  /** Cells of the column that is no feature, trimmed. */
  readonly apart: readonly string[];
}

/** Decimal notation only: no hexadecimal, no empty cell, no NaN or infinity. */
export const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Collects records; `add` throws for the first that breaks a rule, `finish` hands over the data set. */
export class CsvTable {
  readonly #schema: CsvSchema;
  readonly #values = new FloatList();
  readonly #apart: string[] = [];
  #names: readonly string[] | undefined;
  #headerPending: boolean;
  #apartColumn = -1;
  #rows = 0;

  constructor(schema: CsvSchema) {
    this.#schema = schema;
    this.#headerPending = schema.header;
  }

  /** `line` is the number of the record's last line, from 1. */
  add(record: readonly string[], line: number): void {
    if (this.#names === undefined) this.#begin(record);
    if (this.#headerPending) this.#headerPending = false;
    else this.#addRow(record, line);
  }

  #begin(first: readonly string[]): void {
    const { apart, header } = this.#schema;
    this.#names = first.map((name, column) => (header ? name.trim() : `x${column}`));
    if (apart !== undefined) this.#apartColumn = this.#find(apart, this.#names);
    const features = this.#names.length - (apart === undefined ? 0 : 1);
    if (features === 0) throw new FormatError(`${this.#subject} has no feature columns`);
  }

  #find(wanted: string | number, names: readonly string[]): number {
    const { header, role } = this.#schema;
    if (typeof wanted === "string") {
      const column = header ? names.indexOf(wanted) : -1;
      if (column >= 0) return column;
      const known = header ? `the columns are ${preview(names)}` : `without a header, ${role} must be a position`;
      throw new ParameterError(`${this.#subject} has no column ${JSON.stringify(wanted)}; ${known}`);
    }
    const column = wanted < 0 ? names.length + wanted : wanted;
    if (column >= 0 && column < names.length) return column;
    throw new ParameterError(`${this.#subject} has ${names.length} columns; ${role} is ${wanted}`);
  }

  #addRow(record: readonly string[], line: number): void {
    const names = this.#names!;
    if (record.length !== names.length) {
      throw new FormatError(
        `${this.#subject}, line ${line}: ${record.length} cells; every row must have ${names.length}`,
      );
    }
    for (let column = 0; column < record.length; column++) {
      if (column === this.#apartColumn) this.#apart.push(this.#readApart(record[column], line));
      else this.#values.push(this.#readNumber(record[column], line, column));
    }
    this.#rows++;
  }

  #readApart(cell: string, line: number): string {
    const trimmed = cell.trim();
    if (trimmed !== "" || this.#schema.role === "ignore") return trimmed;
    throw new FormatError(`${this.#at(line, this.#apartColumn)}: the label is empty`);
  }

  #readNumber(cell: string, line: number, column: number): number {
    const value = DECIMAL.test(cell) ? Math.fround(Number(cell)) : Number.NaN;
    if (Number.isFinite(value)) return value;
    throw new FormatError(
      `${this.#at(line, column)}: ${JSON.stringify(cell)} is not a number that a 32-bit float can hold`,
    );
  }

  get #subject(): string {
    return `${this.#schema.operation}: ${this.#schema.path}`;
  }

  #at(line: number, column: number): string {
    return `${this.#subject}, line ${line}, column ${column + 1} (${this.#names![column]})`;
  }

  finish(): CsvContent {
    if (this.#rows === 0) throw new DataError(`${this.#subject} has no rows`);
    const featureNames = this.#names!.filter((_, column) => column !== this.#apartColumn);
    const X = matrix(this.#values.toArray(), [this.#rows, featureNames.length]);
    return { X, featureNames, apart: this.#apart };
  }
}

function preview(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name));
  return names.length > 8 ? `${shown.join(", ")}, … (${names.length})` : shown.join(", ");
}
