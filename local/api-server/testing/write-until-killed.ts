import { startApiServer } from "../src/api-server.ts";
import { TestClient } from "./test-client.ts";

// Run as a child process: creates objects as fast as it can and prints each name once the server has answered 201.
const [, , dataDirectory = ""] = process.argv;
const server = await startApiServer({ dataDirectory });
const client = new TestClient(server);
for (let index = 0; ; index += 1) {
  const { status } = await client.post("/api/v1/namespaces/default/configmaps", {
    metadata: { name: `kept-${index}` },
  });
  if (status === 201) process.stdout.write(`kept-${index}\n`);
}
