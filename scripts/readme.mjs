/** Puts lines that a script has made between two comments of a page: `<!-- name:start -->` and `<!-- name:end -->`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export function fillReadme(name, lines) {
  fillPage("README.md", name, lines);
}

/** `path`: from the repository's root. */
export function fillPage(path, name, lines) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const page = readFileSync(file, "utf8");
  const place = new RegExp(`(<!-- ${name}:start -->)[\\s\\S]*(<!-- ${name}:end -->)`);
  if (!place.test(page)) throw new Error(`${path} has no place for ${name}`);
  writeFileSync(
    file,
    page.replace(place, (_, start, end) => `${start}\n${lines.join("\n")}\n${end}`),
  );
}
