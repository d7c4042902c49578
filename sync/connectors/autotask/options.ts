import type { Clock } from '../../model/clock';
import { SyncError } from '../../model/errors';
import type { ApiBudget, RetryPolicy } from '../http';

/** Where the vendor tells in which zone a user's database lives (vendor's documentation). */
export const ZONE_LOOKUP = 'https://webservices.autotask.net';

export interface AutotaskOptions {
	/** The API user's name, which looks like an e-mail address. */
	readonly userName: string;
	readonly secret: string;
	/** The tracking identifier of the integration. */
	readonly integrationCode: string;
	/** Which server is asked for the zone. Default: {@link ZONE_LOOKUP}. See {@link serverUrl}. */
	readonly zoneUrl?: string;
	/** How far each window of changes reaches back behind the last one. */
	readonly overlapMs?: number;
	readonly timeoutMs?: number;
	readonly retry?: Partial<RetryPolicy>;
	readonly budget?: ApiBudget;
	readonly clock?: Clock;
	readonly sleep?: (ms: number) => Promise<unknown>;
	readonly random?: () => number;
}

/**
 * Brings what people enter as their zone (`webservices5.autotask.net`, `https://ww5.autotask.net/`, an address with the
 * API's path) to scheme and host of its API.
 * @throws SyncError BAD_INPUT for anything that is no address of a server.
 */
export function serverUrl(entered: string): string {
	const text = entered.trim();
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	if (text === '' || !URL.canParse(withScheme)) {
		const message = `Autotask: "${text}" is not the address of a server; enter e.g. https://webservices5.autotask.net`;
		throw new SyncError('BAD_INPUT', message, { system: 'autotask' });
	}
	const url = new URL(withScheme);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw new SyncError('BAD_INPUT', `Autotask: the address must begin with https://, not ${url.protocol}`, {
			system: 'autotask',
		});
	}
	// People read `ww5` in their browser; the API of that zone answers at `webservices5`.
	const host = url.host.replace(/^ww(\d+)\.autotask\.net$/, 'webservices$1.autotask.net');
	return `${url.protocol}//${host}`;
}

/**
 * Text that tells a tenant from every other one. The part of the user name behind the `@` belongs to the database; the
 * part before it changes when a new API user is made, and the zone when the vendor moves the database.
 */
export function tenantOf({ userName, zoneUrl }: Pick<AutotaskOptions, 'userName' | 'zoneUrl'>): string {
	const name = userName.trim().toLowerCase();
	const { host } = new URL(serverUrl(zoneUrl ?? ZONE_LOOKUP));
	return `${isVendorHost(host) ? 'autotask.net' : host}/${name.slice(name.lastIndexOf('@') + 1)}`;
}

export function isVendorHost(host: string): boolean {
	return host === 'autotask.net' || host.endsWith('.autotask.net');
}
