// Long because who is under way is one state, which admitting, sending and cutting share.
import type { ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import type { SiteLimits } from "../limits.ts";

type Limits = Pick<
  SiteLimits,
  "inFlight" | "inFlightPerAddress" | "sendingBytes" | "slowestBytesPerSecond" | "graceMilliseconds"
>;

interface Flight {
  readonly address: string;
  readonly response: ServerResponse;
  bytes: number;
  /** Since when its answer is being sent. */
  sendingSince: number | undefined;
  deadline: NodeJS.Timeout | undefined;
}

/** The requests that have come and whose answers have not left yet. */
export interface AnswersInFlight {
  /** Takes a request in; false when there are too many of them, from everywhere or from its address. */
  readonly admit: (address: string, response: ServerResponse) => boolean;
  /** Says that so many bytes begin to leave; false when too many are leaving already, and another answer has to be given. */
  readonly send: (response: ServerResponse, bytes: number) => boolean;
  /** The same for bytes that others share and that are counted where they are held. */
  readonly sendShared: (response: ServerResponse, bytes: number) => void;
  readonly count: () => { readonly answers: number; readonly bytes: number; readonly cut: number };
}

/** Where there is no room, the oldest slow answer of whoever has most of them is cut: a slow reader costs himself, not others. */
export function createAnswersInFlight(limits: Limits, clock: Clock): AnswersInFlight {
  const flights = new Map<ServerResponse, Flight>();
  const perAddress = new Map<string, number>();
  let sendingBytes = 0;
  let cuts = 0;

  const countOf = (address: string): number => perAddress.get(address) ?? 0;

  const remove = (flight: Flight): void => {
    if (!flights.delete(flight.response)) return;
    clearTimeout(flight.deadline);
    sendingBytes -= flight.bytes;
    const left = countOf(flight.address) - 1;
    if (left > 0) perAddress.set(flight.address, left);
    else perAddress.delete(flight.address);
  };

  const cut = (flight: Flight): void => {
    cuts += 1;
    remove(flight);
    flight.response.destroy();
  };

  const isSlow = ({ sendingSince }: Flight): boolean =>
    sendingSince !== undefined && clock.monotonic() - sendingSince >= limits.graceMilliseconds;

  /** Flights are in the order in which they came. */
  const cutSlowest = (isMeant: (flight: Flight) => boolean): boolean => {
    let found: Flight | undefined;
    for (const flight of flights.values()) {
      if (!isSlow(flight) || !isMeant(flight)) continue;
      if (!found || countOf(flight.address) > countOf(found.address)) found = flight;
    }
    if (found) cut(found);
    return found !== undefined;
  };

  const begin = (flight: Flight, bytes: number): void => {
    flight.sendingSince = clock.monotonic();
    const milliseconds = limits.graceMilliseconds + (bytes / limits.slowestBytesPerSecond) * 1000;
    clearTimeout(flight.deadline);
    flight.deadline = setTimeout(() => cut(flight), milliseconds).unref();
  };

  return {
    admit: (address, response) => {
      if (countOf(address) >= limits.inFlightPerAddress && !cutSlowest((flight) => flight.address === address))
        return false;
      if (flights.size >= limits.inFlight && !cutSlowest(() => true)) return false;
      const flight: Flight = { address, response, bytes: 0, sendingSince: undefined, deadline: undefined };
      flights.set(response, flight);
      perAddress.set(address, countOf(address) + 1);
      response.once("close", () => remove(flight));
      return true;
    },
    send: (response, bytes) => {
      const flight = flights.get(response);
      if (!flight) return true;
      while (sendingBytes + bytes > limits.sendingBytes) if (!cutSlowest((other) => other.bytes > 0)) return false;
      sendingBytes += bytes;
      flight.bytes += bytes;
      begin(flight, bytes);
      return true;
    },
    sendShared: (response, bytes) => {
      const flight = flights.get(response);
      if (flight) begin(flight, bytes);
    },
    count: () => ({ answers: flights.size, bytes: sendingBytes, cut: cuts }),
  };
}
