import type { Random } from "../../../dist/core/random.js";

/** What a campaign needs to know of a reader of files. */
export interface Reader {
  readonly name: string;
  /** Files to be damaged; one at least is accepted as it is. */
  readonly corpus: readonly Uint8Array[];
  /** Damages the file as one who knows its format does. */
  reshaped?(random: Random, bytes: Uint8Array): Uint8Array;
  /** A file from nothing. */
  fresh?(random: Random): Uint8Array;
  /** Reads, and does with what was read what a program would do next. Throws what the reader throws. */
  read(bytes: Uint8Array): Promise<void> | void;
}
