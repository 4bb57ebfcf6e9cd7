import { runAlone } from '#libs/process/run-alone.js';

runAlone('worker', () => import('./start.js'));
