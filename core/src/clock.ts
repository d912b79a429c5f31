/** What the core takes time from; tests inject their own. */
export interface WallClock {
  now(): Date;
}
