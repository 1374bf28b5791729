import { loadModel, matrix } from "heddle/edge";

const model = await loadModel(await Bun.file("model.safetensors").bytes());
const image = await Bun.file("image.bin").bytes();
console.log(model.predict(matrix(image, [1, 784]))[0]);
