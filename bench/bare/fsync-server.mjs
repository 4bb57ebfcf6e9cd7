// The least that may say 201: the body in a temporary file, fsync, rename, fsync of the folder. node bench/bare/fsync-server.mjs FOLDER
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const folder = process.argv[2];

const server = createServer(async (request, response) => {
  const name = randomUUID();
  const temporary = join(folder, `${name}.part`);
  // `flush` is an fsync before the file is closed.
  await pipeline(request, createWriteStream(temporary, { flush: true }));
  await rename(temporary, join(folder, name));
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
  response.writeHead(201).end();
});
server.listen(0, '127.0.0.1', () => console.log(`open http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => process.exit());
