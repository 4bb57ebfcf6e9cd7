// Four empty Nest applications in one process, each listening.
import 'reflect-metadata';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

for (let n = 0; n < 4; n++) {
  // oxlint-disable-next-line typescript/no-extraneous-class
  class Empty {}
  Module({})(Empty);
  const app = await NestFactory.create(Empty, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
}
console.log('open');
process.on('SIGTERM', () => process.exit());
