import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

const TEXT = /\.(js|css|svg|webmanifest)$/;

/** Compresses each text of a folder to `.br` and `.gz` files next to it, at the highest level. */
export async function compress(folder) {
  const names = (await readdir(folder)).filter((name) => TEXT.test(name));
  const [brotli, deflate] = [promisify(brotliCompress), promisify(gzip)];
  await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name));
      await writeFile(join(folder, `${name}.br`), await brotli(bytes));
      await writeFile(join(folder, `${name}.gz`), await deflate(bytes, { level: 9 }));
    }),
  );
}
