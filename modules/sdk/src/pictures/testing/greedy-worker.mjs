// Takes memory for ever.
const held = [];
setInterval(() => held.push(Buffer.alloc(8 * 1024 * 1024, 1)), 5);
