/** Colours of the charts. Vega draws with stand-ins; in the SVG they become CSS variables, so a chart follows light, dark and print. */

export const INK = "#111111";
export const MUTED = "#777777";
export const GRID = "#dddddd";
export const OURS = "#0f6fc6";
export const THEIRS = "#c46a0a";
export const PAPER = "#fdfdfd";
/** Text on an area of full colour. */
export const ON_COLOUR = "#fefefe";
/** Colours of series that the colour-blind can tell apart: blue, orange, green, purple, grey, ink, after Okabe and Ito. */
export const SERIES = [OURS, THEIRS, "#00845f", "#a2499a", "#66707c", INK] as const;

const VARIABLES: Record<string, string> = {
  [INK]: "--ink",
  [MUTED]: "--muted",
  [GRID]: "--grid",
  [OURS]: "--ours",
  [THEIRS]: "--theirs",
  [PAPER]: "--paper",
  [ON_COLOUR]: "--on-colour",
  [SERIES[2]]: "--third",
  [SERIES[3]]: "--fourth",
  [SERIES[4]]: "--fifth",
};

export const LIGHT: Record<string, string> = {
  "--ink": "#1c2430",
  "--muted": "#5b6675",
  "--grid": "#dfe4ea",
  "--ours": "#0f6fc6",
  "--theirs": "#c46a0a",
  "--third": "#00845f",
  "--fourth": "#a2499a",
  "--fifth": "#66707c",
  "--on-colour": "#ffffff",
  "--paper": "#ffffff",
  "--card": "#f5f7fa",
};

export const DARK: Record<string, string> = {
  "--ink": "#e8ecf1",
  "--muted": "#a3adba",
  "--grid": "#36404d",
  "--ours": "#58a8f0",
  "--theirs": "#f0a050",
  "--third": "#3fc89b",
  "--fourth": "#dd8fd3",
  "--fifth": "#9aa5b1",
  "--on-colour": "#0b1017",
  "--paper": "#12161c",
  "--card": "#1b222b",
};

/** The variables as a style sheet: light, dark where the reader prefers it, light again on paper. */
export function colourRules(selector: string): string {
  const rule = (colours: Record<string, string>) =>
    `${selector}{${Object.entries(colours)
      .map(([name, value]) => `${name}:${value}`)
      .join(";")}}`;
  return `${rule(LIGHT)}\n@media screen and (prefers-color-scheme:dark){${rule(DARK)}}`;
}

/** SVG text with every stand-in replaced by its variable, and without the characters that XML forbids. */
export function themed(svg: string): string {
  return svg
    .replace(/(fill|stroke)="(#[0-9a-f]{6})"/g, (whole, attribute: string, colour: string) =>
      colour in VARIABLES ? `${attribute}="var(${VARIABLES[colour]})"` : whole,
    )
    .replace(FORBIDDEN, " ");
}

const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
