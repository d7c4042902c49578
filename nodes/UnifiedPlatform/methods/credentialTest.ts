import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { PlatformClient } from '../../../sync/connectors/platform';
import { readCredential } from '../transport/connection';

/** Asks the platform whose key this is. */
export async function testPlatform(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		const { connection, budget } = readCredential(credential.data ?? {}, 'interactive');
		const client = new PlatformClient(connection, { timeoutMs: 15_000, retry: { attempts: 1 }, budget });
		const { name } = await client.me();
		return { status: 'OK', message: `Connected as ${name}` };
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : 'The test failed' };
	}
}
