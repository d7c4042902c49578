import type { IDataObject } from 'n8n-workflow';
import { fromNodeParameters, toNodeParameters } from '../../nodes/FieldMap/parameters';
import type { Mapping, MappingRow } from '../../sync/model/mapping';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';

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

/** Lays other rows over a field map of the template. */
export function mapped(
	template: WorkflowJson,
	entity: Mapping['entity'],
	change: (rows: readonly MappingRow[]) => readonly MappingRow[],
): void {
	const name = { company: 'Map Companies', contact: 'Map Contacts', ticket: 'Map Tickets' }[entity as 'ticket'];
	const node = template.nodes.find((one) => one.name === name);
	if (!node) throw new Error(`The template has no node that maps ${entity}.`);
	const mapping = fromNodeParameters(node.parameters);
	node.parameters = { ...node.parameters, ...toNodeParameters({ ...mapping, rows: change(mapping.rows) }) };
}

/** Gives all nodes of the template another sync key, as a person does who "tidies up". */
export function withSyncKey(syncKey: string): (template: WorkflowJson) => void {
	return ({ nodes }) => {
		for (const node of nodes) if ('syncKey' in node.parameters) node.parameters = { ...node.parameters, syncKey };
	};
}
