import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { ImageId } from './image.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';
import {
  AddressKeyList,
  AddressKeyMade,
  MAX_ADDRESS_KEYS,
  MAX_PRESETS,
  NewAddressKey,
  NewSignedAddress,
  Preset,
  PresetChange,
  PresetList,
  SignedAddress,
} from './signed-address.js';

const tags = ['pictures'];
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const presetName = { path: z.object({ name: z.string().meta({ description: 'The name of the preset.', example: 'hero' }) }) };

/** Signed addresses, and presets, implemented by media. */
export const addressPaths = {
  '/api/images/{id}/sign': {
    post: {
      tags,
      operationId: 'signImageAddress',
      summary: 'Sign an address of a picture',
      description:
        'Everybody who has the address gets the picture as it says, without a log-in, until the end, until its key is revoked, and while the ' +
        'picture is in your drive. docs/transforms.md says how to sign without this call.',
      requestParams: { path: z.object({ id: ImageId }) },
      requestBody: { required: true, ...json(NewSignedAddress) },
      responses: {
        '200': { description: 'The address.', ...json(SignedAddress) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'BAD_TRANSFORM', 'NO_SIGNING_KEY', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/signing-keys': {
    get: {
      tags,
      operationId: 'listSigningKeys',
      summary: 'List the keys that sign your addresses',
      description: 'Without their secrets.',
      responses: { '200': { description: 'The keys, newest first.', ...json(AddressKeyList) }, ...problems(...CALLER) },
    },
    post: {
      tags,
      operationId: 'createSigningKey',
      summary: 'Create a key that signs addresses',
      description: `Only with a session. An account can have ${MAX_ADDRESS_KEYS}.`,
      requestBody: { required: true, ...json(NewAddressKey) },
      responses: {
        '201': { description: 'The key with its secret, which cannot be read again.', ...json(AddressKeyMade) },
        ...changeProblems(...CALLER, 'TOO_MANY_KEYS', 'UNSUPPORTED_TYPE', 'TOO_LARGE', 'RATE_LIMITED'),
      },
    },
  },
  '/api/signing-keys/{id}': {
    delete: {
      tags,
      operationId: 'revokeSigningKey',
      summary: 'Revoke a key',
      description: 'All addresses that it signed are closed at once.',
      requestParams: { path: z.object({ id: z.string().meta({ description: 'As in the list.', example: '01kdc7q3v8x2m4n6p8r0s2t4v6' }) }) },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND', 'RATE_LIMITED') },
    },
  },
  '/api/presets': {
    get: {
      tags,
      operationId: 'listPresets',
      summary: 'List your presets',
      description: '`GET /api/transforms` lists those of the drive as well.',
      responses: { '200': { description: 'The presets, by name.', ...json(PresetList) }, ...problems(...CALLER) },
    },
  },
  '/api/presets/{name}': {
    put: {
      tags,
      operationId: 'setPreset',
      summary: 'Set a preset',
      description:
        `Adds it, or replaces the one of this name. It comes before a preset of the drive of the same name. An account can have ${MAX_PRESETS}; ` +
        'a preset has at most 11 modifiers and no `DPR`.',
      requestParams: presetName,
      requestBody: { required: true, ...json(PresetChange) },
      responses: {
        '200': { description: 'The preset.', ...json(Preset) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'BAD_TRANSFORM', 'TOO_MANY_PRESETS', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
    delete: {
      tags,
      operationId: 'deletePreset',
      summary: 'Delete a preset',
      description: 'Addresses that use it are closed at once, unless the drive has one of the same name.',
      requestParams: presetName,
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
} satisfies ZodOpenApiPathsObject;
