import { Counter, Histogram, type Registry } from 'prom-client';

/** Seconds. From a picture out of the cache to an upload over a slow line. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
/** What is counted by its own name; a client may send any other. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);

export interface AnsweredRequest {
  service: string;
  method: string;
  /** Its pattern, never the path: there are as many of those as there are pictures. */
  route: string;
  /** 499 when the client left before the answer was out. */
  status: number;
  seconds: number;
}

/** Requests by what they were. */
export class RequestMetrics {
  private readonly requests: Counter<'service' | 'method' | 'route' | 'status'>;
  private readonly durations: Histogram<'service' | 'method' | 'route'>;

  constructor(registry: Registry) {
    this.requests = new Counter({
      name: 'shoebox_http_requests_total',
      help: 'Requests answered, by route pattern. Status 499: the client left before the answer was out.',
      labelNames: ['service', 'method', 'route', 'status'],
      registers: [registry],
    });
    this.durations = new Histogram({
      name: 'shoebox_http_request_duration_seconds',
      help: 'From the head of a request to the end of its answer.',
      labelNames: ['service', 'method', 'route'],
      buckets: BUCKETS,
      registers: [registry],
    });
  }

  answered({ service, method, route, status, seconds }: AnsweredRequest): void {
    const known = METHODS.has(method) ? method : 'OTHER';
    this.requests.inc({ service, method: known, route, status });
    this.durations.observe({ service, method: known, route }, seconds);
  }
}
