import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { startTrickle } from "./trickle.ts";

test("a trickle counts every status, and names what failed", async () => {
  const answers = [200, 200, 503, "cut off", 200];
  let requested = 0;
  const server = createServer((request, response) => {
    const answer = answers[requested++] ?? 200;
    if (answer === "cut off") request.socket.destroy();
    else response.writeHead(Number(answer)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const trickle = startTrickle(`http://shop.localhost:${port}/`, { everyMilliseconds: 1 });
  await trickle.answer(3);
  const { total, statuses, failures } = await trickle.stop();

  expect(statuses[200]).toBeGreaterThanOrEqual(3);
  expect(total).toBe((statuses[200] ?? 0) + 2);
  expect(statuses[503]).toBe(1);
  expect(failures).toEqual([
    expect.stringMatching(/^\d\.\d s: 503$/),
    expect.stringMatching(/^\d\.\d s: TypeError: .+/),
  ]);
  server.closeAllConnections();
  server.close();
});
