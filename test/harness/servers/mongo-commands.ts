import type { Socket } from 'node:net';

import { mongo } from 'mongoose';

/** Header, flags and the kind of the first section of an OP_MSG, in bytes; https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const BEFORE_BODY = 16 + 4 + 1;
const OP_MSG = 2013;

/** The commands in what clients send to MongoDB, one connection apart from another. */
export class MongoCommands {
  readonly heard: mongo.BSON.Document[] = [];
  private readonly rest = new Map<Socket, Buffer>();

  /** For a `TcpProxy`. */
  readonly hear = (connection: Socket, bytes: Buffer): void => {
    let left = Buffer.concat([this.rest.get(connection) ?? Buffer.alloc(0), bytes]);
    while (left.length >= 4 && left.length >= left.readInt32LE()) {
      const message = left.subarray(0, left.readInt32LE());
      left = left.subarray(message.length);
      const body = message.subarray(BEFORE_BODY, BEFORE_BODY + message.readInt32LE(BEFORE_BODY));
      // The first greeting of a connection is an OP_QUERY.
      if (message.readInt32LE(12) === OP_MSG) this.heard.push(mongo.BSON.deserialize(body));
    }
    this.rest.set(connection, left);
  };
}
