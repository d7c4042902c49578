import type { Clock } from '../../model/clock';
import { SyncError } from '../../model/errors';
import type { ApiBudget, RetryPolicy } from '../http';
import type { TokenShelf } from './token';

export interface HaloPsaOptions {
	/** Where people sign in, e.g. `https://acme.halopsa.com`. See {@link siteUrl}. */
	readonly url: string;
	/** Where tokens come from, where that is not `<url>/auth`. */
	readonly authUrl?: string;
	/** The tenant's name on the vendor's own hosts; empty elsewhere. */
	readonly tenant?: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Lets other processes use the same token; absent: the token stays in this process. */
	readonly tokens?: TokenShelf;
	/** How far each window of changes reaches back behind the last one. */
	readonly overlapMs?: number;
	readonly timeoutMs?: number;
	readonly retry?: Partial<RetryPolicy>;
	/** Shared by all who call this tenant; absent: nothing is held back. */
	readonly budget?: ApiBudget;
	readonly clock?: Clock;
	readonly sleep?: (ms: number) => Promise<unknown>;
	readonly random?: () => number;
}

/**
 * Brings what people enter (`acme.halopsa.com`, `https://acme.halopsa.com/api/`) to an address without a slash at its
 * end: scheme, host, and a path where a server of one's own has one.
 * @throws SyncError BAD_INPUT for anything that is no address of a server.
 */
export function siteUrl(entered: string): string {
	return address(entered, /\/(?:api|auth)$/i);
}

/** Where a token is asked for: the address that was entered, with or without `/token`, or `<site>/auth`. */
export function tokenUrl({ url, authUrl }: Pick<HaloPsaOptions, 'url' | 'authUrl'>): string {
	const auth = authUrl?.trim() ? address(authUrl, /\/token$/i) : `${siteUrl(url)}/auth`;
	return `${auth}/token`;
}

/** Text that tells a tenant from every other one: host, path and tenant name. */
export function tenantOf({ url, tenant = '' }: Pick<HaloPsaOptions, 'url' | 'tenant'>): string {
	const place = siteUrl(url).replace(/^https?:\/\//, '');
	return [place, tenant.trim().toLowerCase()].filter((part) => part !== '').join('/');
}

function address(entered: string, ending: RegExp): string {
	const text = entered.trim();
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	if (text === '' || !URL.canParse(withScheme)) {
		throw badAddress(`"${text}" is not the address of a server; enter e.g. https://acme.halopsa.com`);
	}
	const url = new URL(withScheme);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw badAddress(`the address must begin with https://, not ${url.protocol}`);
	}
	if (url.username !== '' || url.password !== '') {
		throw badAddress('the address must not hold a password: client ID and secret have fields of their own');
	}
	const path = url.pathname.replace(/\/+$/, '').replace(ending, '');
	return `${url.protocol}//${url.host}${path}`;
}

function badAddress(what: string): SyncError {
	return new SyncError('BAD_INPUT', `HaloPSA: ${what}`, { system: 'halopsa' });
}
