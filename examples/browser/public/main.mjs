/** The page: what is shown is asked for at once, in this thread; training goes on in another. */
import { Bars, percentOf } from "./bars.mjs";
import { Chart } from "./chart.mjs";
import { FrameCounter } from "./frames.mjs";
import { loadModel, matrix } from "./heddle/edge-bundle/fetched.js";
import { Pad, paint } from "./pad.mjs";
import { loadSample, PIXELS } from "./sample.mjs";

const at = (id) => document.getElementById(id);
const bytesOf = async (address) => new Uint8Array(await (await fetch(address)).arrayBuffer());

const DRAWN = "Drawn by you";

let model = await loadModel(await bytesOf("model.safetensors"));
let origin = DRAWN;
const bars = new Bars(at("bars"), model.classes_);
const pad = new Pad(
  at("pad"),
  () => at("brush").valueAsNumber,
  () => ask(DRAWN),
);
const chart = new Chart(at("chart"));
const test = await loadSample("test");
const frames = new FrameCounter(({ rate, slowest }) => {
  at("fps").textContent = rate.toFixed(0);
  at("slowest").textContent = `${slowest.toFixed(0)} ms`;
});

/** Shows what the model says about the image on the pad. */
function ask(from) {
  origin = from;
  if (origin === DRAWN) press(undefined);
  if (pad.pixels.every((value) => value === 0)) return sayNothing();
  const start = performance.now();
  const { data } = model.predictProba(matrix(pad.pixels, [1, PIXELS]));
  const took = performance.now() - start;
  const best = data.indexOf(Math.max(...data));
  at("top").value = `${model.classes_[best]}, ${percentOf(data[best])}`;
  at("truth").textContent = `${origin}. Took ${took.toFixed(2)} ms.`;
  at("pad").setAttribute("aria-label", `The image: ${origin}`);
  bars.show(data, best);
}

function sayNothing() {
  at("top").value = "Nothing to see yet";
  at("truth").textContent = "Draw a garment; filled shapes work best.";
  at("pad").setAttribute("aria-label", "The image: empty");
  bars.show(
    model.classes_.map(() => 0),
    undefined,
  );
}

function press(button) {
  for (const other of at("images").children) other.setAttribute("aria-pressed", String(other === button));
}

/** Buttons with the `round`-th image of every class. */
function offer(round) {
  const buttons = model.classes_.map((name) => {
    const places = test.labels.flatMap((label, i) => (label === name ? [i] : []));
    const place = places[round % places.length];
    const pixels = test.images.subarray(PIXELS * place, PIXELS * (place + 1));
    const button = document.createElement("button");
    const canvas = Object.assign(document.createElement("canvas"), { width: 28, height: 28 });
    paint(canvas, pixels);
    button.type = "button";
    button.title = name;
    button.setAttribute("aria-label", name);
    button.setAttribute("aria-pressed", "false");
    button.append(canvas);
    button.addEventListener("click", () => {
      pad.show(pixels);
      ask(`${name} of the test set`);
      press(button);
    });
    return button;
  });
  at("images").replaceChildren(...buttons);
}

let round = 0;
at("others").addEventListener("click", () => offer(++round));
at("clear").addEventListener("click", () => {
  pad.show(new Uint8Array(PIXELS));
  ask(DRAWN);
});
at("source").textContent = "Answers come from a network of 128 units and weights of 8 bits that was trained in Node.";
offer(round);
at("images").lastElementChild.click();

let worker;
let drawing = false;

function setBusy(busy) {
  at("train").disabled = busy;
  at("stop").disabled = !busy;
}

/** Ends the training; the network that answers stays. */
function end(words) {
  worker.onmessage = null;
  worker.terminate();
  setBusy(false);
  at("status").textContent = words;
}

at("training").addEventListener("submit", (event) => {
  event.preventDefault();
  const [units, epochs] = [Number(at("units").value), Number(at("epochs").value)];
  setBusy(true);
  frames.mark();
  chart.start(epochs);
  at("status").textContent = `Training a network of ${units} units in a Web Worker …`;
  worker = new Worker("trainer.mjs", { type: "module" });
  worker.onmessage = ({ data: { record, model, failure } }) => {
    if (record) tell(record, epochs);
    else if (model) takeOver(model, units);
    else end(`Training failed: ${failure}`);
  };
  worker.onerror = ({ message }) => end(`Training failed: ${message ?? "the worker could not be loaded"}`);
  worker.postMessage({ units, epochs });
});
at("stop").addEventListener("click", () => end("Stopped. The answers come from the same network as before."));

/** An epoch's record; the chart is drawn once a frame, however many there are. */
function tell(record, epochs) {
  chart.add(record);
  at("epoch").textContent = `${record.epoch} of ${epochs}`;
  at("accuracy").textContent = percentOf(record.validationAccuracy);
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    chart.draw();
  });
}

async function takeOver(bytes, units) {
  const { start, frames: shown, slowest } = frames.marked;
  const seconds = (performance.now() - start) / 1000;
  end(
    `Trained in ${seconds.toFixed(1)} s, while the page showed ${shown} frames, none later than ${slowest.toFixed(0)} ms after the last.`,
  );
  model = await loadModel(bytes);
  at("source").textContent =
    `Answers come from the network of ${units} units trained here: a model file of ${Math.round(bytes.length / 1024)} KB.`;
  ask(origin);
}
