/** A clock that stands still until it is moved. */
export class TestClock {
  #now = new Date("2026-11-23T12:00:00.000Z").getTime();
  now = (): Date => new Date(this.#now);
  advanceSeconds(seconds: number): void {
    this.#now += seconds * 1000;
  }
}
