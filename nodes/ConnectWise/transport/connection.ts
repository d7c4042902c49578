import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { BudgetUse } from '../../../sync/connectors/http';
import type { Connector } from '../../../sync/connectors/connector';
import {
	API_VERSION,
	CONNECTWISE_REGIONS,
	connectWiseBudget,
	ConnectWiseClient,
	ConnectWiseWriter,
	createConnectWiseConnector,
	tenantOf,
	type ConnectWiseOptions,
	type ConnectWiseRegion,
} from '../../../sync/connectors/connectwise';
import { SyncError } from '../../../sync/model/errors';
import { apiShare } from '../../shared/api-share';
import { budgetOf } from '../../shared/budget';

export const CREDENTIAL = 'psaSyncConnectWiseApi';

const REGIONS = Object.keys(CONNECTWISE_REGIONS) as [ConnectWiseRegion, ...ConnectWiseRegion[]];

const credential = z.object({
	environment: z.enum([...REGIONS, 'onPremise']),
	siteUrl: z.string().trim().default(''),
	companyId: z.string().trim().min(1),
	publicKey: z.string().trim().min(1),
	privateKey: z.string().trim().min(1),
	clientId: z.string().trim().min(1),
	apiVersion: z.string().trim().default(API_VERSION),
	apiShare: z.unknown(),
});

/** For the editor: answers that take long are of no use there. */
const HASTY = { timeoutMs: 15_000, retry: { attempts: 2 } } as const;

/** What single records are worked with. */
export interface RecordAccess {
	readonly client: ConnectWiseClient;
	readonly writer: ConnectWiseWriter;
}

/**
 * What the credential says of how to reach ConnectWise, and the budget for calls of the given use.
 * @throws SyncError BAD_INPUT where it is incomplete.
 */
export function readCredential(
	data: ICredentialDataDecryptedObject,
	use: BudgetUse = 'interactive',
): ConnectWiseOptions {
	const parsed = credential.safeParse(data);
	if (!parsed.success) {
		const field = parsed.error.issues[0]?.path.join('.') ?? '';
		throw new SyncError('BAD_INPUT', `"${field}" is missing or not valid in the ConnectWise credential`, {
			system: 'connectwise',
			field,
		});
	}
	const { environment, siteUrl, apiVersion, apiShare: share, ...keys } = parsed.data;
	const site = environment === 'onPremise' ? siteUrl : CONNECTWISE_REGIONS[environment];
	const options = { ...keys, site, apiVersion: apiVersion || API_VERSION };
	const policy = connectWiseBudget(apiShare(share, 75));
	return { ...options, budget: budgetOf({ system: 'connectwise', tenant: tenantOf(options), policy }, use) };
}

export async function executionAccess(this: IExecuteFunctions): Promise<RecordAccess> {
	const client = new ConnectWiseClient(readCredential(await this.getCredentials(CREDENTIAL), 'interactive'));
	return { client, writer: new ConnectWiseWriter(client) };
}

export async function editorAccess(this: ILoadOptionsFunctions): Promise<RecordAccess> {
	const client = new ConnectWiseClient({
		...readCredential(await this.getCredentials(CREDENTIAL), 'interactive'),
		...HASTY,
	});
	return { client, writer: new ConnectWiseWriter(client) };
}

/** A client for the credential's "Test" button. */
export function testClient(data: ICredentialDataDecryptedObject): ConnectWiseClient {
	return new ConnectWiseClient({ ...readCredential(data, 'interactive'), ...HASTY, retry: { attempts: 1 } });
}

/** ConnectWise as one side of a sync. */
export async function syncConnector(this: IExecuteFunctions): Promise<Connector> {
	return createConnectWiseConnector(readCredential(await this.getCredentials(CREDENTIAL), 'sync'));
}

/** What single records are worked with that are no companies, contacts or tickets. */
export async function executionConnector(this: IExecuteFunctions): Promise<Connector> {
	return createConnectWiseConnector(readCredential(await this.getCredentials(CREDENTIAL), 'interactive'));
}

/** The same for the lists of the editor. */
export async function editorConnector(this: ILoadOptionsFunctions): Promise<Connector> {
	return createConnectWiseConnector({
		...readCredential(await this.getCredentials(CREDENTIAL), 'interactive'),
		...HASTY,
	});
}
