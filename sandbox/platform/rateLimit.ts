import type { FastifyInstance } from 'fastify';
import { PlatformProblem } from './problem';

const WINDOW_MS = 60_000;

/** Answers 429 once `most` requests were taken in the last 60 seconds; refused ones do not count. */
export function limitRate(routes: FastifyInstance, most: number): void {
	const taken: number[] = [];
	routes.addHook('preHandler', async (_request, reply) => {
		const now = performance.now();
		while (taken.length > 0 && taken[0] <= now - WINDOW_MS) taken.shift();
		if (taken.length < most) {
			taken.push(now);
			return;
		}
		const waitMs = (taken[0] ?? now) + WINDOW_MS - now;
		reply.header('retry-after', String(Math.max(1, Math.ceil(waitMs / 1_000))));
		throw new PlatformProblem('rate_limited', `More than ${most} requests in a minute. Nothing was done.`);
	});
}
