import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { Agent, fetch } from "undici";
import { startTlsFront } from "./tls-front.ts";

test("the front shows a local host under another name, with Host and Origin of the local one and cookies untouched", async () => {
  const site = createServer((request, response) => {
    response.setHeader("set-cookie", "__Host-cart=1; Path=/; Secure; HttpOnly");
    response.end(`${request.headers.host} ${request.headers.origin} ${request.headers.cookie}`);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const local = `shop--a.localhost:${(site.address() as AddressInfo).port}`;
  const front = await startTlsFront({ "shop--a.sites.test": local });
  const dispatcher = new Agent({
    connect: {
      rejectUnauthorized: false,
      lookup: (_host, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
    },
  });

  const name = `https://shop--a.sites.test:${front.port}`;
  const response = await fetch(name, { dispatcher, headers: { origin: name, cookie: "seen=yes" } });
  expect(await response.text()).toBe(`${local} http://${local} seen=yes`);
  expect(response.headers.getSetCookie()).toEqual(["__Host-cart=1; Path=/; Secure; HttpOnly"]);

  await dispatcher.close();
  await front.stop();
  site.close();
});
