// @ts-check
/** `node --import` this: what dist/ asks for by name is found beside these tests, as if it were installed beside Heddle. */
import { register } from "node:module";

register(new URL("./packages-hook.mjs", import.meta.url));
