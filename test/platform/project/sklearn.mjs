/** What models of scikit-learn answer here; whoever asked compares it with what scikit-learn answered. */

/** Name → the labels of all rows, and the scores of the first. `read(file)` gives the bytes of a file that checks/sklearn.mjs wrote. */
export async function answersForScikitLearn({ loadModel, matrix }, read) {
  const questions = JSON.parse(new TextDecoder().decode(await read("sklearn.json")));
  const answers = {};
  for (const [name, { bytes, rows, method, scored }] of Object.entries(questions)) {
    const model = await loadModel(await read(`sklearn-${name}.safetensors`));
    const matrixOf = (some) =>
      matrix((bytes ? Uint8Array : Float32Array).from(some.flat()), [some.length, some[0].length]);
    const scores = await model[method](matrixOf(rows.slice(0, scored)));
    answers[name] = { predictions: Array.from(await model.predict(matrixOf(rows))), scores: Array.from(scores.data) };
  }
  return answers;
}
