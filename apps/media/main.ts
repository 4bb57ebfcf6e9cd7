import { bootstrap } from '#libs/process/bootstrap.js';

bootstrap('media', () => import('./start.js'));
