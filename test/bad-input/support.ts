import type { IDataObject } from 'n8n-workflow';
import type { RunResult } from '../support/workflow-runner';

/** Something to lay over the ConnectWise credential of a run. */
export function connectWiseCredential(parts: IDataObject): Readonly<Record<string, IDataObject>> {
	return { psaSyncConnectWiseApi: parts };
}

/** Something to lay over the platform's credential of a run. */
export function platformCredential(parts: IDataObject): Readonly<Record<string, IDataObject>> {
	return { psaSyncUnifiedPlatformApi: parts };
}

/** What a person reads of a run that was stopped: the error and the advice below it. Fails where it was not stopped. */
export function refusalOf(result: RunResult): string {
	expect(result.status).toBe('error');
	const { message, description } = result.error as Error & { description?: string };
	expect(message).not.toBe('');
	return `${message}\n${description ?? ''}`;
}
