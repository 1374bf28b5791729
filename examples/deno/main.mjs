import { loadModel, matrix } from "heddle/edge";

const model = await loadModel(await Deno.readFile("model.safetensors"));
const image = await Deno.readFile("image.bin");
console.log(model.predict(matrix(image, [1, 784]))[0]);
