import { bootstrap } from '#libs/process/bootstrap.js';

bootstrap('auth', () => import('./start.js'));
