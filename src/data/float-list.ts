/** A growing list of f32 values. */
const FIRST_CAPACITY = 1024;

export class FloatList {
  #values = new Float32Array(FIRST_CAPACITY);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  #grow(): void {
    const larger = new Float32Array(2 * this.#values.length);
    larger.set(this.#values);
    this.#values = larger;
  }

  /** The values so far, copied. */
  toArray(): Float32Array {
    return this.#values.slice(0, this.#length);
  }
}
