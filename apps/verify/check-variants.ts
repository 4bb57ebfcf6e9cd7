import { stat } from 'node:fs/promises';

import type { ImageRow, VariantRecord } from '#libs/domain/image/image-row.js';
import type { ImageType } from '#libs/domain/image-types.js';
import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';
import { DecoderFailed, DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { withTemporaryFile } from './drive.js';
import type { Finding } from './finding.js';
import { readObject, type Run } from './run.js';

export type WrongVariant = Pick<Finding, 'detail' | 'key'> & { kind: 'VARIANT_MISSING' | 'VARIANT_ALTERED'; variant: VariantName };

/** Decodes every variant that the row names, in a decoder child, and compares it with the row. */
export async function checkVariants(run: Run, row: ImageRow): Promise<WrongVariant[]> {
  const wrong: WrongVariant[] = [];
  for (const variant of VARIANT_NAMES) {
    const record = row.sizes[variant];
    if (record.state === 'ready' && record.key !== null) {
      const found = await checkVariant(run, record.key, record);
      if (found) wrong.push({ ...found, key: record.key, variant });
    } else if (row.state === 'ready') {
      wrong.push({ kind: 'VARIANT_MISSING', variant, detail: `the size ${variant} was not made, although the picture is ready` });
    }
  }
  return wrong;
}

const altered = (detail: string) => ({ kind: 'VARIANT_ALTERED' as const, detail });

/** A hash of a variant is not kept, since it can be made again: damage that its decoder can't see is not found. */
async function checkVariant(run: Run, key: string, record: VariantRecord): Promise<Pick<WrongVariant, 'kind' | 'detail'> | null> {
  const { drive, throttle } = run;
  run.signal.throwIfAborted();
  await throttle.take(record.bytes ?? 0);
  try {
    return await withTemporaryFile(drive, async (file) => {
      const fetched = await readObject(run, () => drive.objects.fetch(key, file));
      if (fetched && 'unreadable' in fetched) return altered(`it can't be read: ${fetched.unreadable}`);
      const { size } = await stat(file);
      if (size !== record.bytes) return altered(`it has ${size} bytes, and ${record.bytes} were made`);
      const { width, height } = await drive.decoder.checkVariant(file, record.type as ImageType);
      const measures = width === record.width && height === record.height;
      return measures ? null : altered(`it measures ${width} × ${height}, and ${record.width} × ${record.height} were made`);
    });
  } catch (error) {
    if (error instanceof ObjectNotFound) return { kind: 'VARIANT_MISSING', detail: 'the size is not in the store' };
    if (error instanceof ImageError || error instanceof DecoderFailed || (error instanceof DecoderGone && error.crashed))
      return altered('it can’t be decoded');
    throw error;
  }
}
