import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { LISTED, type HaloPsaClient } from '../../../sync/connectors/halopsa';
import { testClient } from '../transport/connection';

/**
 * Signs in, and looks whether the application's agent sees anything: without rights HaloPSA shows empty lists and no
 * error (vendor's help page).
 */
export async function testHaloPsa(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		const client = testClient(credential.data ?? {});
		const { name } = await client.agent();
		const agent = name ? ` as ${name}` : '';
		const [clients, users, tickets] = [
			await seen(client, 'company'),
			await seen(client, 'contact'),
			await seen(client, 'ticket'),
		];
		// Every HaloPSA has at least the client that it came with.
		if (clients === 0) {
			const message = `The keys are right${agent && `, signed in${agent}`}, but no clients can be seen: give the agent that the application is bound to the rights to all clients, users and tickets, and the application the scope "all"`;
			return { status: 'Error', message };
		}
		const message = `Connected to HaloPSA${agent}: ${clients} clients, ${users} users and ${tickets} tickets can be seen`;
		return { status: 'OK', message };
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : 'The test failed' };
	}
}

/** How many records can be seen; at least how many, where the list does not say. */
async function seen(client: HaloPsaClient, entity: 'company' | 'contact' | 'ticket'): Promise<number> {
	const { rows, count } = await client.page(entity, LISTED[entity], 1, 1);
	return count ?? rows.length;
}
