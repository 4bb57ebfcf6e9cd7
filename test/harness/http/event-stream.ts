import { expect } from 'vitest';
import { request } from 'undici';

import { EventReader } from '../../../apps/media/testing/event-reader.js';
import type { Client } from './client.js';

/** Listens on the events of the drive. */
export async function listen(client: Client, lastEventId?: string): Promise<EventReader> {
  const { statusCode, headers, body } = await request(`${client.url}/api/events`, {
    headers: { authorization: `Bearer ${client.token}`, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
    bodyTimeout: 0,
  });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  return new EventReader(body);
}
