import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Connector } from '../../../sync/connectors/connector';
import {
	createHaloPsaConnector,
	haloPsaBudget,
	HaloPsaClient,
	HaloPsaWriter,
	lookupsOf,
	tenantOf,
	type HaloPsaOptions,
	type Lookups,
} from '../../../sync/connectors/halopsa';
import type { BudgetUse } from '../../../sync/connectors/http';
import { SyncError } from '../../../sync/model/errors';
import { apiShare } from '../../shared/api-share';
import { budgetOf } from '../../shared/budget';
import { tokenShelf } from './token-shelf';

export const CREDENTIAL = 'psaSyncHaloPsaApi';

const credential = z.object({
	url: z.string().trim().min(1),
	authUrl: z.string().trim().default(''),
	tenant: z.string().trim().default(''),
	clientId: z.string().trim().min(1),
	clientSecret: z.string().trim().min(1),
	callsAllowed: z.coerce.number().int().positive().optional().catch(undefined),
	callsMinutes: z.coerce.number().positive().optional().catch(undefined),
	apiShare: z.unknown(),
});

/** For the editor: answers that take long are of no use there. */
const HASTY = { timeoutMs: 15_000, retry: { attempts: 2 } } as const;

/** What single records are worked with. */
export interface RecordAccess {
	readonly client: HaloPsaClient;
	readonly lookups: Lookups;
	readonly writer: HaloPsaWriter;
}

/**
 * What the credential says of how to reach HaloPSA, and the budget for calls of the given use.
 * @throws SyncError BAD_INPUT where it is incomplete.
 */
export function readCredential(data: ICredentialDataDecryptedObject, use: BudgetUse = 'interactive'): HaloPsaOptions {
	const parsed = credential.safeParse(data);
	if (!parsed.success) {
		const field = parsed.error.issues[0]?.path.join('.') ?? '';
		throw new SyncError('BAD_INPUT', `"${field}" is missing or not valid in the HaloPSA credential`, {
			system: 'halopsa',
			field,
		});
	}
	const { callsAllowed: calls, callsMinutes: minutes, apiShare: share, ...keys } = parsed.data;
	const policy = haloPsaBudget({
		share: apiShare(share, 75),
		...(calls !== undefined && { calls }),
		...(minutes !== undefined && { windowMs: minutes * 60_000 }),
	});
	return {
		...keys,
		tokens: tokenShelf,
		budget: budgetOf({ system: 'halopsa', tenant: tenantOf(keys), policy }, use),
	};
}

function recordAccess(options: HaloPsaOptions): RecordAccess {
	const client = new HaloPsaClient(options);
	const lookups = lookupsOf(client, options);
	return { client, lookups, writer: new HaloPsaWriter(client, lookups) };
}

export async function executionAccess(this: IExecuteFunctions): Promise<RecordAccess> {
	return recordAccess(readCredential(await this.getCredentials(CREDENTIAL), 'interactive'));
}

export async function editorAccess(this: ILoadOptionsFunctions): Promise<RecordAccess> {
	return recordAccess({ ...readCredential(await this.getCredentials(CREDENTIAL), 'interactive'), ...HASTY });
}

/** A client for the credential's "Test" button. */
export function testClient(data: ICredentialDataDecryptedObject): HaloPsaClient {
	return new HaloPsaClient({ ...readCredential(data, 'interactive'), ...HASTY, retry: { attempts: 1 } });
}

/** HaloPSA as one side of a sync. */
export async function syncConnector(this: IExecuteFunctions): Promise<Connector> {
	return createHaloPsaConnector(readCredential(await this.getCredentials(CREDENTIAL), 'sync'));
}

/** What single records are worked with that are no companies, contacts or tickets. */
export async function executionConnector(this: IExecuteFunctions): Promise<Connector> {
	return createHaloPsaConnector(readCredential(await this.getCredentials(CREDENTIAL), 'interactive'));
}

/** The same for the lists of the editor. */
export async function editorConnector(this: ILoadOptionsFunctions): Promise<Connector> {
	return createHaloPsaConnector({ ...readCredential(await this.getCredentials(CREDENTIAL), 'interactive'), ...HASTY });
}
