import type { Config } from '#libs/config/config.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';

/** The decoder children of this process as the settings want them; `children` of them make sizes. */
export function openDecoder(config: Config, children: number, metrics: Metrics | undefined): Decoder {
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format } = config;
  return new Decoder({ children, maxPixels, maxJpegPixels, maxSide, format, onDeath: (cause) => metrics?.decoder.died(cause) });
}
