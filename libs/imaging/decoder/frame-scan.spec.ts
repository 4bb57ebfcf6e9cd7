import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { gifFrames, webpFrames } from '../../../test/harness/images/hostile-formats.js';
import { animatedGif } from '../../../test/harness/images/images.js';
import { rendered } from './render.fixture.js';

const TOO_MANY = { code: 'BROKEN_IMAGE', message: expect.stringContaining('5000 frames') as string };

describe('the frames of a picture', () => {
  it.each<[string, () => Buffer | Promise<Buffer>]>([
    ['GIF', () => gifFrames(5001)],
    ['WebP', () => webpFrames(5001, 4)],
  ])('are bounded before a decoder looks at them: %s', async (_name, make) => {
    await expect(rendered(await make())).rejects.toMatchObject(TOO_MANY);
  });

  it('may be many', async () => {
    expect((await rendered(gifFrames(4999))).width).toBe(1);
    expect((await rendered(await webpFrames(300, 4))).width).toBe(4);
    expect((await rendered(await animatedGif())).width).toBe(40);
  });

  it('are counted behind what is no frame', async () => {
    const [screen, frames] = [gifFrames(0).subarray(0, -1), gifFrames(5001).subarray(19)];
    const comment = Buffer.from('\x21\xfe\x03a,b\x02\x2c\x2c\0', 'latin1');
    await expect(rendered(Buffer.concat([screen, comment, frames]))).rejects.toMatchObject(TOO_MANY);
  });

  it('of a file that ends in the middle are left to the decoder', async () => {
    const gif = await animatedGif();
    await expect(rendered(gif.subarray(0, 20))).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
    const webp = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } }).webp().toBuffer(); // prettier-ignore
    await expect(rendered(webp.subarray(0, 30))).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
  });

  it('are no sub-blocks, which are bounded as well', async () => {
    const blocks = Buffer.alloc(2_100_000, Buffer.of(1, 0x2c));
    const file = Buffer.concat([gifFrames(0).subarray(0, -1), Buffer.from([0x21, 0xfe]), blocks, gifFrames(0).subarray(-1)]);
    await expect(rendered(file)).rejects.toMatchObject({
      code: 'BROKEN_IMAGE',
      message: expect.stringContaining('too many parts') as string,
    });
  });
});
