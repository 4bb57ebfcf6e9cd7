import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Decoder, RenderedVariant } from './decoder.js';
import { heicGrid } from './heic.fixture.js';
import { interlaced } from './png.fixture.js';

/** What a decoder is opened with. */
export interface Wanted {
  children: number;
  maxSide: number;
  format: 'jpeg' | 'webp';
  onExit: (cause: string) => void;
}

export interface Opened {
  decoder: Decoder;
  /** The children that decode for it, wherever they are. */
  pids: () => number[];
  close: () => Promise<void>;
}

/** What every decoder does, wherever its children are. */
export function decoderContract(name: string, openWith: (wanted: Wanted) => Promise<Opened>): void {
  describe(name, () => {
    let folder: string;
    let opened: Opened;
    const exits: string[] = [];
    const file = (path: string): string => join(folder, path);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'decoder-'));
      const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
      const photo = sharp({ create: { width: 2400, height: 1600, channels: 3, noise, background: 'red' } });
      const bytes = await photo
        .jpeg()
        .withExifMerge({ IFD0: { Make: 'Maker', Model: 'One' } })
        .toBuffer();
      writeFileSync(file('photo.jpg'), bytes);
      writeFileSync(file('cut.jpg'), bytes.subarray(0, bytes.length / 2));
      writeFileSync(file('empty.jpg'), '');
      // 64 megapixels of 64 bits, of which all but the header is missing: it must run alone.
      writeFileSync(file('heavy.png'), interlaced(8000, 8000));
    });
    afterEach(async () => {
      await opened.close();
      exits.splice(0);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    async function open(wanted: Partial<Wanted> = {}): Promise<Decoder> {
      opened = await openWith({ children: 1, maxSide: 20_000, format: 'jpeg', onExit: (cause) => exits.push(cause), ...wanted });
      return opened.decoder;
    }

    /** Renders the photo into a folder of its own, and calls `act` with the name of each variant. */
    function render(act: (variant: RenderedVariant) => unknown = () => undefined, options: object = {}, path = 'photo.jpg') {
      const out = mkdtempSync(file('out-'));
      const type = path.endsWith('.png') ? ('image/png' as const) : ('image/jpeg' as const);
      return opened.decoder.render(file(path), type, out, async (variant) => void (await act(variant)), options);
    }

    const gone = (crashed: boolean) => ({ name: 'DecoderGone', crashed });

    it('reads a header', async () => {
      const decoder = await open();
      const header = await decoder.readHeader(file('photo.jpg'), 'image/jpeg');
      expect(header).toMatchObject({
        type: 'image/jpeg',
        width: 2400,
        height: 1600,
        takenAt: null,
        exif: { camera: 'Maker One', place: false },
      });
    });

    it('makes the variants as files that have the size and type that it says', async () => {
      await open();
      const made: RenderedVariant[] = [];
      const { thumbhash, isTruncated } = await render((variant) => made.push(variant));
      expect(made.map(({ name: variant, width, height, type }) => [variant, width, height, type])).toEqual([
        ['s', 320, 213, 'image/jpeg'],
        ['m', 1024, 683, 'image/jpeg'],
        ['l', 2048, 1365, 'image/jpeg'],
      ]);
      for (const { file: path, bytes, width, height } of made) {
        expect(readFileSync(path)).toHaveLength(bytes);
        expect(await sharp(path).metadata()).toMatchObject({ width, height, format: 'jpeg' });
      }
      expect([isTruncated, Buffer.from(thumbhash, 'base64').length > 4]).toEqual([false, true]);
    });

    it('makes variants of HEIC, which takes a compiler', async () => {
      const decoder = await open();
      writeFileSync(file('phone.heic'), heicGrid({ columns: 4, rows: 3 }));
      expect(await decoder.readHeader(file('phone.heic'), 'image/heic')).toMatchObject({ width: 256, height: 192 });
      const made: number[] = [];
      const out = mkdtempSync(file('out-'));
      await decoder.render(file('phone.heic'), 'image/heic', out, async ({ width }) => void made.push(width));
      expect(made).toEqual([256, 256, 256]);
    });

    it('makes the format that is asked for', async () => {
      await open({ format: 'webp' });
      const types: string[] = [];
      await render(({ type }) => types.push(type));
      expect(types).toEqual(['image/webp', 'image/webp', 'image/webp']);
    });

    it('writes into no file but those it makes, whatever lies under their names', async () => {
      const decoder = await open();
      const out = mkdtempSync(file('out-'));
      writeFileSync(file('secret'), 'a secret');
      symlinkSync(file('secret'), join(out, 's.jpg'));
      await decoder.render(file('photo.jpg'), 'image/jpeg', out, async () => undefined);
      expect(readFileSync(file('secret'), 'utf8')).toBe('a secret');
      expect(readdirSync(out).toSorted()).toEqual(['l.jpg', 'm.jpg', 's.jpg']);
    });

    it('refuses what is broken or too large, with its code', async () => {
      const decoder = await open({ maxSide: 3000 });
      await expect(decoder.readHeader(file('empty.jpg'), 'image/jpeg')).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
      await expect(decoder.readHeader(file('heavy.png'), 'image/png')).rejects.toMatchObject({
        name: 'ImageError',
        code: 'TOO_MANY_PIXELS',
      });
      await expect(render(undefined, {}, 'cut.jpg')).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
      await render();
      expect(exits).toEqual([]);
    });

    it('says the size of a variant that is whole, and refuses one that is not', async () => {
      const decoder = await open();
      expect(await decoder.checkVariant(file('photo.jpg'), 'image/jpeg')).toEqual({ width: 2400, height: 1600 });
      await expect(decoder.checkVariant(file('cut.jpg'), 'image/jpeg')).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
    });

    it('makes one picture by its modifiers, of any format', async () => {
      const decoder = await open();
      const whole = { width: 2400, height: 1600 };
      for (const [format, type] of [
        ['jpg', 'image/jpeg'],
        ['webp', 'image/webp'],
        ['avif', 'image/avif'],
        ['png', 'image/png'],
      ] as const) {
        const made = await decoder.transform(file('photo.jpg'), 'image/jpeg', { modifiers: 'SC300,200_PT-90_PE20', format, whole });
        expect(made).toMatchObject({ type, width: 200, height: 300 });
        expect(await sharp(made.data).metadata()).toMatchObject({ width: 200, height: 300 });
      }
      await expect(decoder.transform(file('cut.jpg'), 'image/jpeg', { modifiers: 'SL99', format: 'jpg', whole })).rejects.toMatchObject({
        code: 'BROKEN_IMAGE',
      });
    });

    it('reports no crash for a file that is missing', async () => {
      const decoder = await open();
      await expect(decoder.readHeader(file('nowhere'), 'image/jpeg')).rejects.toMatchObject(gone(false));
    });

    it('reports a crash on the image whose child is killed, and goes on', async () => {
      await open();
      const killed = render(({ name: variant }) => variant === 's' && process.kill(opened.pids()[0]!, 'SIGKILL'));
      const next = render();
      await expect(killed).rejects.toMatchObject(gone(true));
      await next;
      expect(exits).toEqual(['killed']);
    });

    it('rejects with the error of onVariant', async () => {
      await open();
      const lost = render(() => {
        throw new Error('lost the race');
      });
      await expect(lost).rejects.toThrow('lost the race');
      await render();
    });

    it('lets nobody wait for all pictures of another', async () => {
      await open();
      const order: string[] = [];
      const done = (owner: string) => render(undefined, { owner }).then(() => order.push(owner));
      await Promise.all([...Array.from({ length: 5 }, () => done('many')), done('one')]);
      // After the one that ran already, and at most one more.
      expect(order.indexOf('one')).toBeLessThanOrEqual(2);
    });

    it('renders a suspect last, and what takes much memory alone', async () => {
      await open({ children: 2 });
      const order: string[] = [];
      const track = (title: string) => ({ name: variant }: RenderedVariant) => void order.push(`${title} ${variant}`); // prettier-ignore
      const begun = Promise.withResolvers<void>();
      const first = render((variant) => {
        track('first')(variant);
        begun.resolve();
      });
      await begun.promise;
      const suspect = render(track('suspect'), { suspect: true });
      const heavy = render(track('heavy'), {}, 'heavy.png');
      await expect(heavy).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
      expect(order).toEqual(['first s', 'first m', 'first l']);
      await Promise.all([first, suspect]);
      expect(order.slice(3)).toEqual(['suspect s', 'suspect m', 'suspect l']);
    });

    it('lets go of what nobody waits for any more, running or not, and reports no crash', async () => {
      // WebP of noise takes so long that the child is at it after the first variant.
      await open({ format: 'webp' });
      const leave = new AbortController();
      const { signal } = leave;
      let busy: number | undefined;
      const leaveAtOnce = (): void => {
        busy ??= opened.pids()[0];
        leave.abort();
      };
      const outcomes = Promise.allSettled([render(leaveAtOnce, { signal, owner: 'one' }), render(undefined, { signal, owner: 'one' })]);
      for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: gone(false) });
      // The child does not work on for nobody.
      await expect.poll(() => opened.pids()).not.toContain(busy);
      await render();
      await expect(render(undefined, { signal })).rejects.toMatchObject(gone(false));
      expect(exits).toEqual([]);
    });

    it('ends what runs and what waits when it closes, and reports no crash', async () => {
      const decoder = await open({ format: 'webp' });
      const [begun, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      // What comes after the first variant is not read before the decoder has closed.
      const running = render(async () => {
        begun.resolve();
        await closed.promise;
      });
      const outcomes = Promise.allSettled([running, render()]);
      await begun.promise;
      await decoder.close();
      closed.resolve();
      for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: gone(false) });
      await expect(render()).rejects.toMatchObject(gone(false));
    });
  });
}
