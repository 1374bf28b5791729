/** Puts lines that a script has made between two comments of the README: `<!-- name:start -->` and `<!-- name:end -->`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PATH = fileURLToPath(new URL("../README.md", import.meta.url));

export function fillReadme(name, lines) {
  const readme = readFileSync(PATH, "utf8");
  const place = new RegExp(`(<!-- ${name}:start -->)[\\s\\S]*(<!-- ${name}:end -->)`);
  if (!place.test(readme)) throw new Error(`README.md has no place for ${name}`);
  writeFileSync(
    PATH,
    readme.replace(place, (_, start, end) => `${start}\n${lines.join("\n")}\n${end}`),
  );
}
