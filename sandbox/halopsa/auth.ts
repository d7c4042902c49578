import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerClock } from '../http';
import { VendorError, unauthorized } from './errors';

/** What a client needs to sign in. */
export interface Credentials {
	readonly clientId: string;
	readonly clientSecret: string;
	/** The name of the hosted tenant, without which its authorisation server knows no client; empty where none is asked for. */
	readonly tenant: string;
}

interface Token {
	readonly expiresAt: number;
	readonly scopes: ReadonlySet<string>;
}

/** The authorisation server: client credentials for a bearer token. Tokens age by the server's own clock. */
export class Authorisation {
	/** How long a token lives. */
	tokenSeconds = 3_600;
	readonly #tokens = new Map<string, Token>();

	constructor(
		readonly credentials: Credentials,
		private readonly clock: ServerClock,
	) {}

	/** Takes back every token, as a changed secret or a restarted server does. */
	revoke(): void {
		this.#tokens.clear();
	}

	/**
	 * Answers `POST /auth/token`.
	 *
	 * @throws VendorError 400 or 401 in the words of OAuth 2
	 */
	issue(form: Readonly<Record<string, unknown>>, tenant: string | undefined): Record<string, unknown> {
		const { clientId, clientSecret } = this.credentials;
		if (form.grant_type !== 'client_credentials')
			throw oauth(400, 'unsupported_grant_type', 'The grant type is not supported.');
		const known = same(form.client_id, clientId) && same(form.client_secret, clientSecret);
		if (!known || (this.credentials.tenant !== '' && tenant?.toLowerCase() !== this.credentials.tenant.toLowerCase()))
			throw oauth(401, 'invalid_client', 'Bad credentials');
		const scopes = new Set(
			String(form.scope ?? '')
				.split(/[\s+]+/)
				.filter(Boolean),
		);
		if (scopes.size === 0) throw oauth(400, 'invalid_scope', 'The scope is missing.');
		const access_token = randomBytes(48).toString('base64url');
		this.#tokens.set(access_token, { expiresAt: this.clock.now() + this.tokenSeconds * 1_000, scopes });
		return { scope: [...scopes].join(' '), token_type: 'Bearer', access_token, expires_in: this.tokenSeconds };
	}

	/**
	 * The scopes of the token that a request carries.
	 *
	 * @throws VendorError 401 where there is none, or it is unknown or too old
	 */
	scopesOf(request: FastifyRequest): ReadonlySet<string> {
		const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ');
		const token = scheme.toLowerCase() === 'bearer' ? this.#tokens.get(given) : undefined;
		if (!token || token.expiresAt <= this.clock.now()) throw unauthorized();
		return token.scopes;
	}
}

/** Mounts `/auth/token`; it reads forms, and JSON is no form. */
export function mountAuth(app: FastifyInstance, authorisation: Authorisation): void {
	void app.register(async (auth) => {
		auth.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
			done(null, Object.fromEntries(new URLSearchParams(body as string)));
		});
		auth.post('/auth/token', (request) => {
			const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
			const form = isForm ? (request.body as Record<string, unknown>) : {};
			const { tenant = form.tenant } = request.query as { tenant?: unknown };
			return authorisation.issue(form, typeof tenant === 'string' ? tenant : undefined);
		});
	});
}

function oauth(status: number, error: string, description: string): VendorError {
	return new VendorError(status, { error, error_description: description });
}

function same(given: unknown, wanted: string): boolean {
	const [left, right] = [Buffer.from(String(given ?? '')), Buffer.from(wanted)];
	return left.length === right.length && timingSafeEqual(left, right);
}
