import type { Config } from '#libs/config/config.js';
import { DecoderPool } from '#libs/imaging/decoder/pool.js';
import type { Metrics } from '#libs/metrics/metrics.js';

/** The decoder children of this process as the settings want them; `children` of them make sizes. */
export function openDecoder(config: Config, children: number, metrics: Metrics | undefined): DecoderPool {
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format } = config;
  return new DecoderPool({ children, maxPixels, maxJpegPixels, maxSide, format, onDeath: (cause) => metrics?.decoder.died(cause) });
}
