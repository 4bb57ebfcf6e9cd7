import { ConfigError } from '#libs/config/config-error.js';
import { barrierTo } from '#libs/imaging/decoder/child-home.js';
import { DecoderServer } from '#libs/imaging/decoder-service/decoder-server.js';
import type { ServiceContext } from '#libs/process/run-service.js';

/**
 * Starts the decoder of media and worker in a process of its own: no database, no store, no port, only a socket. What it logs is all that
 * can be known of it from outside; how its children end is counted by those who asked.
 */
export async function start({ config, logger, shutdown }: ServiceContext): Promise<void> {
  const [socket] = config.decoderSockets as [string];
  const log = logger.child({ service: 'decoder' });
  const onExit = (cause: string) => log.warn({ cause }, 'a decoder child ended');
  const server = new DecoderServer({ socket, folder: config.tmpDir, children: config.workerConcurrency, onExit });
  shutdown.add(() => server.close());
  try {
    await server.listen();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${socket} (SHOEBOX_DECODER_SOCKET) or ${config.tmpDir} (SHOEBOX_TMP_DIR) can't be used: ${reason}`, { cause });
  }
  const { walls } = server;
  if (process.geteuid?.() === 0 && !walls.includes('user')) {
    throw new ConfigError(
      'The decoder runs as root and can’t start its children as other users. Give it the capabilities CHOWN, DAC_OVERRIDE, KILL, SETGID and SETUID, or start it as another user.',
    );
  }
  const barrier = barrierTo(config.tmpDir);
  if (barrier !== null) {
    throw new ConfigError(
      `The decoder runs as root, and its children, which are other users, can't pass through ${barrier} to ${config.tmpDir} (SHOEBOX_TMP_DIR). Let everybody pass through it (chmod o+x), or choose another folder.`,
    );
  }
  log.info({ socket, walls, children: config.workerConcurrency }, `listening; children are behind walls: ${walls.join(', ') || 'none'}`);
}
