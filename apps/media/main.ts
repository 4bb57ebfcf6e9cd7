import 'reflect-metadata';

import { refuseAlone } from '#libs/config/alone.js';
import { loadConfig } from '#libs/config/config.js';

refuseAlone('media', loadConfig());
