import { authPaths } from '#libs/api/openapi.auth.js';
import { imagePaths } from '#libs/api/openapi.images.js';
import { sharePaths } from '#libs/api/openapi.shares.js';

import type { Service } from '../upstream/transport.js';

export interface Route {
  service: Service;
  /** In upper case. */
  methods: readonly string[];
  /** Whether an address may carry a signature instead of a log-in. */
  isSignable: boolean;
}

/** The routes that clients can reach: exactly those in the OpenAPI document. An undocumented route of a service is not forwarded. */
const routes = [...routesOf('auth', authPaths), ...routesOf('media', imagePaths), ...routesOf('media', sharePaths)]
  // A fixed segment is tried before a parameter.
  .sort((a, b) => a.parameters - b.parameters);

/** The route of a decoded path, with or without a slash at its end. */
export function findRoute(path: string): Route | undefined {
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return routes.find(({ pattern }) => pattern.test(plain));
}

function routesOf(service: Service, paths: object) {
  return Object.entries(paths).map(([path, operations]) => {
    const methods = Object.keys(operations as object).map((method) => method.toUpperCase());
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
    return {
      service,
      pattern,
      isSignable: path.startsWith('/i/'),
      parameters: path.split('{').length - 1,
      methods: methods.includes('GET') ? [...methods, 'HEAD'] : methods,
    };
  });
}
