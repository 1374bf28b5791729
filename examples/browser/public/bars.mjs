/** One bar for each class. */
export class Bars {
  #rows;

  constructor(list, classes) {
    this.#rows = classes.map((name) => {
      const row = document.createElement("li");
      row.innerHTML =
        '<span class="name"></span><span class="track"><span class="fill"></span></span><span class="percent"></span>';
      row.querySelector(".name").textContent = name;
      list.append(row);
      return { row, fill: row.querySelector(".fill"), percent: row.querySelector(".percent") };
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

export function percentOf(share) {
  return `${(100 * share).toFixed(1)} %`;
}
