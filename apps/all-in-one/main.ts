import { stopOnSignals } from '#libs/process/stop-on-signals.js';

// The signals come before what takes a second to load: the first process of a container gets none that it has no handler for.
const drive = import('./start.js').then(({ start }) => start(process.argv.slice(2)));
stopOnSignals(async () => (await drive).stop());
