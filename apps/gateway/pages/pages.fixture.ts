import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import type { Image, ImageSize } from '#libs/api/image.js';

import { PICTURE, sendJson, sendProblem, type Gateway } from '../gateway.fixture.js';

/** A name that tries to inject HTML. */
export const NAUGHTY = `<script>alert(1)</script>"'&.jpg`;

const pixels = { s: [320, 240], m: [1024, 768], l: [2048, 1536], o: [4000, 3000] } as const;

function size(name: keyof typeof pixels, state: ImageSize['state'] = 'ready'): ImageSize {
  const [width, height] = pixels[name];
  const made = state === 'ready';
  return {
    state,
    width: made ? width : null,
    height: made ? height : null,
    bytes: made ? 20_480 : null,
    type: made ? 'image/jpeg' : null,
    attempts: 1,
    error: null,
    startedAt: null,
    readyAt: null,
    url: `/get/${PICTURE}/${name}?v=1`,
  };
}

/** An image as media sends it. The states of its sizes follow from its state. */
export function picture(change: Partial<Image> = {}): Image {
  const made = ({ processing: 'waiting', ready: 'ready', rejected: 'failed' } as const)[change.state ?? 'ready'];
  return {
    id: PICTURE,
    name: 'IMG_0042.jpg',
    type: 'image/jpeg',
    bytes: 4_404_019,
    width: 4000,
    height: 3000,
    sha256: 'ab'.repeat(32),
    createdAt: '2026-05-18T10:00:00.000Z',
    takenAt: '2026-05-17T09:30:00.000Z',
    exif: null,
    sortAt: '2026-05-17T09:30:00.000Z',
    modifiedAt: null,
    deletedAt: null,
    state: 'ready',
    reason: null,
    thumbhash: 'HBkSHYSIeHiPiHh8eJd4eTN0EEQG',
    generation: 1,
    sizes: { s: size('s', made), m: size('m', made), l: size('l', made), o: size('o') },
    page: `/ada/view/${PICTURE}`,
    ...change,
  };
}

/** The answer of an inner service: a body, or the code of a problem. */
export type Answer = { headers?: Record<string, string> } & ({ status?: number; body?: unknown } | { status: number; code: string });

/** What media answers to `GET /api/transforms`, unless a test says more. */
export const NO_PRESETS = { body: { modifiers: [], presets: [], formats: [], maxModifiers: 12, maxSide: 8192, maxPixels: 40e6 } };

/**
 * Makes media answer by method and path, including the query. Anything else is 404.
 * @param heard gets the body of each PATCH
 */
export function mediaAnswers(gateway: Gateway, answers: Record<string, Answer>, heard: (body: unknown) => void = () => undefined): void {
  gateway.media.answer = async (request, response) => {
    const sent = await text(request);
    if (request.method === 'PATCH') heard(JSON.parse(sent));
    const known: Record<string, Answer> = { 'GET /api/transforms': NO_PRESETS, ...answers };
    send(response, known[`${request.method} ${request.url}`]);
  };
}

export function send(response: ServerResponse, answer: Answer = { status: 404, code: 'NOT_FOUND' }): void {
  if ('code' in answer) return sendProblem(response, answer.status, answer.code, answer.headers);
  if (answer.body === undefined) return void response.writeHead(204, answer.headers).end();
  sendJson(response, answer.status ?? 200, answer.body);
}

/** A form as a browser sends it. */
export function form(fields: Record<string, string>) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}

/** Headers without a session. */
export const NOBODY = { authorization: '' };
