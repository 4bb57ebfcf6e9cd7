import type { ServiceName } from '#libs/config/deployment.js';

import type { Start } from './run-service.js';
import { stopOnSignals } from './stop-on-signals.js';

/**
 * Runs one service in this process until SIGTERM or SIGINT. Ends the process with 1 and one line when the settings are invalid, lack
 * something that the services must share, or name something unusable.
 */
export function bootstrap(name: ServiceName, load: () => Promise<{ start: Start }>): void {
  // Handlers are set before the slow imports: the kernel drops a signal that process 1 of a container has no handler for.
  const running = import('./run-service.js').then(({ runService }) => runService(name, load));
  stopOnSignals(async () => (await running).close());
}
