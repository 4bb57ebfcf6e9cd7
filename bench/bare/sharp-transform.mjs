// The least that makes what an image address says: one resize of a smaller copy, as JPEG of quality 80. Told over the channel which file
// and how wide; answers with milliseconds.
import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);

process.on('message', ({ file, side, to }) => void work(file, side, to).then((ms) => process.send(ms)));
process.on('disconnect', () => process.exit());
process.send('ready');

async function work(file, side, to) {
  const started = performance.now();
  await sharp(file).resize(side, side, { fit: 'inside' }).jpeg({ quality: 80 }).toFile(to);
  return performance.now() - started;
}
