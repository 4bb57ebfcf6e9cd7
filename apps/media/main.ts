import { runAlone } from '#libs/process/run-alone.js';

runAlone('media', () => import('./start.js'));
