// A module that is healthy until somebody asks for /leak: then it takes memory until the container's limit ends it.
import { createServer } from "node:http";

const mebibyte = 1024 * 1024;
const kept: Buffer[] = [];
let isLeaking = false;

// Outside V8's heap, so that the container's limit ends the process and not V8's own; filled, so that the pages are really used.
function leak(): void {
  kept.push(Buffer.alloc(4 * mebibyte, 1));
  setTimeout(leak, 20);
}

const server = createServer((request, response) => {
  if (request.url === "/leak" && !isLeaking) {
    isLeaking = true;
    setTimeout(leak, 100);
  }
  response.setHeader("content-type", "application/json").end(JSON.stringify({ status: "ok", isLeaking }));
});

process.once("SIGTERM", () => server.close(() => process.exit(0)));
server.listen(Number(process.env["PORT"] ?? 8080), process.env["HOST"] ?? "0.0.0.0");
