/** The report as one self-contained HTML page. */
import { PUBLISHED } from "../published.js";
import type { CoreResults, Mistake } from "../results.js";
import type { ChartName } from "./charts.js";
import { count, findingsOf, percent, score, seconds } from "./findings.js";
import { html, Markup } from "./html-text.js";
import { STYLE } from "./style.js";

export interface GalleryImage extends Mistake {
  readonly address: string;
}

export function renderPage(
  results: CoreResults,
  charts: Record<ChartName, string>,
  gallery: readonly GalleryImage[],
): string {
  const findings = findingsOf(results);
  const { environment, data, final, protocol } = results;
  const chart = (name: ChartName, label: string) =>
    html`<figure aria-label="${label}">${new Markup(charts[name])}</figure>`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Fashion-MNIST study · Heddle</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<p class="eyebrow">Heddle ${environment.heddle} · ${data.name}</p>
<h1>Six classifiers, one network, ${count(data.testRows)} garments</h1>
<p class="lead">${findings.headline}</p>
${tiles(results)}
</header>
<main>
<section><h2>1 · Shortlist</h2>
<p class="asked">Which kind of model suits these images? Six classifiers learn from the first ${count(protocol.shortlist)} training images and are judged on the last ${count(protocol.validation)}.</p>
${chart("shortlist", "Scores of the six classifiers beside the published ones")}
${shortlistTable(results)}
<p class="finding">${findings.shortlist}</p></section>
<section><h2>2 · How strong a penalty?</h2>
<p class="asked">Logistic regression at seven values of C, five-fold cross-validation on the first ${count(protocol.shortlist)} images. The band spans the folds.</p>
${chart("c-sweep", "Cross-validated accuracy against C")}
<p class="finding">${findings.cSweep}</p></section>
<section><h2>3 · The network learns</h2>
<p class="asked">Two hidden layers of 512, learning rate 0.03, L2 0.0002, dropout 0.3: trained on ${count(protocol.tuning)} images, watched on the last ${count(protocol.validation)}. The dashed line marks the epoch that was kept.</p>
<div class="pair">${chart("loss", "Loss by epoch")}${chart("accuracy", "Accuracy by epoch")}</div>
<p class="finding">${findings.curves}</p></section>
<section><h2>4 · The one look at the test set</h2>
<p class="asked">The same network, trained anew on all ${count(data.trainRows)} images for ${final.epochs} epochs (${seconds(final.fitSeconds)}).</p>
${reportTable(results)}
${chart("confusion", "Confusion matrix of the test set")}
<p class="finding">${findings.errors}</p></section>
<section><h2>5 · Mislabelled shirts</h2>
<p class="asked">The shirts it was surest to be something else, and how sure.</p>
<ul class="gallery">${gallery.map(galleryItem)}</ul></section>
</main>
<footer>
<p>Node ${environment.node}, V8 ${environment.v8}, ${environment.platform}, ${environment.cpu}, ${environment.threads} threads, turbo ${environment.turbo ? "on" : "off"}; seed ${results.seed}; ${seconds(results.totalSeconds)} in all; ${environment.date.slice(0, 10)}.</p>
<p>Data: ${data.name} by Zalando SE, MIT licence. All figures are in results.json beside this page.</p>
</footer>
</body>
</html>
`;
  return page.text;
}

function tiles({ final, shortlist }: CoreResults): Markup {
  const best = shortlist.reduce((top, row) => (row.score > top.score ? row : top));
  const shirt = final.report.classes.find(({ name }) => name === "Shirt");
  const tile = (name: string, ours: string, published: string) =>
    html`<div class="tile"><span>${name}</span><strong>${ours}</strong><em>published ${published}</em></div>`;
  return html`<div class="tiles">
${tile("Test accuracy", score(final.testAccuracy), score(PUBLISHED.testAccuracy))}
${tile("Validation accuracy", score(final.validationAccuracy), score(PUBLISHED.validationAccuracy))}
${tile(`Best of the shortlist: ${best.model}`, score(best.score), score(PUBLISHED.shortlist[best.model]))}
${shirt ? tile("Shirts recognised", percent(shirt.recall, 1), percent(PUBLISHED.shirtRecall, 0)) : ""}
</div>`;
}

function shortlistTable({ shortlist }: CoreResults): Markup {
  const row = ({ model, score: ours, fitSeconds, evalSeconds, warnings }: CoreResults["shortlist"][number]) =>
    html`<tr><th scope="row">${model}${warnings.map((text) => html`<small>${text}</small>`)}</th><td>${score(ours)}</td><td>${score(PUBLISHED.shortlist[model])}</td><td>${seconds(fitSeconds)}</td><td>${seconds(evalSeconds)}</td></tr>`;
  return html`<div class="scroll"><table><thead><tr><th scope="col">Classifier</th><th scope="col">Score</th><th scope="col">Published</th><th scope="col">Training</th><th scope="col">Evaluation</th></tr></thead><tbody>${shortlist.map(row)}</tbody></table></div>`;
}

function reportTable({ final }: CoreResults): Markup {
  const { classes, macroAvg, weightedAvg } = final.report;
  const rows = [...classes, { name: "macro average", ...macroAvg }, { name: "weighted average", ...weightedAvg }];
  const row = ({ name, precision, recall, f1Score, support }: (typeof rows)[number]) =>
    html`<tr><th scope="row">${name}</th><td>${precision.toFixed(2)}</td><td>${recall.toFixed(2)}</td><td>${f1Score.toFixed(2)}</td><td>${support}</td></tr>`;
  return html`<div class="scroll"><table><thead><tr><th scope="col">Class</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th><th scope="col">Images</th></tr></thead><tbody>${rows.map(row)}</tbody></table></div>`;
}

function galleryItem({ address, trueClass, predictedClass, confidence, index }: GalleryImage): Markup {
  return html`<li><img src="${address}" alt="Test image ${index}, a ${trueClass} read as ${predictedClass}" width="84" height="84"><b>${predictedClass}</b><span>${percent(confidence, 0)} sure</span></li>`;
}
