import type { Logger } from '#libs/http/log.js';
import { Readiness } from '#libs/http/readiness.js';

import { problemOf } from './upstream/inner-answer.js';
import type { Service, Upstream } from './upstream/upstream.js';

/** Milliseconds a service has to say how it is; it gives its own parts less. */
const PATIENCE = 2_500;

/** The gateway can work while both services are ready. What is wrong with one is what its own answer says. */
export function gatewayReadiness(upstream: Upstream, logger: Logger): Readiness {
  const check = (service: Service) => async (requestId: string) => {
    const headers = { 'x-request-id': requestId };
    const asked = upstream.text(service, { method: 'GET', path: '/health/ready', headers, headersTimeout: PATIENCE });
    const answer = await asked.catch((cause: unknown) => {
      throw new Error(`${service} does not answer`, { cause });
    });
    if (answer.status !== 200) throw problemOf(answer);
  };
  return new Readiness({ auth: check('auth'), media: check('media') }, logger, PATIENCE);
}
