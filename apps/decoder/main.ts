import { bootstrap } from '#libs/process/bootstrap.js';

bootstrap('decoder', () => import('./start.js'));
