/** One bar for each class. */
export class Bars {
  #rows;

  constructor(list, classes) {
    this.#rows = classes.map((name) => {
      const row = document.createElement("li");
      const [label, track, fill, percent] = ["name", "track", "fill", "percent"].map(span);
      label.textContent = name;
      track.append(fill);
      row.append(label, track, percent);
      list.append(row);
      return { row, fill, percent };
    });
  }

  /** `chances` in the order of the classes; `best` is the place of the one to point out. */
  show(chances, best) {
    this.#rows.forEach(({ row, fill, percent }, i) => {
      row.classList.toggle("best", i === best);
      fill.style.transform = `scaleX(${chances[i]})`;
      percent.textContent = percentOf(chances[i]);
    });
  }
}

function span(className) {
  const made = document.createElement("span");
  made.className = className;
  return made;
}

export function percentOf(share) {
  return `${(100 * share).toFixed(1)} %`;
}
