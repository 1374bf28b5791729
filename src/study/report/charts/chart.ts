/** A chart of the report: what it shows, in words and as a Vega-Lite specification for a given width. */
import type { TopLevelSpec } from "vega-lite";

export type Spec = Omit<TopLevelSpec, "$schema" | "config" | "background">;

export interface Frame {
  /** Pixels from edge to edge, labels and legends included. */
  readonly width: number;
  /** Made for a phone. */
  readonly narrow: boolean;
}

export interface Chart {
  /** Of its SVG file, kebab-case, unique in the report. */
  readonly name: string;
  /** What is drawn, a few words. */
  readonly title: string;
  /** The conclusion for those who cannot see it. */
  readonly alt: string;
  /** Two of these stand side by side on a wide screen. */
  readonly half?: boolean;
  spec(frame: Frame): Spec;
}
