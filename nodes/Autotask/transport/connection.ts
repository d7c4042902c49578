import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';
import {
	autotaskBudget,
	AutotaskClient,
	createAutotaskConnector,
	createAutotaskWriter,
	tenantOf,
	type AutotaskOptions,
	type AutotaskWriter,
} from '../../../sync/connectors/autotask';
import type { BudgetUse } from '../../../sync/connectors/http';
import type { Connector } from '../../../sync/connectors/connector';
import { SyncError } from '../../../sync/model/errors';
import { apiShare } from '../../shared/api-share';
import { budgetOf } from '../../shared/budget';

export const CREDENTIAL = 'psaSyncAutotaskApi';

const credential = z.object({
	userName: z.string().trim().min(1),
	secret: z.string().trim().min(1),
	integrationCode: z.string().trim().min(1),
	zone: z.enum(['automatic', 'other']).default('automatic'),
	zoneUrl: z.string().trim().default(''),
	apiShare: z.unknown(),
});

/** For the editor: answers that take long are of no use there. */
const HASTY = { timeoutMs: 15_000, retry: { attempts: 2 } } as const;

/** What single records are worked with. */
export interface RecordAccess {
	readonly client: AutotaskClient;
	readonly writer: AutotaskWriter;
}

/**
 * What the credential says of how to reach Autotask, and the budget for calls of the given use.
 * @throws SyncError BAD_INPUT where it is incomplete.
 */
export function readCredential(data: ICredentialDataDecryptedObject, use: BudgetUse = 'interactive'): AutotaskOptions {
	const parsed = credential.safeParse(data);
	if (!parsed.success) {
		const field = parsed.error.issues[0]?.path.join('.') ?? '';
		throw new SyncError('BAD_INPUT', `"${field}" is missing or not valid in the Autotask credential`, {
			system: 'autotask',
			field,
		});
	}
	const { zone, zoneUrl, apiShare: share, ...keys } = parsed.data;
	const options = zone === 'other' ? { ...keys, zoneUrl } : keys;
	const policy = autotaskBudget(apiShare(share, 50));
	return { ...options, budget: budgetOf({ system: 'autotask', tenant: tenantOf(options), policy }, use) };
}

function recordAccess(options: AutotaskOptions): RecordAccess {
	const client = new AutotaskClient(options);
	return { client, writer: createAutotaskWriter(client, options) };
}

export async function executionAccess(this: IExecuteFunctions): Promise<RecordAccess> {
	return recordAccess(readCredential(await this.getCredentials(CREDENTIAL), 'interactive'));
}

export async function editorAccess(this: ILoadOptionsFunctions): Promise<RecordAccess> {
	return recordAccess({ ...readCredential(await this.getCredentials(CREDENTIAL), 'interactive'), ...HASTY });
}

/** A client for the credential's "Test" button. */
export function testClient(data: ICredentialDataDecryptedObject): AutotaskClient {
	return new AutotaskClient({ ...readCredential(data, 'interactive'), ...HASTY, retry: { attempts: 1 } });
}

/** Autotask as one side of a sync. */
export async function syncConnector(this: IExecuteFunctions): Promise<Connector> {
	return createAutotaskConnector(readCredential(await this.getCredentials(CREDENTIAL), 'sync'));
}

/** What single records are worked with that are no companies, contacts or tickets. */
export async function executionConnector(this: IExecuteFunctions): Promise<Connector> {
	return createAutotaskConnector(readCredential(await this.getCredentials(CREDENTIAL), 'interactive'));
}

/** The same for the lists of the editor. */
export async function editorConnector(this: ILoadOptionsFunctions): Promise<Connector> {
	return createAutotaskConnector({ ...readCredential(await this.getCredentials(CREDENTIAL), 'interactive'), ...HASTY });
}
