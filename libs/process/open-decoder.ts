import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';

/**
 * The decoder of this process by the settings, with at most `children` children that make variants. The folder for temporary files must
 * be there.
 * @param watch what is told which walls stand around the children, and how they end; undefined for a tool
 */
export function openDecoder(config: Config, children: number, watch?: { logger: Logger; metrics: Metrics | undefined }): Decoder {
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format, tmpDir: folder } = config;
  let walls: readonly string[] = [];
  const onExit = (cause: string) => {
    watch?.metrics?.decoder.died(cause);
    if (decoder.walls.length < walls.length)
      watch?.logger.warn({ walls: decoder.walls, before: walls }, 'decoder children do not start behind all walls');
    walls = decoder.walls;
  };
  const decoder = new Decoder({ children, folder, maxPixels, maxJpegPixels, maxSide, format, onExit });
  if (watch) {
    ({ walls } = decoder);
    watch.logger.info(
      { walls },
      walls.length > 0 ? `decoder children are behind walls: ${walls.join(', ')}` : 'decoder children are behind no walls',
    );
    watch.metrics?.decoder.watch(decoder);
  }
  return decoder;
}
