import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import { ChildDecoder } from '#libs/imaging/decoder/child-decoder.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import { SocketDecoder } from '#libs/imaging/decoder-service/socket-decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';

/** What is told which walls stand around the children, and how they end. */
interface Watch {
  logger: Logger;
  metrics: Metrics | undefined;
}

/**
 * The decoder by the settings: children of this process, with at most `children` that make variants, or the decoder behind a socket. The
 * folder for temporary files must be there. @param watch undefined for a tool
 */
export function openDecoder(config: Config, children: number, watch?: Watch): Decoder {
  const decoder = config.decoderSockets.length > 0 ? openSocket(config, watch) : openChildren(config, children, watch);
  watch?.metrics?.decoder.watch(decoder);
  return decoder;
}

function openChildren(config: Config, children: number, watch: Watch | undefined): Decoder {
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format, tmpDir: folder } = config;
  let walls: readonly string[] = [];
  const onExit = (cause: string) => {
    watch?.metrics?.decoder.died(cause);
    if (decoder.walls.length < walls.length)
      watch?.logger.warn({ walls: decoder.walls, before: walls }, 'decoder children do not start behind all walls');
    walls = decoder.walls;
  };
  const decoder = new ChildDecoder({ children, folder, maxPixels, maxJpegPixels, maxSide, format, onExit });
  if (watch) {
    ({ walls } = decoder);
    watch.logger.info(
      { walls },
      walls.length > 0 ? `decoder children are behind walls: ${walls.join(', ')}` : 'decoder children are behind no walls',
    );
  }
  return decoder;
}

function openSocket(config: Config, watch: Watch | undefined): Decoder {
  const { maxPixels, maxJpegPixels, maxSide, variantFormat: format, decoderSockets: sockets } = config;
  const onExit = (cause: string) => watch?.metrics?.decoder.died(cause);
  const onWalls = (walls: readonly string[]) =>
    watch?.logger.info({ walls, sockets }, `the decoder answers; its children are behind walls: ${walls.join(', ') || 'none'}`);
  const decoder = new SocketDecoder({ sockets, maxPixels, maxJpegPixels, maxSide, format, onExit, onWalls });
  if (watch) {
    watch.logger.info({ sockets }, 'pictures are decoded elsewhere: this process starts no decoder children');
    void decoder.learnWalls();
  }
  return decoder;
}
