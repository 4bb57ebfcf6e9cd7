import { runAlone } from '#libs/process/run-alone.js';

runAlone('gateway', () => import('./start.js'));
