import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it was sent: fetch would have decompressed it. */
  body: Buffer;
}

/** A request with these headers and no other. */
export async function rawGet(url: string, headers: Record<string, string>, method = 'GET'): Promise<RawAnswer> {
  const sent = request(url, { method, headers }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) };
}
