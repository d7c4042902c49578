import axios from 'axios';
import type { AxiosResponse } from 'axios';
import type { Query } from './transport';

/** Where a redirect leads, or undefined for an answer that is none. */
export function redirectTarget(status: number, headers: Readonly<Record<string, string>>, from: URL): URL | undefined {
	if (![301, 302, 303, 307, 308].includes(status) || headers['location'] === undefined) return undefined;
	return URL.canParse(headers['location'], from.href) ? new URL(headers['location'], from) : undefined;
}

export function withQuery(url: URL, query: Query = {}): string {
	const target = new URL(url);
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined) continue;
		for (const item of Array.isArray(value) ? value : [value]) target.searchParams.append(name, String(item));
	}
	// Some servers read `+` literally: a space is always %20.
	target.search = target.search.replaceAll('+', '%20');
	return target.href;
}

/** The headers of an answer by lower-case name. */
export function flatHeaders(headers: AxiosResponse['headers']): Record<string, string> {
	const flat: Record<string, string> = Object.create(null) as Record<string, string>;
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined && value !== null) flat[name.toLowerCase()] = String(value);
	}
	return flat;
}

/** Reads only the code: an axios error carries the request with its credentials and must never be passed on. */
export function errorCode(error: unknown): string {
	if (axios.isAxiosError(error)) {
		if (/maxContentLength/.test(error.message)) return 'ERR_BAD_RESPONSE_SIZE';
		return error.code ?? 'ERR_NETWORK';
	}
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ERR_NETWORK';
}
