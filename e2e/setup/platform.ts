/** Vitest's global setup of the promises; the platform itself is started by the harness, file by file. */
export default function setup(): void {}
