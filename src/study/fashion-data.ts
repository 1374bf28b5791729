/** Fashion-MNIST as the study takes it: the order of its rows is the published protocol's. */
import type { FashionMnist } from "../data/fashion-mnist.js";
import type { StudyData } from "./context.js";

export function fashionStudy({ train, test, classNames }: FashionMnist): StudyData {
  const summary = {
    name: "Fashion-MNIST",
    source: "https://github.com/zalandoresearch/fashion-mnist",
    classNames,
    imageShape: [28, 28],
    published: true,
    testSet: "given",
  } as const;
  return { train, test, summary };
}
