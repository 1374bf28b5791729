/** Style sheet of the report: readable from a phone to a wide screen, in light, dark and print. */
import { colourRules } from "./charts/theme.js";

export const STYLE = `
${colourRules(":root")}
:root{color-scheme:light dark}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:2.5rem 1.25rem 4rem;max-width:64rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:clamp(1.7rem,4.5vw,2.6rem);line-height:1.12;margin:.25em 0 .5em;text-wrap:balance;letter-spacing:-.01em}
h2{font-size:1.45rem;line-height:1.25;margin:0 0 .5rem}
h2 span{color:var(--muted);font-weight:400;margin-right:.35rem;font-variant-numeric:tabular-nums}
section{margin-top:4rem;padding-top:1.75rem;border-top:1px solid var(--grid);scroll-margin-top:1rem}
p{max-width:46rem;margin:.6rem 0}
.origin{margin:0;color:var(--muted);font-size:.9rem}
.lead{font-size:1.15rem}
.asked{font-size:1.08rem;font-style:italic}
.protocol{color:var(--muted);font-size:.95rem}
.finding{border-left:4px solid var(--ours);background:var(--card);padding:.8rem 1rem;margin-top:1.4rem;border-radius:0 .4rem .4rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin:1.75rem 0}
.tile{background:var(--card);border-radius:.6rem;padding:.9rem 1rem;display:flex;flex-direction:column}
.tile span,.tile em{color:var(--muted);font-size:.85rem;font-style:normal}
.tile strong{font-size:1.7rem;font-variant-numeric:tabular-nums;margin-top:auto}
.tile em{min-height:1.55em}
nav ol{columns:15rem;column-gap:2rem;margin:0;padding-left:2.1rem;font-size:.95rem}
nav li{padding:.15rem 0;break-inside:avoid}nav li::marker{color:var(--muted)}
a{color:var(--ours)}
.charts{display:flex;flex-wrap:wrap;gap:1rem 1.5rem;margin:1.4rem 0}
figure{margin:0;min-width:0}
figure svg{display:block;max-width:100%;height:auto}
figcaption{font-size:.9rem;font-weight:600;margin-bottom:.4rem}
.narrow{display:none}
.scroll{overflow-x:auto;margin:1.2rem 0}
table{border-collapse:collapse;min-width:min(100%,40rem);font-variant-numeric:tabular-nums;font-size:.95rem;line-height:1.4}
th,td{padding:.42rem .7rem;text-align:right;border-bottom:1px solid var(--grid);vertical-align:top}
td{white-space:nowrap}
th:first-child{text-align:left;font-weight:500;padding-left:.2rem;min-width:6rem}
.name,th small{display:inline-block;max-width:24rem;overflow-wrap:break-word}
th small{display:block;color:var(--muted);font-weight:400}
thead th{color:var(--muted);font-size:.85rem;font-weight:500;vertical-align:bottom}
.chosen th,.chosen td{font-weight:700}
.compared td:last-child{white-space:normal;min-width:12rem;text-align:left}
.compared th:last-child{text-align:left}
pre{background:var(--card);border-radius:.5rem;padding:1rem;overflow-x:auto;font:13px/1.45 ui-monospace,"DejaVu Sans Mono",monospace;width:fit-content;max-width:100%}
.gallery{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(6.2rem,1fr));gap:1rem .9rem;margin:1.2rem 0}
.gallery li{display:flex;flex-direction:column;align-items:center;text-align:center;font-size:.85rem;line-height:1.3;min-width:0;overflow-wrap:anywhere}
.gallery img{image-rendering:pixelated;border-radius:.4rem;border:1px solid var(--grid);background:#fff;margin-bottom:.3rem;object-fit:contain}
.gallery b{font-weight:600}.gallery span{color:var(--muted)}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--grid);color:var(--muted);font-size:.85rem}
@media screen and (max-width:44rem){
body{padding:1.5rem 1rem 3rem}
.wide{display:none}.narrow{display:block}
section{margin-top:2.75rem;padding-top:1.25rem}
td,th{padding:.38rem .5rem}
table{font-size:.88rem}
.name,th small{max-width:10.5rem}
.scroll th:first-child{position:sticky;left:0;background:var(--paper)}
pre{font-size:11px;padding:.75rem}
}
@media print{
:root{color-scheme:light}
body{max-width:none;padding:0;font-size:10.5pt}
section{margin-top:1.5rem}
h2,.asked,.protocol,figcaption{break-after:avoid}
figure,table,pre,.asked,.protocol,.finding,.tiles,.gallery li,tr{break-inside:avoid}
.scroll,pre{overflow:visible}
table{font-size:8.5pt}td,th{padding:.25rem .4rem}
pre{font-size:8.5pt}
.charts{gap:.75rem}.half{width:48%}
.finding{border:1px solid var(--grid);border-left:4px solid var(--ours)}
a{color:inherit;text-decoration:none}
nav ol{columns:2}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`.trim();
