import type { Clock } from '../../model/clock';
import { SyncError } from '../../model/errors';
import type { ApiBudget, RetryPolicy } from '../http';

/** The vendor's cloud regions and its staging system (Developer Guide). The host needs its `api-`. */
export const CONNECTWISE_REGIONS = {
	na: 'https://api-na.myconnectwise.net',
	eu: 'https://api-eu.myconnectwise.net',
	au: 'https://api-au.myconnectwise.net',
	aus: 'https://api-aus.myconnectwise.net',
	za: 'https://api-za.myconnectwise.net',
	staging: 'https://api-staging.connectwisedev.com',
} as const;
export type ConnectWiseRegion = keyof typeof CONNECTWISE_REGIONS;

/** The API model that the catalogue and the parsers were written for; without it the server picks its newest. */
export const API_VERSION = '2025.8';

export interface ConnectWiseOptions {
	/** Scheme and host of the system: one of `CONNECTWISE_REGIONS`, or an own server. See {@link siteUrl}. */
	readonly site: string;
	/** The company with which people sign in, not the id of a record. */
	readonly companyId: string;
	readonly publicKey: string;
	readonly privateKey: string;
	/** The integration's GUID, asked for with every call. */
	readonly clientId: string;
	/** Default: {@link API_VERSION}. */
	readonly apiVersion?: string;
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
 * Brings what people enter as their server (`na.myconnectwise.net`, `https://cw.example.com/`) to scheme and host.
 * Cloud hosts get their `api-`: without it the API answers "SSL is required". Own servers may have a port.
 * @throws SyncError BAD_INPUT for anything that is no address of a server.
 */
export function siteUrl(entered: string): string {
	const text = entered.trim();
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	if (text === '' || !URL.canParse(withScheme)) {
		throw new SyncError(
			'BAD_INPUT',
			`ConnectWise: "${text}" is not the address of a server; enter e.g. https://cw.example.com`,
			{
				system: 'connectwise',
			},
		);
	}
	const url = new URL(withScheme);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw new SyncError('BAD_INPUT', `ConnectWise: the address must begin with https://, not ${url.protocol}`, {
			system: 'connectwise',
		});
	}
	const cloud = /^(?:na|eu|au|aus|za)\.myconnectwise\.net$/.test(url.hostname);
	return `${url.protocol}//${cloud ? 'api-' : ''}${url.host}`;
}

/** Text that tells a tenant from every other one: host and company. */
export function tenantOf(options: Pick<ConnectWiseOptions, 'site' | 'companyId'>): string {
	return `${new URL(siteUrl(options.site)).host}/${options.companyId.trim().toLowerCase()}`;
}

/** Where a person opens the system in a browser: the API's host without `api-`. */
export function webUrl(site: string): string {
	return siteUrl(site).replace('://api-', '://');
}
