/** Fits and predicts on the default pool, then has nothing left to do: the process must end by itself. */
import { KNeighborsClassifier } from "../../dist/bundle/index.js";

const rows = Array.from({ length: 2000 }, (_, i) => Array.from({ length: 20 }, (_, j) => (i * (j + 3)) % 17));
const y = rows.map((_, i) => i % 3);
const knn = await new KNeighborsClassifier().fit(rows, y);
console.log(`score ${await knn.score(rows, y)}`);
