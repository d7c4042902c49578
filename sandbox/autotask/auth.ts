import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { unauthorized } from './errors';

/** What a client needs to sign in. */
export interface Credentials {
	readonly userName: string;
	readonly secret: string;
	/** The vendor gives one to each integration. */
	readonly integrationCode: string;
}

/**
 * Lets a request pass that carries the three headers `UserName`, `Secret` and `ApiIntegrationCode`.
 *
 * @throws VendorError 401 for everything else, without saying what was wrong
 */
export function authenticate(request: FastifyRequest, credentials: Credentials): void {
	const { username, secret, apiintegrationcode } = request.headers;
	const passed = [
		same(username, credentials.userName),
		same(secret, credentials.secret),
		same(apiintegrationcode, credentials.integrationCode),
	];
	if (passed.includes(false)) throw unauthorized();
}

function same(given: string | string[] | undefined, wanted: string): boolean {
	const [left, right] = [Buffer.from(String(given ?? '')), Buffer.from(wanted)];
	return left.length === right.length && timingSafeEqual(left, right);
}
