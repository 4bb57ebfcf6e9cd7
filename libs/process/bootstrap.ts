import type { AppName } from '#libs/config/form.js';

import type { Start } from './run-service.js';
import { stopOnSignals } from './stop-on-signals.js';

/**
 * Runs one app in this process until a signal comes. Ends the process with 1 and one line when the settings are wrong, lack what this app
 * must share with the others, or name what can't be used.
 */
export function bootstrap(name: AppName, load: () => Promise<{ start: Start }>): void {
  // The signals come before what takes a second to load: the first process of a container gets none that it has no handler for.
  const closing = import('./run-service.js').then(({ runService }) => runService(name, load));
  stopOnSignals(async () => (await closing).close());
}
