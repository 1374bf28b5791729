/** How the report writes numbers and compares them. */

export const percent = (value: number, digits = 2) => `${(100 * value).toFixed(digits)}\u00a0%`;
export const score = (value: number) => value.toFixed(4);
export const seconds = (value: number) => {
  if (value < 10) return `${value.toFixed(2)}\u00a0s`;
  return value < 120 ? `${value.toFixed(1)}\u00a0s` : `${(value / 60).toFixed(1)}\u00a0min`;
};
export const count = (value: number) => value.toLocaleString("en");
/** A hyper-parameter as it is written in a sentence: 0.0002, 1000, 1e-7. */
export const number = (value: number) => String(Number(value.toPrecision(4)));

/** A difference of two shares in points: "0.35", "−0.02", "0.00". */
export function points(difference: number): string {
  const text = Math.abs(100 * difference).toFixed(2);
  if (text === "0.00") return text;
  return `${difference > 0 ? "" : "−"}${text}`;
}

/** "0.35 points above the published 0.8812", or whatever is true. */
export function againstPublished(ours: number, published: number): string {
  return `${distance(ours, published)} the published ${number(published)}`;
}

/** "0.35 points above", "0.02 points below", "equal to": how two shares stand to each other at two decimals of a percent. */
export function distance(ours: number, other: number): string {
  const text = Math.abs(100 * (ours - other)).toFixed(2);
  if (text === "0.00") return "equal to";
  return `${text} points ${ours > other ? "above" : "below"}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** Text of at most `limit` characters, the middle left out. */
export function shortened(text: string, limit = 24): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(head + 1 - limit).join("")}`;
}

/** The item of the highest value; the earlier one where two are equal. */
export function highest<T>(items: readonly T[], of: (item: T) => number): T {
  return items.reduce((best, item) => (of(item) > of(best) ? item : best));
}

export function lowest<T>(items: readonly T[], of: (item: T) => number): T {
  return items.reduce((best, item) => (of(item) < of(best) ? item : best));
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** Small numbers in words, as in a sentence. */
export const inWords = (value: number) => WORDS[value] ?? count(value);

export const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The text as two lines, broken at a place in it: "a (b)" at " (" as "a" and "(b)". */
export function brokenAt(text: string, place: string): string[] {
  const at = text.indexOf(place);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at).trimStart()];
}

/** What a row of the data is called. */
export const rowsName = ({ imageShape }: { readonly imageShape?: object }) => (imageShape ? "images" : "rows");

/** "1 epoch", "8 epochs". */
export const plural = (value: number, one: string) => `${count(value)} ${one}${value === 1 ? "" : "s"}`;
