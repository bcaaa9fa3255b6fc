// ghcr.io and registry-1.docker.io: https in front of Debian's docker-registry, and the place where a pull goes wrong
// when a test wants it to.
// Surprise: Docker resumes a cut blob five times by Range before it gives up, so a cut must come again on each attempt;
// `cuts` says how many more will come.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { passOn } from '../front.ts';
import { registryPort } from '../places.ts';

export interface RegistryMood {
  /** Bytes of a blob that come through before the connection breaks. */
  readonly cutAfterBytes?: number | undefined;
  /** How many more blobs are cut; without it, all. */
  readonly cuts?: number | undefined;
  /** Bytes per second of each blob. */
  readonly bytesPerSecond?: number | undefined;
  /** The registry's own refusal: Docker Hub's pull limit, or a tag that is not there. */
  readonly refuses?: 'tooManyRequests' | 'manifestUnknown' | undefined;
}

const refusals = {
  tooManyRequests: {
    status: 429,
    code: 'TOOMANYREQUESTS',
    message: 'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
  },
  manifestUnknown: { status: 404, code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' },
} as const;

export function registryFront(mood: () => RegistryMood, wasCut: () => void): RequestListener {
  return (request, response) => {
    const now = mood();
    const path = request.url ?? '/';
    if (now.refuses && path.includes('/manifests/')) {
      refuse(response, now.refuses);
      return;
    }
    const blob = request.method === 'GET' && path.includes('/blobs/');
    const reshape = blob ? (answer: IncomingMessage) => hampered(answer, now, wasCut) : undefined;
    passOn({ secure: false, port: registryPort }, path, request, response, reshape);
  };
}

function refuse(response: ServerResponse, why: keyof typeof refusals): void {
  const { status, ...error } = refusals[why];
  response.writeHead(status, { 'content-type': 'application/json', 'docker-distribution-api-version': 'registry/2.0' });
  response.end(JSON.stringify({ errors: [error] }));
}

function hampered(answer: IncomingMessage, mood: RegistryMood, wasCut: () => void): Readable {
  const size = Number(answer.headers['content-length'] ?? 0);
  const { cutAfterBytes, cuts = Infinity, bytesPerSecond } = mood;
  const slow = bytesPerSecond === undefined ? answer : answer.pipe(limited(bytesPerSecond));
  if (cutAfterBytes === undefined || cuts <= 0 || size <= cutAfterBytes) return slow;
  return slow.pipe(cut(cutAfterBytes, wasCut));
}

/** Lets `bytes` through, then fails; the front breaks the connection on the failure. */
function cut(bytes: number, wasCut: () => void): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const passed = chunk.subarray(0, left);
      left -= passed.length;
      if (left > 0) {
        done(null, passed);
        return;
      }
      wasCut();
      this.push(passed);
      setImmediate(done, new Error('cut off by the lab'));
    },
  });
}

/** Holds each piece back until its bytes are due. */
function limited(bytesPerSecond: number): Transform {
  const since = Date.now();
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      const due = since + (passed / bytesPerSecond) * 1000;
      setTimeout(done, Math.max(0, due - Date.now()), null, chunk);
    },
  });
}
