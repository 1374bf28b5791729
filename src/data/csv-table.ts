/** The rows of a CSV file on their way into a matrix: each is checked as it comes. */
import { DataError, FormatError, ParameterError } from "../core/errors.js";
import { type Matrix, matrix } from "../core/matrix.js";
import { FloatList } from "./float-list.js";

export interface CsvDataset {
  /** All columns but the label, as f32. */
  readonly X: Matrix<Float32Array>;
  /** Numbers when every label reads as one, else strings. */
  readonly y: number[] | string[];
  /** Names of the columns of X; `x0`, `x1`, … (by position in the file) without a header. */
  readonly featureNames: readonly string[];
}

/** Decimal notation only: no hexadecimal, no empty cell, no NaN or infinity. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Collects records; `add` throws for the first that breaks a rule, `finish` hands over the data set. */
export class CsvTable {
  readonly #path: string;
  readonly #label: string | number;
  readonly #values = new FloatList();
  readonly #labels: string[] = [];
  #names: readonly string[] | undefined;
  #headerPending: boolean;
  #labelColumn = -1;

  constructor(path: string, label: string | number, header: boolean) {
    this.#path = path;
    this.#label = label;
    this.#headerPending = header;
  }

  /** `line` is the number of the record's last line, from 1. */
  add(record: readonly string[], line: number): void {
    if (this.#names === undefined) this.#begin(record);
    if (this.#headerPending) this.#headerPending = false;
    else this.#addRow(record, line);
  }

  #begin(first: readonly string[]): void {
    this.#names = this.#headerPending ? first.map((name) => name.trim()) : first.map((_, column) => `x${column}`);
    this.#labelColumn = this.#findLabel(this.#names);
    if (first.length < 2)
      throw new FormatError(`loadCsv: ${this.#path} has one column; it needs a label and a feature`);
  }

  #findLabel(names: readonly string[]): number {
    const wanted = this.#label;
    if (typeof wanted === "string") {
      const column = this.#headerPending ? names.indexOf(wanted) : -1;
      const known = this.#headerPending
        ? `the columns are ${preview(names)}`
        : "without a header, label must be a position";
      if (column < 0)
        throw new ParameterError(`loadCsv: ${this.#path} has no column ${JSON.stringify(wanted)}; ${known}`);
      return column;
    }
    const column = wanted < 0 ? names.length + wanted : wanted;
    if (column >= 0 && column < names.length) return column;
    throw new ParameterError(`loadCsv: label is ${wanted}; ${this.#path} has ${names.length} columns`);
  }

  #addRow(record: readonly string[], line: number): void {
    const names = this.#names!;
    if (record.length !== names.length) {
      throw new FormatError(
        `loadCsv: ${this.#path}, line ${line}: ${record.length} cells; every row must have ${names.length}`,
      );
    }
    for (let column = 0; column < record.length; column++) {
      if (column === this.#labelColumn) this.#labels.push(this.#readLabel(record[column], line));
      else this.#values.push(this.#readNumber(record[column], line, column));
    }
  }

  #readLabel(cell: string, line: number): string {
    const trimmed = cell.trim();
    if (trimmed !== "") return trimmed;
    throw new FormatError(`loadCsv: ${this.#at(line, this.#labelColumn)}: the label is empty`);
  }

  #readNumber(cell: string, line: number, column: number): number {
    const value = DECIMAL.test(cell) ? Math.fround(Number(cell)) : Number.NaN;
    if (Number.isFinite(value)) return value;
    throw new FormatError(
      `loadCsv: ${this.#at(line, column)}: ${JSON.stringify(cell)} is not a number that a 32-bit float can hold`,
    );
  }

  #at(line: number, column: number): string {
    return `${this.#path}, line ${line}, column ${column + 1} (${this.#names![column]})`;
  }

  finish(): CsvDataset {
    const rows = this.#labels.length;
    if (rows === 0) throw new DataError(`loadCsv: ${this.#path} has no rows`);
    const featureNames = this.#names!.filter((_, column) => column !== this.#labelColumn);
    const numeric = this.#labels.every((cell) => DECIMAL.test(cell) && Number.isFinite(Number(cell)));
    return {
      X: matrix(this.#values.toArray(), [rows, featureNames.length]),
      y: numeric ? this.#labels.map(Number) : this.#labels,
      featureNames,
    };
  }
}

function preview(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name));
  return names.length > 8 ? `${shown.join(", ")}, … (${names.length})` : shown.join(", ");
}
