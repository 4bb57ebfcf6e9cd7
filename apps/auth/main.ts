import { refuseAlone } from '#libs/config/alone.js';

refuseAlone('auth');
