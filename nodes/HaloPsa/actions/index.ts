import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { resourceProperties, routeOperation, type NodeResources } from '../../shared/resource-router';
import { executionAccess, type RecordAccess } from '../transport/connection';
import { company } from './company';
import { contact } from './contact';
import { sync } from './sync';
import { ticket } from './ticket';

const resources: NodeResources<RecordAccess> = { records: { company, contact, ticket }, sync };

export const properties = resourceProperties(resources);

/** Carries out the chosen operation of the chosen resource. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await routeOperation.call(this, resources, executionAccess);
}
