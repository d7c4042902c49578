import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

/**
 * The setting of a credential that says how much of a system's API calls sync runs may take.
 * @param usual in percent
 * @param description what the percentage is taken of
 */
export function apiShareProperty(usual: number, description: string): INodeProperties {
	return {
		displayName: 'API Calls for Syncing (%)',
		name: 'apiShare',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 80, numberPrecision: 0 },
		default: usual,
		description,
	};
}

/** @returns the setting as a part of one; the usual one where it is no percentage, as in credentials of former versions. */
export function apiShare(percent: unknown, usual: number): number {
	return z.coerce.number().min(1).max(100).catch(usual).parse(percent) / 100;
}
