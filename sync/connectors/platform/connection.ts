import { SyncError } from '../../model/errors';
import type { FieldNameMap } from './field-names';

/** How to reach one platform. The defaults are the contract's. */
export interface PlatformConnection {
	/** Scheme, host and port, e.g. `https://platform.example.com`. */
	readonly baseUrl: string;
	readonly apiKey: string;
	/** Below the base URL; `/api/v1` by default. */
	readonly basePath?: string;
	/** Header that carries the key; `Authorization` by default. */
	readonly authHeader?: string;
	/** Stands before the key, with a space between; `Bearer` by default, '' for none. */
	readonly authPrefix?: string;
	/** For a platform that names fields otherwise. */
	readonly fieldNames?: FieldNameMap;
}

/**
 * @returns the address of the API without a trailing slash.
 * @throws SyncError BAD_INPUT for an address that cannot be one, or that holds a secret.
 */
export function rootUrl({ baseUrl, basePath = '/api/v1' }: PlatformConnection): string {
	const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw badInput('The base URL must begin with https:// (or http://), for example https://platform.example.com');
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw badInput('The base URL must hold neither a password nor a query: enter the API key in its own field');
	}
	const path = [url.pathname, basePath].join('/').split('/').filter(Boolean).join('/');
	return path === '' ? url.origin : `${url.origin}/${path}`;
}

/**
 * Text that tells a tenant from every other one: host, path, and the name that people gave it. Without the scheme and
 * the version of the API, which change while the tenant stays the same.
 */
export function tenantOf(connection: PlatformConnection, tenant = ''): string {
	const { host, pathname } = new URL(rootUrl(connection));
	const path = pathname.split('/').filter((part) => part !== '' && !/^v\d+(?:\.\d+)*$/i.test(part));
	return [[host, ...path].join('/'), tenant.trim().toLowerCase()].filter(Boolean).join(' ');
}

/**
 * @returns the header that says who we are.
 * @throws SyncError BAD_INPUT for what no header can carry.
 */
export function authHeaders(connection: PlatformConnection): Readonly<Record<string, string>> {
	const name = connection.authHeader ?? 'Authorization';
	const prefix = connection.authPrefix ?? 'Bearer';
	if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw badInput(`"${name}" is no name of an HTTP header`);
	if (connection.apiKey === '') throw badInput('The API key is empty');
	if (/[^\x20-\x7e]/.test(prefix + connection.apiKey)) {
		throw badInput('The API key or its prefix holds characters that an HTTP header cannot carry');
	}
	return { [name]: prefix === '' ? connection.apiKey : `${prefix} ${connection.apiKey}` };
}

function badInput(message: string): SyncError {
	return new SyncError('BAD_INPUT', message, { system: 'platform' });
}
