import type { Config } from '#libs/config/config.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';

/** The decoder of this process by the settings, with at most `children` children that make variants. */
export function openDecoder(config: Config, children: number, metrics: Metrics | undefined): Decoder {
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format } = config;
  return new Decoder({ children, maxPixels, maxJpegPixels, maxSide, format, onExit: (cause) => metrics?.decoder.died(cause) });
}
