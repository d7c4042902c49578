import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { testClient } from '../transport/connection';

/** Looks up the company and signs in. */
export async function testConnectWise(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	try {
		const { version } = await testClient(credential.data ?? {}).systemInfo();
		return { status: 'OK', message: `Connected to ConnectWise ${version ?? ''}`.trim() };
	} catch (error) {
		return { status: 'Error', message: error instanceof Error ? error.message : 'The test failed' };
	}
}
