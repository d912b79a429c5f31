import type { Clock } from "@tochka-rosta/controller-runtime";

/** Letters of one instance, as this replica of the door counts them. */
export interface LetterRates {
  readonly perMinute: number;
  /** Within a day, of an instance older than a week. */
  readonly perDay: number;
  /** Of a younger one: a trial account must not spoil the platform's domain. */
  readonly perDayWhenNew: number;
}

const dayMilliseconds = 86_400_000;
const minuteMilliseconds = 60_000;
const newMilliseconds = 7 * dayMilliseconds;
/** Of so many letters that the relay answered, … */
const watchedFrom = 50;
/** … so many that it refused for good mean that addresses were never asked for. */
const refusedShare = 0.2;

/** Letters being read or sent, each of which is held in memory whole. */
const underWay = { total: 32, perParty: 4 } as const;

interface Count {
  minute: number;
  inMinute: number;
  day: number;
  inDay: number;
  refused: number;
}

/** Counts what instances send, and what the relay refused of it. */
export class LetterCounts {
  readonly #clock: Clock;
  readonly #rates: LetterRates;
  readonly #byParty = new Map<string, Count>();
  readonly #underWay = new Map<string, number>();
  #total = 0;

  constructor(clock: Clock, rates: LetterRates) {
    this.#clock = clock;
    this.#rates = rates;
  }

  /** Lets a letter in, to be read and sent; undefined while too many are. */
  enter(party: string): (() => void) | undefined {
    const ofParty = this.#underWay.get(party) ?? 0;
    if (this.#total >= underWay.total || ofParty >= underWay.perParty) return undefined;
    this.#total += 1;
    this.#underWay.set(party, ofParty + 1);
    return () => {
      const left = (this.#underWay.get(party) ?? 1) - 1;
      this.#total -= 1;
      if (left > 0) this.#underWay.set(party, left);
      else this.#underWay.delete(party);
    };
  }

  /**
   * Counts a letter of an instance.
   *
   * @param madeAt when the instance was made, in milliseconds since 1970; undefined counts as new
   * @returns the seconds to wait when there were too many
   */
  take(party: string, madeAt: number | undefined): number | undefined {
    const now = this.#clock.now();
    const count = this.#of(party, now);
    const { perMinute, perDay, perDayWhenNew } = this.#rates;
    const isNew = madeAt === undefined || now - madeAt < newMilliseconds;
    if (count.inDay >= (isNew ? perDayWhenNew : perDay) || this.#isRefusedTooOften(count)) {
      return secondsUntil(now, (count.day + 1) * dayMilliseconds);
    }
    if (count.inMinute >= perMinute) return secondsUntil(now, (count.minute + 1) * minuteMilliseconds);
    count.inMinute += 1;
    count.inDay += 1;
    return undefined;
  }

  /** The relay refused a letter for good. */
  noteRefusal(party: string): void {
    this.#of(party, this.#clock.now()).refused += 1;
  }

  #isRefusedTooOften({ inDay, refused }: Count): boolean {
    return inDay >= watchedFrom && refused / inDay > refusedShare;
  }

  #of(party: string, now: number): Count {
    const day = Math.floor(now / dayMilliseconds);
    const minute = Math.floor(now / minuteMilliseconds);
    const known = this.#byParty.get(party);
    if (known?.day === day) {
      if (known.minute !== minute) Object.assign(known, { minute, inMinute: 0 });
      return known;
    }
    // Yesterday's are of no more use, whosever they are.
    for (const [key, count] of this.#byParty) if (count.day !== day) this.#byParty.delete(key);
    const fresh: Count = { minute, inMinute: 0, day, inDay: 0, refused: 0 };
    this.#byParty.set(party, fresh);
    return fresh;
  }
}

function secondsUntil(now: number, then: number): number {
  return Math.max(1, Math.ceil((then - now) / 1_000));
}
