import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import {
  AccountLogList,
  Credentials,
  LoggedIn,
  Me,
  NewAccount,
  NewToken,
  PasswordChange,
  SessionList,
  TokenList,
  TokenMade,
} from './account.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';

const tags = ['account'];
const requestParams = {
  path: z.object({ id: z.string().meta({ description: 'As in the list.', example: '01kdc7q3v8x2m4n6p8r0s2t4v6' }) }),
};

const loggedIn = (description: string) =>
  ({
    description,
    headers: { 'set-cookie': { description: 'The session cookie and the device cookie, for browsers.', schema: { type: 'string' } } },
    ...json(LoggedIn),
  }) as const;

/** The public operations of auth. */
export const authPaths = {
  '/api/auth/signup': {
    post: {
      tags,
      operationId: 'signUp',
      summary: 'Create an account and log in',
      description: 'A drive accepts everybody, nobody, or people with an invitation. An invitation works once.',
      security: [],
      requestBody: { required: true, ...json(NewAccount) },
      responses: {
        '201': loggedIn('The account and its first session.'),
        ...changeProblems(
          'SIGN_UP_CLOSED',
          'INVITE_USED',
          'INVITE_ENDED',
          'EMAIL_TAKEN',
          'WEAK_PASSWORD',
          'BAD_EMAIL',
          'RATE_LIMITED',
          'UNSUPPORTED_TYPE',
          'TOO_LARGE',
        ),
      },
    },
  },
  '/api/auth/login': {
    post: {
      tags,
      operationId: 'logIn',
      summary: 'Log in',
      description:
        'Ten wrong passwords in 15 minutes are accepted for an account, from clients that never logged in. A client that did, and sends the device cookie that it got, has ten of its own. An account can have 100 sessions; beyond that the ones that were not used for longest end.',
      security: [],
      requestBody: { required: true, ...json(Credentials) },
      responses: {
        '200': loggedIn('A new session.'),
        ...changeProblems('BAD_CREDENTIALS', 'RATE_LIMITED', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/auth/logout': {
    post: {
      tags,
      operationId: 'logOut',
      summary: 'Log out',
      description: 'Ends the session of this request. A token is revoked with `DELETE /api/auth/tokens/{id}`.',
      responses: {
        '204': {
          ...NOTHING,
          headers: {
            'clear-site-data': { description: '`"cache"`: the browser removes its cached pictures.', schema: { type: 'string' } },
          },
        },
        ...changeProblems('NOT_LOGGED_IN', 'SCOPE_MISSING'),
      },
    },
  },
  '/api/auth/me': {
    get: {
      tags,
      operationId: 'getMe',
      summary: 'Get the account of the caller',
      description: 'The account that the session or token belongs to, and what it permits.',
      responses: { '200': { description: 'The account of the session or token.', ...json(Me) }, ...problems('NOT_LOGGED_IN') },
    },
  },
  '/api/auth/password': {
    post: {
      tags,
      operationId: 'changePassword',
      summary: 'Change the password',
      description: 'Ends all other sessions of the account. Tokens stay valid.',
      requestBody: { required: true, ...json(PasswordChange) },
      responses: {
        '204': NOTHING,
        ...changeProblems(
          'NOT_LOGGED_IN',
          'BAD_CREDENTIALS',
          'SCOPE_MISSING',
          'WEAK_PASSWORD',
          'RATE_LIMITED',
          'UNSUPPORTED_TYPE',
          'TOO_LARGE',
        ),
      },
    },
  },
  '/api/auth/sessions': {
    get: {
      tags,
      operationId: 'listSessions',
      summary: 'List sessions',
      description: 'The sessions of the account, with the browser and the time of the last use of each.',
      responses: {
        '200': { description: 'The sessions, latest use first.', ...json(SessionList) },
        ...problems('NOT_LOGGED_IN', 'SCOPE_MISSING'),
      },
    },
  },
  '/api/auth/sessions/{id}': {
    delete: {
      tags,
      operationId: 'endSession',
      summary: 'End a session',
      description: 'The browser of this session is logged out at once.',
      requestParams,
      responses: { '204': NOTHING, ...changeProblems('NOT_LOGGED_IN', 'SCOPE_MISSING', 'NOT_FOUND') },
    },
  },
  '/api/auth/log': {
    get: {
      tags,
      operationId: 'listAccountLog',
      summary: 'List log-ins and changes of the account',
      description: 'The latest 50 of each kind, for at most 90 days. Guesses that are refused are one event in 15 minutes.',
      responses: {
        '200': { description: 'The events, newest first.', ...json(AccountLogList) },
        ...problems('NOT_LOGGED_IN', 'SCOPE_MISSING'),
      },
    },
  },
  '/api/auth/tokens': {
    get: {
      tags,
      operationId: 'listTokens',
      summary: 'List tokens',
      description: 'The tokens of the account, without their secrets.',
      responses: { '200': { description: 'The tokens, newest first.', ...json(TokenList) }, ...problems('NOT_LOGGED_IN', 'SCOPE_MISSING') },
    },
    post: {
      tags,
      operationId: 'createToken',
      summary: 'Create a token for a tool',
      description:
        'The token permits what its scopes name, and no changes of the account. It stays valid when the password changes. An account can have 100.',
      requestBody: { required: true, ...json(NewToken) },
      responses: {
        '201': { description: 'The token with its secret, which cannot be read again.', ...json(TokenMade) },
        ...changeProblems('NOT_LOGGED_IN', 'SCOPE_MISSING', 'TOO_MANY_TOKENS', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/auth/tokens/{id}': {
    delete: {
      tags,
      operationId: 'revokeToken',
      summary: 'Revoke a token',
      description: 'Tools that use the token are refused from the next request on.',
      requestParams,
      responses: { '204': NOTHING, ...changeProblems('NOT_LOGGED_IN', 'SCOPE_MISSING', 'NOT_FOUND') },
    },
  },
} satisfies ZodOpenApiPathsObject;
