import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { unauthorized } from './errors';

/** What a client needs to sign in. */
export interface Credentials {
	readonly companyId: string;
	readonly publicKey: string;
	readonly privateKey: string;
	/** The vendor gives one to each integration; a GUID. */
	readonly clientId: string;
}

/**
 * Lets a request pass that carries Basic `companyId+publicKey:privateKey` and the `clientId` header.
 *
 * @throws VendorError 401 for everything else
 */
export function authenticate(request: FastifyRequest, credentials: Credentials): void {
	const { companyId, publicKey, privateKey, clientId } = credentials;
	const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
	const given = Buffer.from(encoded, 'base64').toString('utf8');
	if (scheme.toLowerCase() !== 'basic' || !same(given, `${companyId}+${publicKey}:${privateKey}`)) {
		throw unauthorized('Incorrect public/private key');
	}
	const header = request.headers.clientid;
	if (typeof header !== 'string' || !same(header.toLowerCase(), clientId.toLowerCase())) {
		throw unauthorized('The clientId header is missing or not valid');
	}
}

function same(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}
