/** What the report says, before it is HTML or Markdown: sections are plain data, and both twins are made from them. */
import type { Chart } from "./charts/chart.js";

export interface Report {
  readonly title: string;
  /** One line above the title. */
  readonly origin: string;
  /** The conclusion of all. */
  readonly lead: string;
  readonly tiles: readonly Comparison[];
  readonly sections: readonly Section[];
  /** Where and how it ran, data and licence. */
  readonly colophon: readonly string[];
}

export interface Section {
  /** Anchor, kebab-case. */
  readonly id: string;
  readonly title: string;
  /** The question. */
  readonly asked: string;
  /** How it was answered: rows, settings, measure. */
  readonly protocol: string;
  readonly blocks: readonly Block[];
  readonly compared?: readonly Comparison[];
  /** The conclusion, computed from the numbers. */
  readonly finding: string;
}

/** A figure of ours, and the published one where there is one. */
export interface Comparison {
  readonly what: string;
  readonly ours: string;
  readonly published?: string;
  /** Whether ours meets it, and if not, why. */
  readonly verdict?: string;
}

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "charts"; readonly charts: readonly Chart[] }
  | Table
  | { readonly kind: "preformatted"; readonly text: string; readonly label: string }
  | { readonly kind: "gallery"; readonly images: readonly GalleryImage[] };

export interface Table {
  readonly kind: "table";
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly cells: readonly string[];
  /** Small print under the row's name. */
  readonly notes?: readonly string[];
  /** The row the finding speaks of. */
  readonly chosen?: boolean;
}

/** A row of the test set that is an image, and how it was misread. */
export interface GalleryImage {
  /** Row of the test set. */
  readonly index: number;
  readonly trueClass: string;
  readonly predictedClass: string;
  readonly confidence: number;
}

export const charts = (...list: readonly Chart[]): Block => ({ kind: "charts", charts: list });

export const table = (head: readonly string[], rows: readonly TableRow[]): Table => ({ kind: "table", head, rows });
