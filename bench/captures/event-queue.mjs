/** Whose turn is next: a binary heap of (time, connection) in typed arrays. */
export class EventQueue {
  length = 0;
  #times;
  #connections;

  constructor(capacity) {
    this.#times = new Float64Array(capacity);
    this.#connections = new Int32Array(capacity);
  }

  /** When the next one is due; only where length > 0. */
  get time() {
    return this.#times[0];
  }

  add(time, connection) {
    let at = this.length++;
    if (at === this.#times.length) throw new RangeError(`more than ${at} connections at once`);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#times[parent] <= time) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, time, connection);
  }

  /** Takes the next one out. @returns {number} its connection */
  take() {
    const connection = this.#connections[0];
    const last = --this.length;
    const time = this.#times[last];
    let at = 0;
    for (let child = 1; child < last; child = 2 * at + 1) {
      if (child + 1 < last && this.#times[child + 1] < this.#times[child]) child++;
      if (time <= this.#times[child]) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, time, this.#connections[last]);
    return connection;
  }

  #move(from, to) {
    this.#times[to] = this.#times[from];
    this.#connections[to] = this.#connections[from];
  }

  #put(at, time, connection) {
    this.#times[at] = time;
    this.#connections[at] = connection;
  }
}
