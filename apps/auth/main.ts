import { runAlone } from '#libs/process/run-alone.js';

runAlone('auth', () => import('./start.js'));
