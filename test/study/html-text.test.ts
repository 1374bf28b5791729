import { expect, test } from "@jest/globals";
import { escapeHtml, html, Markup } from "../../src/study/report/html-text.js";

test("text put into a template is escaped, markup is not, arrays are joined", () => {
  const hostile = `<img src=x onerror="alert('1')">&`;
  const page = html`<p title="${hostile}">${hostile}${[html`<b>${1}</b>`, new Markup("<i>")]}</p>`;
  const escaped = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;";
  expect(page.text).toBe(`<p title="${escaped}">${escaped}<b>1</b><i></p>`);
  expect(escapeHtml("a & b")).toBe("a &amp; b");
});
