/** Style sheet of the report: readable from a phone to a wide screen, in light, dark and print. */
export const STYLE = `
:root{--ink:#1c2430;--muted:#5b6675;--grid:#dfe4ea;--ours:#0f6fc6;--theirs:#c46a0a;--paper:#fff;--card:#f5f7fa}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--muted:#a3adba;--grid:#36404d;--ours:#58a8f0;--theirs:#f0a050;--paper:#12161c;--card:#1b222b}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:60rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
h1{font-size:clamp(1.6rem,4.5vw,2.5rem);line-height:1.15;margin:.2em 0 .5em;text-wrap:balance}
h2{font-size:1.35rem;margin:0 0 .3em}
section{margin-top:3.5rem}
.eyebrow{margin:0;color:var(--muted);font-size:.9rem}
.lead{font-size:1.15rem;max-width:44rem}
.asked{color:var(--muted);max-width:44rem}
.finding{border-left:3px solid var(--ours);padding-left:.9rem;max-width:44rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.75rem;margin-top:1.5rem}
.tile{background:var(--card);border-radius:.6rem;padding:.9rem 1rem;display:flex;flex-direction:column}
.tile span,.tile em{color:var(--muted);font-size:.85rem;font-style:normal}
.tile strong{font-size:1.7rem;font-variant-numeric:tabular-nums;margin-top:auto}
figure{margin:1.25rem 0;overflow-x:auto}
figure svg{width:100%;min-width:30rem;max-width:46rem;height:auto;display:block}
.pair figure svg{min-width:22rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;max-width:46rem;font-variant-numeric:tabular-nums}
th,td{padding:.42rem .6rem;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}
th:first-child{text-align:left;font-weight:500;white-space:normal}
th small{display:block;color:var(--muted);font-weight:400}
thead th{color:var(--muted);font-size:.85rem;font-weight:500}
.gallery{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(6.2rem,1fr));gap:.9rem}
.gallery li{display:flex;flex-direction:column;align-items:center;text-align:center;font-size:.85rem;line-height:1.3}
.gallery img{image-rendering:pixelated;border-radius:.4rem;border:1px solid var(--grid);background:#fff;margin-bottom:.3rem}
.gallery b{font-weight:600}.gallery span{color:var(--muted)}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--grid);color:var(--muted);font-size:.85rem}
@media print{:root{--paper:#fff;--ink:#000}section{break-inside:avoid-page}body{max-width:none;padding:0}}
`.trim();
