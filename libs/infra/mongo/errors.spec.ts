import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';

import { mongoError } from './errors.js';
import { UniqueViolation } from '../unique-violation.js';
import { ContentTaken, RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

const server = (code: number, more: object = {}) => new mongo.MongoServerError({ message: 'db7.internal says no', code, ...more });

describe('mongoError', () => {
  it.each<[string, unknown]>([
    ['a server that shuts down', server(91)],
    ['one that is no longer the primary', server(10_107)],
    ['one that stepped down in the middle', server(11_602)],
    ['a refused log-in', server(18)],
    ['time that is over', server(50)],
    [
      'a write that not enough members have',
      new mongo.MongoWriteConcernError({ ok: 1, writeConcernError: { code: 79, errmsg: 'no' } } as never),
    ],
    ['what the server says is worth another try', server(0, { errorLabels: ['RetryableWriteError'] })],
    ['a connection that broke', new mongo.MongoNetworkError('read ECONNRESET 10.0.0.7')],
    ['an answer that did not come', new mongo.MongoNetworkTimeoutError('connection 3 to 10.0.0.7 timed out')],
    ['no server', new mongo.MongoServerSelectionError('connect ECONNREFUSED 10.0.0.7', {} as never)],
    [
      'a pool in which none came free',
      Object.defineProperty(new mongo.MongoError('Timed out'), 'name', { value: 'MongoWaitQueueTimeoutError' }),
    ],
    ['a client that was closed', new mongo.MongoTopologyClosedError('closed')],
  ])('translates %s into RepositoryUnavailable', (_, error) => {
    const ours = mongoError(error);
    expect(ours).toBeInstanceOf(RepositoryUnavailable);
    expect(ours.message).toMatch(/^The database (does not answer|refuses the log-in)\.$/);
    expect(ours.cause).toBe(error);
  });

  it.each([12_501, 14_031])('translates code %i into RepositoryFull', (code) => {
    expect(mongoError(server(code))).toBeInstanceOf(RepositoryFull);
  });

  it('names the fields of a violated key', () => {
    const ours = mongoError(server(11_000, { keyPattern: { owner: 1, turn: 1 } }));
    expect(ours).toMatchObject({ constructor: UniqueViolation, key: 'owner,turn' });
  });

  it.each([
    server(2),
    server(9),
    new mongo.MongoInvalidArgumentError('x'),
    new ContentTaken('x'),
    new RepositoryFull('x'),
    new TypeError('x'),
  ])('returns errors that are no failure of the server as they are: %s', (error) => {
    expect(mongoError(error)).toBe(error);
  });
});
