import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Instance } from "#api/models.ts";
import { followInstance } from "./follow-instance.ts";

class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 1;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }
  close() {
    this.readyState = FakeEventSource.CLOSED;
  }
  /** A line that broke (the browser goes on) or was refused (it gives up). */
  fail(isRefused: boolean) {
    if (isRefused) this.close();
    this.dispatchEvent(new Event("error"));
  }
}

const seen: Instance[] = [];
const connections: boolean[] = [];
const listener = {
  onInstance: (instance: Instance) => seen.push(instance),
  onConnection: (isConnected: boolean) => connections.push(isConnected),
};
const renewals = vi.fn(() => Promise.resolve(new Response()));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  vi.stubGlobal("fetch", renewals);
  vi.stubGlobal("navigator", { locks: { request: (_name: string, run: () => Promise<boolean>) => run() } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  FakeEventSource.opened = [];
  seen.length = 0;
  connections.length = 0;
  renewals.mockClear();
});

test("each event gives the instance with the steps that came beside it", () => {
  const stop = followInstance("a b", listener);
  const steps = [{ type: "database", state: "done", seconds: 1 }];
  const data = JSON.stringify({ instance: { id: "a b", steps: [] }, steps, ready: true, url: "http://x/" });
  FakeEventSource.opened[0]?.dispatchEvent(new MessageEvent("status", { data }));
  expect(FakeEventSource.opened[0]?.url).toBe("/api/modules/instances/a%20b/events");
  expect(seen).toEqual([{ id: "a b", steps, ready: true, url: "http://x/" }]);
  stop();
});

test("a broken line is left to the browser", async () => {
  const stop = followInstance("1", listener);
  FakeEventSource.opened[0]?.fail(false);
  await vi.runAllTimersAsync();
  expect(FakeEventSource.opened).toHaveLength(1);
  expect(connections).toEqual([false]);
  stop();
});

test("a refused line is taken up again after the session is renewed", async () => {
  const stop = followInstance("1", listener);
  FakeEventSource.opened[0]?.fail(true);
  await vi.runAllTimersAsync();
  expect(renewals).toHaveBeenCalledOnce();
  expect(FakeEventSource.opened).toHaveLength(2);
  stop();
});

test("after the end nothing is open and nothing is taken up", async () => {
  const stop = followInstance("1", listener);
  FakeEventSource.opened[0]?.fail(true);
  stop();
  await vi.runAllTimersAsync();
  expect(FakeEventSource.opened).toHaveLength(1);
  expect(FakeEventSource.opened[0]?.readyState).toBe(FakeEventSource.CLOSED);
});

test("a line that is refused again and again is asked for ever more seldom, until it is open", async () => {
  const stop = followInstance("1", listener);
  const failAt = async (seconds: number) => {
    FakeEventSource.opened.at(-1)?.fail(true);
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    return FakeEventSource.opened.length;
  };
  expect([await failAt(2), await failAt(3.9)]).toEqual([2, 2]);
  await vi.advanceTimersByTimeAsync(100);
  expect(FakeEventSource.opened).toHaveLength(3);
  for (let refusal = 0; refusal < 8; refusal++) await failAt(60);
  expect(FakeEventSource.opened).toHaveLength(11);
  FakeEventSource.opened.at(-1)?.dispatchEvent(new Event("open"));
  expect(await failAt(2)).toBe(12);
  stop();
});
