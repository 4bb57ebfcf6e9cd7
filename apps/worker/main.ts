import { bootstrap } from '#libs/process/bootstrap.js';

bootstrap('worker', () => import('./start.js'));
