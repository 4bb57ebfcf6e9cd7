import { bootstrap } from '#libs/process/bootstrap.js';

bootstrap('gateway', () => import('./start.js'));
